"""What a supervisor looks after: requests for erasure that wait, and holds that end. Each list starts from what they may see."""

from django.db.models import QuerySet

from huying.base.journal import clock
from huying.base.units.roles import Actor, Query, Scope, scope

from . import queries
from .models import Hold, Request
from .words import RequestKind


def requests(by: Actor) -> QuerySet[Request]:
    """The requests for erasure that wait for a decision, the oldest first."""
    if scope(by.role, Query.ERASURE) == Scope.NONE:
        return Request.objects.none()
    waiting = Request.objects.filter(kind=RequestKind.ERASURE, decided_at=None, case__in=queries.visible_to(by))
    return waiting.select_related("case").order_by("asked_at", "pk")


def holds(by: Actor) -> QuerySet[Hold]:
    """The holds that hold now, the one that ends first in front."""
    if scope(by.role, Query.ERASURE) == Scope.NONE:
        return Hold.objects.none()
    running = Hold.objects.filter(released_at=None, until__gt=clock.now(), case__in=queries.visible_to(by))
    return running.select_related("case").order_by("until", "pk")
