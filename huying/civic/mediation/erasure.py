"""The walk over closed disputes: of each goes what is due, the others are counted by why they are kept."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q

from huying.base.journal import audit, clock
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM
from huying.cases.erasure import BATCH, CHANGED, Summary

from . import beside, retention
from .models import Dispute
from .words import State

HELD, NOT_YET, OPEN = "hold", "not_yet", "open"


def run(*, dry_run: bool = False, progress: Callable[[int], Any] = lambda n: None) -> Summary:
    """Erase what is due of every dispute, each with its event or not at all; `dry_run`: only count.

    Ctrl-C ends it, and run again it goes on. `progress` is called with the disputes done since the last call.
    """
    summary = Summary()
    there = Dispute.objects.exclude(erased=retention.ORDER[-1])
    summary.kept[OPEN] = there.exclude(state=State.CLOSED).count()
    summary.kept[NOT_YET] = there.filter(state=State.CLOSED).exclude(_due()).count()
    summary.read = summary.kept.total()
    progress(summary.read)
    try:
        for dispute in _candidates():
            why = HELD if retention.is_held(dispute) else "" if dry_run or _erased(dispute) else CHANGED
            summary.read += 1
            summary.erased += not why
            summary.kept[why] += bool(why)
            progress(1)
    except KeyboardInterrupt:
        summary.interrupted = True
    summary.kept = +summary.kept
    if summary.erased and not dry_run:
        audit.record("erased", by=SYSTEM, disputes=summary.erased)
    return summary


def n_disputes() -> int:
    return Dispute.objects.exclude(erased=retention.ORDER[-1]).count()


def _due() -> Q:
    """Whatever lies before these moments; each is asked for by its own place in the index."""
    now, found = clock.now(), Q(pk=None)
    for before, what in zip(("", *retention.ORDER), retention.ORDER, strict=False):
        found |= Q(erased=before, closed_at__lte=now - timedelta(days=retention.days(what)))
    return found


def _candidates() -> Iterator[Dispute]:
    """In the order of keys, a batch at a time, so that what is erased meanwhile does not matter."""
    last = 0
    due = Dispute.objects.filter(_due(), state=State.CLOSED).select_related("type", "unit").order_by("pk")
    while found := list(due.filter(pk__gt=last)[:BATCH]):
        yield from found
        last = found[-1].pk


def _erased(dispute: Dispute) -> bool:
    try:
        beside.erase(dispute, by=SYSTEM)
    except Refused:
        return False
    return True
