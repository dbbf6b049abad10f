"""Who comes in at the desk, and which case they may see."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.cases import queries
from huying.cases.models import Case


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Staff
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def staff_only(view: View) -> View:
    """Ask everybody else to sign in. The unit comes from the register, so that the menu asks the database nothing."""

    @wraps(view)
    def entered(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.unit_id:
            request.user.unit = units.current().by_id[request.user.unit_id]
        return view(request, *args, **kwargs)

    return login_required(entered)


def the_case(request: StaffRequest, number: str) -> Case:
    """The case with this number. Whoever may not see it reads that there is none."""
    if case := queries.one(request.user.actor, number):
        return case
    raise Http404(number)
