"""How open cases stand towards their time: what a supervisor counts, and a list is narrowed to by the same word."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huying.base.journal import clock

from .models import OPEN, Clock
from .words import State


def end_of_day(moment: datetime) -> datetime:
    """The midnight after `moment`, in the city's time zone."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), time()), local.tzinfo)


def _late() -> Q:
    return Q(due_at__lt=clock.now()) & _goes_on()


def _today() -> Q:
    return Q(due_at__gte=clock.now(), due_at__lt=end_of_day(clock.now())) & _goes_on()


def _goes_on() -> Q:
    """What rests is not late: its time stands still."""
    return Q(paused_until=None, review_on=None)


def _provisional() -> Q:
    counted = Clock.objects.filter(case=OuterRef("pk"), stopped_at=None, provisional=True)
    return Q(Exists(counted))


STAGES: dict[str, tuple[object, Callable[[], Q]]] = {
    "late": (_("late"), _late),
    "today": (_("due today"), _today),
    "undispatched": (_("not dispatched"), lambda: Q(state=State.RECEIVED)),
    "unaccepted": (_("not accepted"), lambda: Q(state=State.DISPATCHED)),
    "resting": (_("resting"), lambda: Q(paused_until__isnull=False, review_on=None)),
    "parked": (_("long-term"), lambda: Q(review_on__isnull=False)),
    "answered": (_("answered, to be asked about"), lambda: Q(state=State.REPLIED)),
    "supervised": (_("supervised"), lambda: ~Q(supervision="")),
    "provisional": (_("with a provisional date"), _provisional),
}
"""Word of the address → its name, and what it lets through of the open cases."""
COUNTED = ("late", "today", "undispatched", "unaccepted", "resting", "parked", "answered", "supervised")
"""Those that are counted from the row of a case alone."""


def of(stage: str) -> Q:
    """The condition of a stage; open cases only."""
    return OPEN & STAGES[stage][1]()
