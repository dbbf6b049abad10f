"""Which disputes this browser may open, and as which party: those whose number and code were given in it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from huying.base.units.roles import Actor
from huying.civic.mediation import numbers, parties, queries
from huying.civic.mediation.models import Dispute, Party
from huying.web.portal.opened import Opened

DISPUTES = Opened(f"{settings.SECURE_PREFIX}huying_disputes", path="/mediate/")


def is_open(request: HttpRequest, number: str) -> bool:
    """Whether a party's code of this dispute was given in this browser."""
    return numbers.tidy(number) in DISPUTES.held(request)


def opened(request: HttpRequest, number: str) -> tuple[Dispute, Actor]:
    """The dispute, and the party whose code was given in this browser, as the gate (`web/gate.py`) has made sure."""
    by = parties.actor(Party(pk=DISPUTES.held(request).get(numbers.tidy(number))))
    if dispute := queries.one(by, number):
        return dispute, by
    raise Http404(number)


def keep_open(request: HttpRequest, response: HttpResponse, party: Party) -> None:
    """Remember, until the browser is closed, that this party's code was given."""
    DISPUTES.keep(request, response, party.side.dispute.number, party.pk)


def forget(response: HttpResponse) -> None:
    """On a shared computer: nothing stays open."""
    DISPUTES.forget(response)
