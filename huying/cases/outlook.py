"""What a changed tier, rule, calendar or office hour would do to the clocks that run: counted before anything is put in force."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy
from django.db.models import BigIntegerField, F, Func, TextField
from django.db.models.functions import Cast

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.limits import Limits
from huying.base.journal import clock
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.units.calendars import Calendars
from huying.base.worktime.calendar import Calendar, Due
from huying.base.worktime.many import ManyAtOnce, array, moment
from huying.base.worktime.periods import Period

from . import marks
from .deadlines import OF_TIER
from .models import Clock
from .words import ClockKind

Periods = Mapping[tuple[str, str], Period | None]
"""By a tier's code and the field of a promise, or `CITY` and a rule of the city's: what is promised from now on."""
CITY = "city"
"""What clocks have for a reason that no tier sets."""
OF_CITY = {ClockKind.DISPATCH: "dispatch", ClockKind.DECISION: "return_decision"}
PROMISED_BY = {**OF_TIER, ClockKind.ASSIGNMENT: "limit", ClockKind.RECEIPT: "receipt", **OF_CITY}
"""Kind of clock → the field or the rule it follows."""
Hours = Mapping[int, str]
"""By the key of a unit: its office hours from now on, "" for the city's. Of units whose hours stay, nothing."""
OF_COUNTED_DAYS = ("wh", "wd")
MICROSECONDS = "(extract(epoch FROM %(expressions)s) * 1000000)::bigint"
DAY = timedelta(days=1)
STEPS = ((DAY, "1d"), (3 * DAY, "3d"), (7 * DAY, "7d"))
"""How far clocks move, in steps: by up to a day, three days, a week; further is "more"."""


class Running(NamedTuple):
    """A clock that runs, with a period and an end."""

    clock: int
    case: int
    number: str
    kind: str
    why: str
    unit: int | None
    period: str
    """JSON, like the pauses: few are different, so each is read once."""
    pauses: str
    started: int
    due: int
    """Both as `worktime.many` counts: several times quicker to read than moments."""
    provisional: bool


class Move(NamedTuple):
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

    def move(self, row: Clock, old: datetime, period: Period, new: Due, now: datetime) -> None:
        """Count a clock of which something would come at `new` and not at `old`."""
        self.count(Move(row.pk, row.case_id, row.kind, row.case.number, old, period, new), now)

    def count(self, move: Move, now: datetime) -> None:
        self.moves.append(move)
        by, far = move.by, abs(move.by)
        self.later += by > timedelta()
        self.earlier += by < timedelta()
        self.late_at_once += move.new.at <= now < move.old
        if by:
            self.spread[next((name for step, name in STEPS if far <= step), "more")] += 1
        if self.biggest is None or far > abs(self.biggest.by):
            self.biggest = move

    def without(self, other: "Effect") -> "Effect":
        """Without the clocks that another effect moves."""
        rest, there, now = Effect(self.running), {move.clock for move in other.moves}, clock.now()
        for move in self.moves:
            if move.clock not in there:
                rest.count(move, now)
        return rest

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


def of_tiers(periods: Periods, *, by: Calendars | None = None, hours: Hours | None = None) -> Effect:
    """What these periods of tiers and of the city's rules would move, were they to hold for cases that are open."""
    wanted = {
        (why, str(kind)): new
        for (why, name), new in periods.items() for kind in PROMISED_BY if PROMISED_BY[kind] == name
    }  # fmt: skip
    rows = _running(why__in={why for why, _kind in wanted})
    found = ((row, period) for row in rows if (period := wanted.get((row.why, row.kind))))
    return _effect(found, by or calendars.current(), hours or {})


def of_calendar(by: Calendars, *, provisional_only: bool = True) -> Effect:
    """What other calendars would move: the dates that are provisional, or every one that counts working time."""
    return _effect(_counted(_running(**({"provisional": True} if provisional_only else {}))), by, {})


def of_hours(by: Calendars, hours: Hours) -> Effect:
    """What other office hours, the city's or those of units, would move."""
    now = calendars.current()

    @cache
    def changes(unit_id: int | None) -> bool:
        return now.of(_hours(unit_id, {})).hours != by.of(_hours(unit_id, hours)).hours

    return _effect(_counted(row for row in _running() if changes(row.unit)), by, hours)


