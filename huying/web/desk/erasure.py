"""What waits for a decision on erasure, and which holds end next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huying.base.catalogue import register as catalogue
from huying.cases import keeping, retention
from huying.cases.models import Hold, Request
from huying.cases.words import Erasable

from .access import StaffRequest

MOST = 100
"""Rows of each list. What comes first is most urgent; the rest moves up."""


@require_safe
def erasure(request: StaffRequest) -> HttpResponse:
    """For the supervisor: requests by the day on which they shall be decided, holds by their end."""
    by = request.user.actor
    context = {
        "requests": [_asked(row) for row in keeping.requests(by)[:MOST]],
        "holds": [held(row) for row in keeping.holds(by)[:MOST]],
    }
    return render(request, "desk/erasure.html", context)


def held(row: Hold) -> dict[str, object]:
    """A hold as pages show it."""
    reason = catalogue.current().reason("hold", row.reason) or row.reason
    return {"case": row.case, "reason": reason, "until": row.until, "set_at": row.set_at}


def wished(row: Request) -> list[str]:
    """What a resident asked to be erased, in words."""
    return [str(Erasable(code).label) for code in row.what]


def _asked(row: Request) -> dict[str, object]:
    return {
        "case": row.case,
        "what": wished(row),
        "asked_at": row.asked_at,
        "due_at": row.asked_at + retention.ANSWERED_WITHIN,
    }
