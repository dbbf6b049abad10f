"""Reading doors may ask a replica of the database, so that many readers slow no writer down (`DATABASE_REPLICA_URL`).

Only what everybody may read comes from there, and only for whoever has no session, sends no key and wrote nothing a moment
ago: nobody misses what they just did. A replica that is away or behind is left alone until it is well again, and what it
could not answer is asked of the primary at once: a reader notices nothing but the header, which says as of when it is told.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from psycopg_pool import PoolTimeout

from huying.base.journal import editions

from .api import door
from .readonly import READS

READING = {
    "portal:home", "portal:areas", "portal:city", "portal:points", "portal:atom", "portal:rss", "portal:widget",
    "portal:figures", "portal:definitions", "portal:public", "portal:answers", "portal:answer",
    "open311:services", "open311:definition", "open311:requests", "open311:request", "open311:updates",
    "exchange:catalogue", "exchange:catalogue_json",
    "api:list_public_cases", "api:read_public_case", "api:list_troubles", "api:list_articles", "api:list_areas",
    "api:list_units", "api:list_categories", "api:list_kinds", "api:list_reasons",
}  # fmt: skip
"""What a replica may answer: what is open to everybody."""
AS_OF = "Data-As-Of"
"""The header of what a replica answered: when the newest that it knows was written, in UTC."""
WROTE = "wrote"
"""The cookie of a browser that wrote a moment ago; it asks the primary as long as it has it."""
LOOK_EVERY = 1.0  # seconds
LOOKED_LONG_AGO = 10.0  # seconds; a look that hangs is as good as none
PATIENCE = 2  # seconds
REST = 3.0  # seconds without requests for one that failed at one, whatever the watch says

log = logging.getLogger(__name__)


@dataclass
class Replica:
    """One replica as this process saw it last."""

    alias: str
    lag: float | None = None
    """Seconds that it is behind; None: away."""
    looked: float = float("-inf")
    failed: float = float("-inf")

    @property
    def is_well(self) -> bool:
        now = time.monotonic()
        fresh, rested = now - self.looked < LOOKED_LONG_AGO, now - self.failed >= REST
        return fresh and rested and self.lag is not None and self.lag <= settings.REPLICA_LAG

    def away(self) -> None:
        self.lag, self.failed = None, time.monotonic()


class Watch:
    """Looks after the replicas of this process, once a second, in a thread of its own."""

    def __init__(self) -> None:
        self.replicas = [Replica(alias) for alias in settings.DATABASES if alias.startswith("replica")]
        self.begun = threading.Lock()
        self.turn = 0

    def well(self) -> Replica | None:
        """One that may answer now, each in turn. The first to ask begins the watch."""
        if self.replicas and self.begun.acquire(blocking=False):
            threading.Thread(target=self._watch, daemon=True, name="replicas").start()
        found = [replica for replica in self.replicas if replica.is_well]
        self.turn += 1
        return found[self.turn % len(found)] if found else None

    def _watch(self) -> None:
        while True:
            place = _place()
            for replica in self.replicas:
                was, replica.lag = replica.is_well, _lag(replica.alias, place)
                replica.looked = time.monotonic()
                if was != replica.is_well:
                    log.warning("%s: %s", replica.alias, "used" if replica.is_well else f"not used, lag {replica.lag}")
            connections.close_all()
            time.sleep(LOOK_EVERY)


def _place() -> str | None:
    """How far the primary's journal goes; None where it does not answer."""
    with suppress(DatabaseError, PoolTimeout), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        return str(cursor.fetchone()[0])
    return None


def _lag(alias: str, place: str | None) -> float | None:
    """0 where it has all that the primary had a moment ago; else how old the last commit is that it knows: before its start, if it
    replayed none since."""
    try:
        url, waits = str(settings.DATABASES[alias]["URL"]), f"-c statement_timeout={PATIENCE}s"
        with psycopg.connect(url, connect_timeout=PATIENCE, options=waits) as line:
            row = line.execute(
                "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn,"
                " extract(epoch FROM clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()))::float8",
                [place],
            ).fetchone()
    except psycopg.Error:
        return None
    has_all, lag = row or (None, None)
    return 0.0 if has_all else lag


watch = Watch()


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Outside of the one that lets a GET only read."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not watch.replicas:
            return get_response(request)
        replica = watch.well() if _may_be_old(request) else None
        if replica and (response := _answered(replica, request, get_response)):
            return response
        response = get_response(request)
        if request.method not in READS:
            kept = timedelta(seconds=settings.REPLICA_LAG * 2)
            response.set_cookie(WROTE, "1", max_age=kept, httponly=True, samesite="Lax", secure=settings.HTTPS)
        return response

    return answer


def _answered(
    replica: Replica, request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse | None:  # fmt: skip
    """What the replica answers; None where it could not."""
    as_of = timezone.now() - timedelta(seconds=replica.lag or 0)
    editions.look()
    try:
        with instead(replica.alias), editions.kept():
            response = get_response(request)
    except (DatabaseError, PoolTimeout):
        response = None
    if response is None or response.status_code >= 500:
        replica.away()
        return None
    response[AS_OF] = as_of.isoformat(timespec="seconds")
    return response


@contextmanager
def instead(alias: str) -> Iterator[None]:
    """In this thread, whoever asks the database asks this one."""
    own = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield
    finally:
        with suppress(DatabaseError):
            connections["default"].close()
        connections["default"] = own


def _may_be_old(request: HttpRequest) -> bool:
    if request.method not in READS or not _is_a_stranger(request):
        return False
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    operation = door.operations().get(match.route, {}).get("GET", "")
    return (f"api:{operation}" if operation else match.view_name) in READING


def _is_a_stranger(request: HttpRequest) -> bool:
    """Somebody of whom we know nothing, so that no page is theirs alone."""
    known = {settings.SESSION_COOKIE_NAME, WROTE} & request.COOKIES.keys()
    return not known and "Authorization" not in request.headers and "api_key" not in request.GET


def told() -> dict[str, Any]:
    """For `/readyz`: how many seconds each replica is behind, and whether it is used."""
    watch.well()
    return {
        replica.alias: {"used": replica.is_well, "lag_seconds": None if replica.lag is None else round(replica.lag, 1)}
        for replica in watch.replicas
    }
