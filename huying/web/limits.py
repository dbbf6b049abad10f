"""How often a caller may use a door. Counted in PostgreSQL, so that all processes count together.

A caller is an address as the outermost trusted proxy saw it (`HUYING_PROXIES` of them; IPv6 by /64), or a key. Neither is
kept: the table holds a keyed hash and a number, and both go when the window is over.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from huying.cases import numbers
from huying.cases.models import Tally

from .problems import MACHINES, problem
from .readonly import READS

LARGE = 1000


class Rate(NamedTuple):
    """So many within so long. Times `settings.LIMITS`, which is 1; 0 counts nothing."""

    n: float
    per: timedelta

    @property
    def share(self) -> int:
        """How many a process takes at once and then counts by itself: a large rate need not be asked for each time."""
        return int(self.n // 100) if self.n >= LARGE else 1


@dataclass(frozen=True)
class Door:
    """What one caller may, and how often one thing may be tried by all callers together."""

    caller: Rate | None
    thing: Rate | None = None


TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)

# A mobile network shows thousands of people under one address: a caller's rate stops a program, not a neighbourhood.
DOORS: dict[str, Door] = {
    "report": Door(Rate(60, TEN_MINUTES)),  # reports sent without a key
    "upload": Door(Rate(120, TEN_MINUTES)),  # files of reports on their way
    "text": Door(None, Rate(5, HOUR)),  # the same text from one caller; then the form asks once more
    "track": Door(Rate(60, TEN_MINUTES), Rate(30, HOUR)),  # guesses of codes; a thing is a case number
    "deed": Door(Rate(60, TEN_MINUTES), Rate(30, HOUR)),  # what a resident does with a case
    "code": Door(Rate(10, HOUR), Rate(3, HOUR)),  # one-time codes sent
    "code_try": Door(Rate(30, HOUR), Rate(10, HOUR)),  # guesses of one-time codes
    "mail": Door(Rate(20, HOUR)),  # letters from one address; more wait at the mail server, so two machines soon tire
    "chat": Door(Rate(30, TEN_MINUTES)),  # messages of one user of a chat
    "search": Door(Rate(300, TEN_MINUTES)),  # by words; by account at the desk, by address at the API
    "open311": Door(Rate(6_000, TEN_MINUTES)),  # lists read by other systems, by address
    "api": Door(Rate(30_000, TEN_MINUTES)),  # steps taken with a key, by key
}  # fmt: skip
"""Signing in has allauth's own limits (`settings.ACCOUNT_RATE_LIMITS`)."""


class TooMany(Exception):
    """The door stays shut for `wait` seconds."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(wait)

    @property
    def says(self) -> str:
        """The sentence for whoever knocks."""
        return _("That was too often. Please wait %(n)d min and try again.") % {"n": ceil(self.wait / 60)}

    def on(self, response: HttpResponse) -> HttpResponse:
        """The answer, such as a form with everything in it, told as 429 with `Retry-After`."""
        response.status_code = 429
        response["Retry-After"] = str(self.wait)
        return response


def spend(request: HttpRequest | None, door: str, *, caller: str = "", thing: str = "") -> None:
    """Count one use of `door`; raise `TooMany` when it was used too often. At most one statement, which commits by itself.

    `caller`: who, when it is not the address. `thing`: what is tried, a case number for example. Not inside a
    transaction, which would hold the count back, nor in a GET, which cannot write: see `ON_GET`. Without a request, `caller` says who.
    """
    limits = {
        _key(door, name, who): Rate(rate.n * settings.LIMITS, rate.per)
        for name, who, rate in (
            ("caller", caller or (address(request) if request else ""), DOORS[door].caller),
            ("thing", thing, DOORS[door].thing),
        )
        if rate and who and settings.LIMITS
    }
    now = timezone.now()
    asked = {key: rate for key, rate in limits.items() if rate.share == 1 or not _has_left(key, now)}
    counted = _count(sorted((key, rate.share, now + rate.per) for key, rate in asked.items()), now)
    wait = max((until - now for key, n, until in counted if n > limits[key].n), default=None)
    if request:
        _note(request, door, limits, counted, now)
    if wait is not None:
        raise TooMany(ceil(wait.total_seconds()))
    _left.update({key: (limits[key].share - 1, n, until) for key, n, until in counted if limits[key].share > 1})


_left: dict[str, tuple[int, int, datetime]] = {}
"""Of this process: key → what is left of its share, what was counted with the share, and until when."""


def _has_left(key: str, now: datetime) -> bool:
    left, n, until = _left.get(key, (0, 0, now))
    if not left or until <= now:
        return False
    _left[key] = (left - 1, n, until)
    return True


def _note(
    request: HttpRequest, door: str, limits: dict[str, Rate], counted: list[tuple[str, int, datetime]], now: datetime
) -> None:
    """Put beside the request how much of the tightest rate is left, as `RateLimit` tells it."""
    n = {key: (n, until) for key, n, until in counted} | {
        key: (_left[key][1] - _left[key][0], _left[key][2]) for key in limits if key not in {at for at, *_ in counted}
    }
    if not n:
        return
    tightest = min(n, key=lambda key: limits[key].n - n[key][0])
    rate, (used, until) = limits[tightest], n[tightest]
    left, wait = max(0, int(rate.n) - used), ceil((until - now).total_seconds())
    request.rate = {  # type: ignore[attr-defined]
        "RateLimit-Policy": f'"{door}";q={int(rate.n)};w={int(rate.per.total_seconds())}',
        "RateLimit": f'"{door}";r={left};t={wait}',
    }


def _count(windows: list[tuple[str, int, datetime]], now: datetime) -> list[tuple[str, int, datetime]]:
    """Add its share to each key, whose window begins anew when it is over. In the order of the keys, so that two never wait crosswise."""
    if not windows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{Tally._meta.db_table}" AS kept (key, n, until) '  # noqa: S608 - names from our models; values are bound
            f"VALUES {', '.join(['(%s, %s, %s)'] * len(windows))} "
            "ON CONFLICT (key) DO UPDATE SET "
            "n = CASE WHEN kept.until <= %s THEN excluded.n ELSE kept.n + excluded.n END, "
            "until = CASE WHEN kept.until <= %s THEN excluded.until ELSE kept.until END "
            "RETURNING key, n, until",
            [*(value for window in windows for value in window), now, now],
        )
        return cursor.fetchall()


def _key(door: str, name: str, who: str) -> str:
    return salted_hmac("huying.web.limits", f"{door}/{name}/{who}", algorithm="sha256").hexdigest()


def address(request: HttpRequest) -> str:
    """Where the request came from. What stands further left in X-Forwarded-For than our own proxies wrote is anybody's word."""
    said = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", said).split(",")]
        said = chain[-min(settings.PROXIES, len(chain))]
    try:
        found = ipaddress.ip_address(said)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)).network_address)
    return str(found)


