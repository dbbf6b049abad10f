"""What a changed tier or calendar would do to the clocks that run: counted before anything is put in force."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from huying.base.journal import clock
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.units.calendars import Calendars
from huying.base.worktime.calendar import Calendar, Due
from huying.base.worktime.periods import Period

from .deadlines import OF_TIER
from .models import Clock
from .words import ClockKind

Periods = Mapping[tuple[str, str], Period | None]
"""By a tier's code and a kind of clock: what is promised from now on."""
OF_COUNTED_DAYS = ("wh", "wd")
DAY = timedelta(days=1)
STEPS = ((DAY, "1d"), (3 * DAY, "3d"), (7 * DAY, "7d"))
"""How far clocks move, in steps: by up to a day, three days, a week; further is "more"."""


@dataclass(frozen=True)
class Move:
    """A running clock that would end at another time."""

    clock: int
    case: int
    kind: str
    number: str
    old: datetime
    period: Period
    new: Due

    @property
    def by(self) -> timedelta:
        return self.new.at - self.old


@dataclass
class Effect:
    """What would move among the clocks that run. Closed cases have none, so they never move."""

    running: int = 0
    later: int = 0
    earlier: int = 0
    late_at_once: int = 0
    """Those whose time would be up already."""
    spread: Counter[str] = field(default_factory=Counter)
    """By how much, in the steps of `STEPS`."""
    biggest: Move | None = None
    moves: list[Move] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return self.later + self.earlier

    def count(self, move: Move, now: datetime) -> None:
        self.moves.append(move)
        self.later += move.by > timedelta()
        self.earlier += move.by < timedelta()
        self.late_at_once += move.new.at <= now < move.old
        if move.by:
            self.spread[next((name for step, name in STEPS if abs(move.by) <= step), "more")] += 1
        if self.biggest is None or abs(move.by) > abs(self.biggest.by):
            self.biggest = move

    @property
    def counts(self) -> dict[str, Any]:
        """For a command's last line and for pages."""
        return {
            "running": self.running, "moved": self.moved, "later": self.later, "earlier": self.earlier,
            "late_at_once": self.late_at_once, "spread": dict(self.spread),
            "biggest": round(abs(self.biggest.by).total_seconds() / 3600, 1) if self.biggest else 0,
        }  # fmt: skip


def moved(start: datetime, period: Period, pauses: Iterable[Mapping[str, Any]], calendar: Calendar) -> Due:
    """When `period` ends that began at `start`, with what rested given back. Pure."""
    due = calendar.after(start, period)
    at = due.at
    for rest in pauses:
        begin = datetime.fromisoformat(rest["from"])
        if rest["until"] and begin <= at:
            at = calendar.pushed(at, period, (begin, datetime.fromisoformat(rest["until"])))
    return Due(at, due.provisional, due.left_out, due.moved_from)


def of_tiers(periods: Periods, *, by: Calendars | None = None) -> Effect:
    """What these periods of tiers would move, were they to hold for cases that are open."""
    kinds = {**OF_TIER, ClockKind.ASSIGNMENT: "limit", ClockKind.RECEIPT: "receipt"}
    wanted = {(tier, kind): new for (tier, name), new in periods.items() for kind in kinds if kinds[kind] == name}
    rows = _running().filter(why__in={tier for tier, _kind in wanted})
    return _effect(((row, wanted.get((row.why, ClockKind(row.kind)))) for row in rows), by or calendars.current())


def of_calendar(by: Calendars, *, provisional_only: bool = True) -> Effect:
    """What other calendars would move: the dates that are provisional, or every one that counts working time."""
    rows = _running().filter(provisional=True) if provisional_only else _running()
    known = ((row, Period(**row.period)) for row in rows)
    counted = ((row, period) for row, period in known if period.unit in OF_COUNTED_DAYS or period.rolls)
    return _effect(counted, by, settled=provisional_only)


def _running() -> Any:
    """Clocks with a period and an end, that nobody gave more time to."""
    rows = Clock.objects.filter(stopped_at=None, due_at__isnull=False, period__isnull=False, extended_from=None)
    return rows.select_related("case").only(
        "case__number", "case__id", "kind", "why", "unit_id", "period", "started_at", "due_at", "pauses", "provisional"
    )


def _effect(rows: Iterator[tuple[Clock, Period | None]], by: Calendars, *, settled: bool = False) -> Effect:
    """`settled`: dates that stay but are no longer provisional are moves too."""
    effect, now, register = Effect(), clock.now(), units.current().by_id
    for row, period in rows:
        if period is None or row.due_at is None:
            continue
        effect.running += 1
        unit = register.get(row.unit_id or 0)
        new = moved(row.started_at, period, row.pauses, by.of(unit.hours if unit else ""))
        if new.at != row.due_at or (settled and not new.provisional):
            effect.count(Move(row.pk, row.case_id, row.kind, row.case.number, row.due_at, period, new), now)
    return effect
