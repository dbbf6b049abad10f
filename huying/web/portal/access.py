"""Which cases this browser may open: a signed cookie, set where somebody gave number and code. No account, no session."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huying.base.units.roles import Actor
from huying.cases import numbers, queries
from huying.cases.models import Case

COOKIE = f"{settings.SECURE_PREFIX}huying_cases"
LASTS = timedelta(hours=12)
MOST = 5
"""Cases that one browser keeps open."""


def opened(request: HttpRequest, number: str) -> Case | None:
    """The case with this number, if its code was given in this browser."""
    key = _held(request).get(numbers.tidy(number))
    return queries.one(Actor.resident(key), number) if key else None


def is_open(request: HttpRequest, number: str) -> bool:
    """Whether the code of this case was given in this browser."""
    return numbers.tidy(number) in _held(request)


def keep_open(request: HttpRequest, response: HttpResponse, case: Case) -> None:
    """Remember, until the browser is closed, that the code of this case was given."""
    held = _held(request)
    held.pop(case.number, None)
    newest = [*held.items(), (case.number, case.pk)][-MOST:]
    response.set_signed_cookie(
        COOKIE, "/".join(f"{number}={key}" for number, key in newest), salt=COOKIE, path="/track/",
        httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    """On a shared computer: nothing stays open."""
    response.delete_cookie(COOKIE, path="/track/", samesite="Lax")


def _held(request: HttpRequest) -> dict[str, int]:
    value = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=LASTS)
    pairs = (pair.partition("=") for pair in (value or "").split("/") if pair)
    return {number: int(key) for number, _equals, key in pairs}
