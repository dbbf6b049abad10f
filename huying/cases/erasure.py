"""The walk over all contacts: each whose time is up goes, the others are counted by why they are kept."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings

from huying.base.catalogue import register as catalogue
from huying.base.journal import audit, clock
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM

from . import forgetting
from .models import Case, Contact
from .retention import Keeps, Standing, keeps
from .standing import standings

BATCH = 500
CHANGED = "changed"
"""Somebody did something with it while it was looked at; the next walk looks again."""


@dataclass
class Summary:
    """What became of the contacts: how many there were, how many went, and why the others stayed."""

    read: int = 0
    erased: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False


def run(*, dry_run: bool = False, progress: Callable[[int], Any] = lambda n: None) -> Summary:
    """Erase every contact whose time is up, each with its event or not at all; `dry_run`: only count.

    Ctrl-C ends it, and run again it goes on. `progress` is called with the contacts done since the last call.
    """
    summary, now = Summary(), clock.now()
    summary.kept[Keeps.OPEN] = Contact.objects.filter(case__closed_at=None).count()
    summary.kept[Keeps.NOT_YET] = Contact.objects.filter(case__closed_at__gt=_horizon()).count()
    summary.read = summary.kept.total()
    progress(summary.read)
    try:
        for key, standing in _candidates():
            why = keeps(standing, now) or ("" if dry_run or _erased(key) else CHANGED)
            summary.read += 1
            summary.erased += not why
            summary.kept[why] += bool(why)
            progress(1)
    except KeyboardInterrupt:
        summary.interrupted = True
    summary.kept = +summary.kept
    if summary.erased and not dry_run:
        audit.record("erased", by=SYSTEM, contacts=summary.erased)
    return summary


def n_contacts() -> int:
    return Contact.objects.count()


def _horizon() -> Any:
    """Whatever was closed after this moment stays, by any rule of the catalogue."""
    book = catalogue.current()
    rules = [row.retention_days for row in book.categories.values()] + [
        row.retention_days for row in book.kinds.values()
    ]
    shortest = min(days for days in (settings.RETENTION_DAYS, *rules) if days is not None)
    return clock.now() - timedelta(days=shortest)


def _candidates() -> Iterator[tuple[int, Standing]]:
    """Every case that may be due, in the order of keys; a batch at a time, so that what is erased meanwhile does not matter."""
    horizon, last = _horizon(), 0
    cases = Case.objects.filter(contact__isnull=False, closed_at__lte=horizon).order_by("pk")
    while found := list(standings(cases.filter(pk__gt=last)[:BATCH])):
        yield from found
        last = found[-1][0]


def _erased(key: int) -> bool:
    try:
        forgetting.erase(Case.objects.select_related("category").get(pk=key), by=SYSTEM)
    except Refused:
        return False
    return True
