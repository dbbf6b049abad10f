"""Which cases this browser may open: a signed cookie, set where somebody gave number and code. No account, no session."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from huying.base.units.roles import Actor
from huying.cases import numbers, queries
from huying.cases.models import Case

COOKIE = f"{settings.SECURE_PREFIX}huying_cases"
LASTS = timedelta(hours=12)
MOST = 5
"""Cases that one browser keeps open."""


def is_open(request: HttpRequest, number: str) -> bool:
    """Whether the code of this case was given in this browser."""
    return numbers.tidy(number) in _held(request)


def opened(request: HttpRequest, number: str) -> Case:
    """The case whose code was given in this browser, as the gate (`web/gate.py`) has made sure."""
    if case := queries.one(Actor.resident(_held(request).get(numbers.tidy(number))), number):
        return case
    raise Http404(number)


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
