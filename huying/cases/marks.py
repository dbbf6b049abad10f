"""What lies ahead of a clock, in order of time: warnings, the breach, one level above after the other; and what silence decides."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.limits import Limits
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.worktime.calendar import Calendar
from huying.base.worktime.periods import Period

from .models import Case, Clock
from .words import ClockKind

BREACH = "breach"
WARN = "warn_"
LONGER = "_extended"
"""Behind a warning, where more time was granted: the time that was added has warnings of its own."""
VERBS = frozenset({"accept", "decide_extension", "resume"})
"""What silence decides; all else that lies ahead are marks."""
CLOCK_TIME = Period(0, "min")
"""How a time that was given by hand is measured."""

Point = tuple[datetime, str]
"""A moment, and what is reached then: a mark, or a verb that silence takes."""


def next_at(row: Clock, case: Case) -> datetime | None:
    """When the watch is to look at a clock that has just changed; None where nothing is to come."""
    return next((at for at, _what in ahead(row, complex_=_is_complex(case))), None)


def ahead(row: Clock, *, complex_: bool) -> Iterator[Point]:
    """All that a running clock comes to, what is over among it. `complex_`: so is the category of its case."""
    return merge(ladder(row), _review(row), _silences(row, complex_)) if row.is_running else iter(())


def worth_telling(marks: list[str]) -> list[str]:
    """Of marks passed at once, warnings only where the time is not up, and of them the last.

    Nobody needs "80 %" after a breach: it is neither told nor kept.
    """
    return [mark for mark in marks if not mark.startswith(WARN)] or marks[-1:]


def return_window(case: Case, since: datetime, unit_id: int | None) -> datetime:
    """Until when a unit that has had it since then may ask to return it."""
    return _window(since, unit_id, _is_complex(case))


def above(unit_id: int | None, level: int) -> int | None:
    """The unit so many levels above; above the hotline stands the city; None past the top."""
    way = [unit.pk for unit in units.current().path(unit_id)][:-1] or _tops(unit_id)
    return way[-level] if level <= len(way) else None


def calendar(unit_id: int | None) -> Calendar:
    """Office hours of the unit, or the city's."""
    unit = units.current().by_id.get(unit_id or 0)
    return calendars.current().of(unit.hours if unit else "")


def period(row: Clock) -> Period:
    """What the clock is measured in."""
    return Period(**row.period) if row.period else CLOCK_TIME


def _silences(row: Clock, complex_: bool) -> Iterator[Point]:
    """What silence decides, by its verb: the unit has accepted, more time was not granted, the rest is over."""
    if row.kind == ClockKind.RECEIPT:
        yield _window(row.started_at, row.unit_id, complex_), "accept"
    if row.kind == ClockKind.RESOLVE and row.due_at and not row.resting:
        yield row.due_at, "decide_extension"
    if row.resting and (ends := row.pauses[-1].get("ends")) and not _is_long_term(row):
        yield datetime.fromisoformat(ends), "resume"


def _window(since: datetime, unit_id: int | None, complex_: bool) -> datetime:
    rules = catalogue.current().limits
    return calendar(unit_id).after(since, rules.return_window_complex if complex_ else rules.return_window).at


def _is_complex(case: Case) -> bool:
    return bool(case.category and case.category.complex)


def _review(row: Clock) -> Iterator[Point]:
    """Of a long-term case; the answer's clock speaks for those that rest with it."""
    if row.kind == ClockKind.RESOLVE and _is_long_term(row) and (ends := row.pauses[-1].get("ends")):
        yield datetime.fromisoformat(ends), f"review_{len(row.pauses)}"


def ladder(row: Clock, rules: Limits | None = None) -> Iterator[Point]:
    """Warnings, the breach, the way up, by these rules or the city's. Counted one by one, as they are asked for.

    A clock that rests has nothing ahead, unless it was late before it rested.
    """
    if row.due_at is None or (row.rests_since and row.rests_since <= row.due_at):
        return
    rules, hours, measure = rules or catalogue.current().limits, calendar(row.unit_id), period(row)
    began, longer = (row.extended_from, LONGER) if row.extended_from else (row.started_at, "")
    for percent in sorted(rules.warn_at):
        yield hours.part(began, row.due_at, measure, percent), f"{WARN}{percent}{longer}"
    yield row.due_at, BREACH
    for level, wait in enumerate(rules.escalate_after, 1):
        yield calendar(None).after(row.due_at, wait).at, f"escalate_{level}"


def _is_long_term(row: Clock) -> bool:
    return row.resting and row.pauses[-1]["reason"] == "long_term"


def _tops(unit_id: int | None) -> list[int]:
    return [] if unit_id else [unit.pk for unit in units.current().children.get(None, [])][:1]
