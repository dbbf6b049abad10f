"""Is it alive, and can it work? For a supervisor, a proxy, a monitor."""

from typing import Any

import psycopg
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from huying import doctor

from . import replica

PATIENCE = 2  # seconds for the database to take a connection


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing is asked of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be answered: the database is there with all tables of this release; else 503.

    A worker that is gone is shown, but turns nobody away: what was asked for waits until one is back. So is a replica
    that is away or behind: the primary answers for it.
    """
    if not database_answers():
        return JsonResponse({"database": False}, status=503)
    found: dict[str, Any] = {finding.check: finding.well for finding in doctor.examine(doctor.READINESS)}
    found |= {"replicas": told} if (told := replica.told()) else {}
    return JsonResponse(found, status=200 if all(found.get(check) for check in NEEDED) else 503)


NEEDED = ("database", "migrations")


def database_answers() -> bool:
    """Whether the server itself takes a connection now. A pool, ours or a pooler's, would wait for it to come back."""
    try:
        psycopg.connect(settings.DATABASE_URL, connect_timeout=PATIENCE).close()
    except psycopg.Error:
        return False
    return True
