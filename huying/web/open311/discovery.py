"""Where this server is, and what it speaks (Open311 Service Discovery)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .formats import TYPES, answer

CHANGESET = "2026-11-22T00:00:00Z"
"""When this document last said something new."""
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """One endpoint, in both forms."""
    return answer(form, "discovery", described(f"{here(request)}/open311/v2"))


def here(request: HttpRequest) -> str:
    """The city's address where it was asked by that name, else the one that it was asked by."""
    same = urlsplit(settings.ADDRESS).netloc == request.get_host()
    return settings.ADDRESS if same else request.build_absolute_uri("/").rstrip("/")


def described(endpoint: str) -> dict[str, Any]:
    """The document, for a server at `endpoint`."""
    contact = settings.SECURITY_CONTACT or settings.ADDRESS
    return {
        "changeset": CHANGESET,
        "contact": _("Questions about this service: %(contact)s") % {"contact": contact},
        "key_service": _("Keys are given out by the city: %(contact)s") % {"contact": contact},
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": endpoint,
                "changeset": CHANGESET,
                "type": "test" if settings.DEMO else "production",
                "formats": [kind.partition(";")[0] for kind in reversed(TYPES.values())],
            }
        ],
    }
