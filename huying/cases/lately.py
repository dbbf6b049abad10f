"""What became of the calls of the last days: plain counts, each with what it is counted of. Fewer than five are withheld."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Count, Q
from django.utils import timezone

from huying.base.journal import clock

from .models import Case, Clock, Verdict
from .words import ClockKind, Outcome, Solved, State

SPAN = timedelta(days=30)
FEW = 5
"""Fewer than these are told of nobody."""
FRESH = timedelta(minutes=10)
"""So old a count may be."""
GONE = (Outcome.MERGED, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class Share:
    """So many `n` of so many `of`; both None where they are too few to be told."""

    n: int | None
    of: int | None

    @property
    def percent(self) -> int | None:
        """Rounded; None where nothing is told."""
        return round(100 * self.n / self.of) if self.n is not None and self.of else None


@dataclass(frozen=True)
class Lately:
    """Of the calls received since `since`; merged and withdrawn ones are not counted."""

    since: datetime
    received: int | None
    answered: Share
    """Of those received."""
    in_time: Share
    """Of those whose answer came or was due."""
    solved: Share
    """By their reporters' own word, of those who said anything."""


def lately() -> Lately:
    """At most ten minutes old. Three SQL statements when counted."""
    slot = clock.now().timestamp() // FRESH.total_seconds() * FRESH.total_seconds()
    return _counted(datetime.fromtimestamp(slot, tz=timezone.get_default_timezone()))


@lru_cache(maxsize=2)
def _counted(now: datetime) -> Lately:
    since = now - SPAN
    cases = Case.objects.filter(received_at__gte=since).exclude(outcome__in=GONE)
    over = Q(state__in=(State.REPLIED, State.CLOSED))
    counted = cases.aggregate(received=Count("pk"), answered=Count("pk", filter=over))
    promises = Clock.objects.filter(case__in=cases, kind=ClockKind.RESOLVE, round=0)
    time = promises.aggregate(
        kept=Count("pk", filter=Q(on_time=True)),
        due=Count("pk", filter=Q(on_time__isnull=False) | Q(stopped_at=None, due_at__lt=now)),
    )
    said = Verdict.objects.filter(case__in=cases).exclude(solved="")
    word = said.aggregate(said=Count("pk"), solved=Count("pk", filter=Q(solved=Solved.YES)))
    return Lately(
        since,
        _told(counted["received"]),
        share(counted["answered"], counted["received"]),
        share(time["kept"], time["due"]),
        share(word["solved"], word["said"]),
    )


def share(n: int, of: int) -> Share:
    """Withheld as a whole where it speaks of too few, or all but a few, or of a few only."""
    few = of < FEW or 0 < n < FEW or 0 < of - n < FEW
    return Share(None, None) if few else Share(n, of)


def _told(n: int) -> int | None:
    return n if n >= FEW or n == 0 else None
