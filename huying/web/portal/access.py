"""Which cases this browser may open: those whose number and code were given in it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from huying.base.units.roles import Actor
from huying.cases import numbers, queries
from huying.cases.models import Case

from .opened import Opened

CASES = Opened(f"{settings.SECURE_PREFIX}huying_cases", path="/track/")


def is_open(request: HttpRequest, number: str) -> bool:
    """Whether the code of this case was given in this browser."""
    return numbers.tidy(number) in CASES.held(request)


def opened(request: HttpRequest, number: str) -> Case:
    """The case whose code was given in this browser, as the gate (`web/gate.py`) has made sure."""
    if case := queries.one(Actor.resident(CASES.held(request).get(numbers.tidy(number))), number):
        return case
    raise Http404(number)


def keep_open(request: HttpRequest, response: HttpResponse, case: Case) -> None:
    """Remember, until the browser is closed, that the code of this case was given."""
    CASES.keep(request, response, case.number, case.pk)


def forget(response: HttpResponse) -> None:
    """On a shared computer: nothing stays open."""
    CASES.forget(response)