def forget() -> int:
    """Drop the counts whose window is over; return how many."""
    return Tally.objects.filter(until__lte=timezone.now()).delete()[0]


# -- on the way to a page and back

Knock = Callable[[HttpRequest], dict[str, str]]


def _track(request: HttpRequest) -> dict[str, str]:
    return {"door": "track", "thing": numbers.tidy(resolve(request.path_info).kwargs["number"])}


def _desk_search(request: HttpRequest) -> dict[str, str]:
    return {"door": "search", "caller": f"staff:{request.user.pk}"} if request.user.is_authenticated else {}


def _api_search(request: HttpRequest) -> dict[str, str]:
    return {"door": "search"}


def _open311(request: HttpRequest) -> dict[str, str]:
    return {"door": "open311"}


ON_GET: dict[str, tuple[str, Knock]] = {
    "api:track": ("", _track),
    "api:track_file": ("", _track),
    "api:list_cases": ("text", _api_search),
    "api:list_public_cases": ("text", _api_search),
    "api:list_articles": ("text", _api_search),
    "desk:mine": ("q", _desk_search),
    "open311:requests": ("", _open311),
    "open311:updates": ("", _open311),
    "portal:city": ("q", _api_search),
    "portal:answers": ("q", _api_search),
}
"""View → the parameter without which nothing is counted, and what is. A GET cannot write, so it is counted on its way there."""


class Middleware:
    """Stands outside the read-only transaction, inside sessions and language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            if request.method in READS and (knock := _knock(request)):
                spend(request, **knock)
        except TooMany as refusal:
            return self._told(request, refused(request, refusal))
        return self._told(request, self.get_response(request))

    def _told(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Programs read how often they may come yet, as draft-ietf-httpapi-ratelimit-headers writes it."""
        if request.path.startswith(MACHINES):
            for name, value in getattr(request, "rate", {}).items():
                response[name] = value
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view did not answer by itself."""
        return refused(request, exception) if isinstance(exception, TooMany) else None


def _knock(request: HttpRequest) -> dict[str, str]:
    try:
        parameter, knock = ON_GET.get(resolve(request.path_info).view_name, ("", None))
    except Resolver404:
        return {}
    return knock(request) if knock and (not parameter or request.GET.get(parameter)) else {}


def refused(request: HttpRequest, refusal: TooMany) -> HttpResponse:
    """429, for a program or a person, with `Retry-After`."""
    if request.path.startswith(MACHINES):
        return told(refusal)
    return refusal.on(render(request, "429.html", {"reason": refusal.says}))


def too_often(request: HttpRequest) -> HttpResponse:
    """`handler429`, by which allauth refuses: its windows for pages are of a minute."""
    return refused(request, TooMany(60))


def told(refusal: TooMany) -> HttpResponse:
    """The problem that a program is told."""
    return refusal.on(problem(429, refusal.says))
