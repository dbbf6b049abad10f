"""The watch over disputes: what a clock passed is noted once, and what will soon be owed is said once. Run every few minutes.

Who is told of it stands in `flow.py`: `dispute.late` for a clock, `dispute.owed` for a step of an agreement. Two at once do
nothing twice: each holds the rows it notes, and what tells of it is written with the note.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huying.base.journal import clock, reactions, rows

from .models import DisputeClock, Obligation
from .words import State

BATCH = 1000
AHEAD = timedelta(days=3)
"""So long before something is owed whoever owes it is reminded."""


def watch(now: datetime | None = None) -> tuple[int, int]:
    """Note all that is late, and all that is soon owed; return how much of each."""
    now = now or clock.now()
    return _late(now), _owed(now)


def _late(now: datetime) -> int:
    n = 0
    while True:
        with transaction.atomic():
            late = DisputeClock.objects.filter(due_at__lt=now, stopped_at=None, noted_at=None).order_by("due_at", "pk")
            keys = list(late.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:BATCH])
            DisputeClock.objects.filter(pk__in=keys).update(noted_at=now)
            rows.insert([job for key in keys for job in reactions.following("dispute.late", clock=key)])
        n += len(keys)
        if len(keys) < BATCH:
            return n


def _owed(now: datetime) -> int:
    until = timezone.localdate(now + AHEAD, timezone.get_default_timezone())
    n = 0
    while True:
        with transaction.atomic():
            owed = Obligation.objects.filter(
                due_on__lte=until, performed_on=None, defaulted_at=None, reminded_at=None,
                agreement__dispute__state=State.IN_FORCE, agreement__dispute__effective_at__isnull=False,
            )  # fmt: skip
            held = owed.order_by("due_on", "pk").select_for_update(skip_locked=True, no_key=True, of=("self",))
            keys = list(held.values_list("pk", flat=True)[:BATCH])
            Obligation.objects.filter(pk__in=keys).update(reminded_at=now)
            rows.insert([job for key in keys for job in reactions.following("dispute.owed", obligation=key)])
        n += len(keys)
        if len(keys) < BATCH:
            return n