def of_windows(rules: Limits) -> Effect:
    """What other rules would move of the time in which units may ask to return a case. They hold as soon as they are set."""
    held, effect, now = catalogue.current().limits, Effect(), clock.now()
    rows = _with(Clock.objects.filter(kind=ClockKind.RECEIPT, stopped_at=None).select_related("case__category"))
    for row in rows:
        complex_ = bool(row.case.category and row.case.category.complex)
        old, new = (found.return_window_complex if complex_ else found.return_window for found in (held, rules))
        effect.running += 1
        if old != new:
            hours = marks.calendar(row.unit_id)
            effect.move(row, hours.after(row.started_at, old).at, new, hours.after(row.started_at, new), now)
    return effect


def of_reminders(rules: Limits) -> Effect:
    """What other rules would move of the next reminder, or of the next level above that is told. They hold as soon as they are set."""
    held, effect, now = catalogue.current().limits, Effect(), clock.now()
    if (held.warn_at, held.escalate_after) == (rules.warn_at, rules.escalate_after):
        return effect
    for row in _with(Clock.objects.filter(stopped_at=None, due_at__isnull=False)):
        old, new = (next((at for at, _what in marks.ladder(row, by) if at > now), None) for by in (held, rules))
        effect.running += 1
        if old and new and old != new:
            effect.move(row, old, marks.period(row), Due(new), now)
    return effect


def _running(**narrowed: Any) -> Iterator[Running]:
    """Clocks with a period and an end, that nobody gave more time to."""
    rows = Clock.objects.filter(
        stopped_at=None, due_at__isnull=False, period__isnull=False, extended_from=None, **narrowed
    )
    as_text = (Cast(name, TextField()) for name in ("period", "pauses"))
    as_numbers = (
        Func(F(name), template=MICROSECONDS, output_field=BigIntegerField()) for name in ("started_at", "due_at")
    )
    columns: tuple[Any, ...] = (
        *map(F, ("pk", "case", "case__number", "kind", "why", "unit")),
        *as_text,
        *as_numbers,
        F("provisional"),
    )
    return map(Running._make, rows.values_list(*columns))


def _with(rows: Any) -> Any:
    return rows.select_related("case").only(
        "case__number", "case__id", "case__category", "kind", "why", "unit_id", "period", "started_at", "stopped_at", "due_at",
        "pauses", "resting", "provisional",
    )  # fmt: skip


def _counted(rows: Iterable[Running]) -> Iterator[tuple[Running, Period]]:
    """Those that count working time."""
    known = ((row, _period(row.period)) for row in rows)
    return ((row, period) for row, period in known if period.unit in OF_COUNTED_DAYS or period.rolls)


@lru_cache
def _period(written: str) -> Period:
    return Period(**json.loads(written))


def _hours(unit_id: int | None, hours: Hours) -> str:
    unit = units.current().by_id.get(unit_id or 0)
    return hours.get(unit.pk, unit.hours) if unit else ""


def _effect(found: Iterable[tuple[Running, Period]], by: Calendars, hours: Hours) -> Effect:
    """Counted at once for all with the same office hours and the same period; one by one where something rested."""
    effect, now, of = Effect(), clock.now(), cache(lambda unit_id: _hours(unit_id, hours))
    alike: dict[tuple[str, Period, bool], list[Running]] = defaultdict(list)
    for row, period in found:
        alike[of(row.unit), period, row.pauses != "[]"].append(row)
    for (opening, period, rested), rows in alike.items():
        effect.running += len(rows)
        for row, new in (_each if rested else _at_once)(rows, period, by.of(opening)):
            effect.count(Move(row.clock, row.case, row.kind, row.number, moment(row.due), period, new), now)
    return effect


Ends = Iterator[tuple[Running, Due]]
"""Clocks that would end at another time, or whose date stays and is no longer provisional."""


def _each(rows: Sequence[Running], period: Period, calendar: Calendar) -> Ends:
    for row in rows:
        new = moved(moment(row.started), period, json.loads(row.pauses), calendar)
        if new.at != moment(row.due) or (row.provisional and not new.provisional):
            yield row, new


def _at_once(rows: Sequence[Running], period: Period, calendar: Calendar) -> Ends:
    counting, starts = ManyAtOnce(calendar), array([row.started for row in rows])
    ends = counting.after(starts, period)
    provisional = counting.provisional(starts, ends, period)
    moves = ends != array([row.due for row in rows])
    settled = numpy.array([row.provisional for row in rows]) & ~provisional
    for place in numpy.flatnonzero(moves | settled).tolist():
        yield rows[place], Due(moment(int(ends[place])).astimezone(calendar.zone), bool(provisional[place]))
