"""Who asks at the desk, let in by the gate (`web/gate.py`), and which case they may see."""

from django.http import Http404, HttpRequest
from django_htmx.middleware import HtmxDetails

from huying.base.units.models import Staff
from huying.cases import queries
from huying.cases.models import Case


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Staff
    htmx: HtmxDetails


def the_case(request: StaffRequest, number: str) -> Case:
    """The case with this number. Whoever may not see it reads that there is none."""
    if case := queries.one(request.user.actor, number):
        return case
    raise Http404(number)
