"""What many clocks have come to, counted at once: of each the same as `marks.ahead` tells of one."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache, partial
from typing import NamedTuple, TypeVar

import numpy
from numpy.typing import NDArray

from huying.base.catalogue import register as catalogue
from huying.base.worktime.calendar import ticks
from huying.base.worktime.many import Many, ManyAtOnce, array
from huying.base.worktime.periods import Period

from . import marks
from .models import Clock
from .words import ClockKind

OF_THE_HOTLINE = (ClockKind.DISPATCH, ClockKind.DECISION, ClockKind.VERIFY, ClockKind.READING)
"""What waits for the hotline, for dispatchers or for the panel, whoever has the case."""
NEVER = int(numpy.iinfo(numpy.int64).max)
Group = TypeVar("Group", bound=Hashable)


class Watched(NamedTuple):
    """Clocks that are to be looked at, with what of their cases matters: a column of each, since a pass holds too many for an object
    of each. Times are those of `worktime.many`.
    """

    id: Sequence[int]
    case: Sequence[int]
    kind: Sequence[str]
    unit: Sequence[int | None]
    area: Sequence[int | None]
    lead: Sequence[int | None]
    """Who has the case; of a merged one, the case that goes on."""
    complex: Sequence[bool]
    asked: Sequence[bool]
    """More time was asked for, and nobody has decided."""
    started: Sequence[int]
    due: Sequence[int | None]
    extended_from: Sequence[int | None]
    measure: Sequence[str | None]
    resting: Sequence[bool]
    next: Sequence[int]
    place: Sequence[str]
    """Where PostgreSQL has it, for as long as it is held."""


@dataclass
class Passed:
    """What clocks have come to: the marks worth telling, each at the same place of three columns; and what silence decides."""

    of: Watched
    looks: list[int | None] = field(default_factory=list)
    """When each clock is looked at next. What silence decides stays due until it is decided."""
    rows: list[int] = field(default_factory=list)
    """Which of the clocks came to a mark."""
    marks: list[str] = field(default_factory=list)
    units: list[int | None] = field(default_factory=list)
    """Whom it goes to."""
    silent: list[tuple[int, str]] = field(default_factory=list)
    """Cases, and the verbs of which the time is over."""
    above: Callable[[int | None, int], int | None] = field(default_factory=lambda: cache(marks.above))

    def tell(self, mark: str, rows: Iterable[int]) -> None:
        """An escalation goes to the unit above, and ends at the top."""
        kind, _line, level = mark.partition("_")
        to = {row: self._owner(row) for row in rows}
        if kind == "escalate":
            above = {row: self.above(unit, int(level)) for row, unit in to.items()}
            to = {row: unit for row, unit in above.items() if unit}
        self.rows += to
        self.marks += [mark] * len(to)
        self.units += to.values()

    def decide(self, verb: str, rows: Iterable[int]) -> None:
        for row in rows:
            self.silent.append((self.of.case[row], verb))
            self.looks[row] = self.of.next[row]

    def _owner(self, row: int) -> int | None:
        return None if self.of.kind[row] in OF_THE_HOTLINE else self.of.unit[row] or self.of.lead[row]


def passed(found: Watched, now: datetime) -> Passed:
    """What these clocks passed before `now`."""
    done = Passed(found)
    _climbed(ticks(now), done)
    if resting := {found.id[row]: row for row in numpy.flatnonzero(found.resting).tolist()}:
        for clock in Clock.objects.filter(pk__in=resting):
            _rested(resting[clock.pk], clock, now, done)
    return done


def _rested(row: int, clock: Clock, now: datetime, done: Passed) -> None:
    """One by one: few rest, and for each it ends in its own way."""
    points = list(marks.ahead(clock, complex_=done.of.complex[row]))
    over = [what for at, what in points if at < now]
    done.looks[row] = next((ticks(at) for at, _what in points if at >= now), None)
    for mark in marks.worth_telling([what for what in over if what not in marks.VERBS]):
        done.tell(mark, [row])
    for verb in marks.VERBS.intersection(over):
        done.decide(verb, [row])


# -- those that run


def _climbed(now: int, done: Passed) -> None:
    ladder, silences = list(_ladder(done.of)), list(_silences(done.of))
    times = numpy.stack([at for _name, at in [*ladder, *silences]])
    times[:, numpy.array(done.of.resting)] = NEVER
    over = times < now
    ahead = numpy.where(over, NEVER, times).min(axis=0)
    done.looks = [at if at < NEVER else None for at in ahead.tolist()]
    longer = numpy.array([bool(begun) for begun in done.of.extended_from])
    for place, (mark, _at) in enumerate(ladder):
        if mark.startswith(marks.WARN):  # as `marks.worth_telling` has it
            told = over[place] & ~over[place + 1 : len(ladder)].any(axis=0)
            done.tell(mark, _those(told & ~longer))
            done.tell(f"{mark}{marks.LONGER}", _those(told & longer))
        else:
            done.tell(mark, _those(over[place]))
    for (verb, _at), when in zip(silences, over[len(ladder) :], strict=True):
        done.decide(verb, _those(when))


def _those(which: NDArray[numpy.bool_]) -> list[int]:
    return numpy.flatnonzero(which).tolist()


def _ladder(of: Watched) -> Iterator[tuple[str, Many]]:
    """Mark → when each comes to it."""
    rules = catalogue.current().limits
    began = array([begun or started for begun, started in zip(of.extended_from, of.started, strict=True)])
    due = array([at or NEVER for at in of.due])
    counting = {unit: _many(unit) for unit in {*of.unit}}
    measured = _alike(
        [
            (counting[unit], measure or marks.CLOCK_TIME.unit) if at else None
            for unit, measure, at in zip(of.unit, of.measure, of.due, strict=True)
        ]
    )
    for percent in sorted(rules.warn_at):
        yield f"{marks.WARN}{percent}", _counted(len(due), measured, partial(_part, began, due, percent))
    yield marks.BREACH, due
    timed = {_many(None): numpy.flatnonzero(due < NEVER)}
    for level, wait in enumerate(rules.escalate_after, 1):
        yield f"escalate_{level}", _counted(len(due), timed, partial(_after, due, wait))


def _part(began: Many, due: Many, percent: int, of: tuple[ManyAtOnce, str], at: Many) -> Many:
    counting, measure = of
    return counting.part(began[at], due[at], measure, percent)


def _after(due: Many, wait: Period, counting: ManyAtOnce, at: Many) -> Many:
    return counting.after(due[at], wait)


def _silences(of: Watched) -> Iterator[tuple[str, Many]]:
    """Verb → when each comes to it."""
    rules = catalogue.current().limits
    windows = {True: rules.return_window_complex, False: rules.return_window}
    started = array(of.started)
    receipts = _alike(
        [
            (_many(unit), windows[complex_]) if kind == ClockKind.RECEIPT else None
            for unit, complex_, kind in zip(of.unit, of.complex, of.kind, strict=True)
        ]
    )
    yield "accept", _counted(len(started), receipts, lambda of, at: of[0].after(started[at], of[1]))
    waits = (
        due if asked and kind == ClockKind.RESOLVE else None
        for due, asked, kind in zip(of.due, of.asked, of.kind, strict=True)
    )
    yield "decide_extension", array([due or NEVER for due in waits])


def _alike(groups: Sequence[Group | None]) -> dict[Group, Many]:
    """Group → the places of its rows. Some are in none."""
    places: dict[Group, list[int]] = {}
    for place, group in enumerate(groups):
        if group is not None:
            places.setdefault(group, []).append(place)
    return {group: array(listed) for group, listed in places.items()}


def _counted(n: int, alike: Mapping[Group, Many], count: Callable[[Group, Many], Many]) -> Many:
    """What `count` makes of each group and its places, for `n` rows; those in no group never come to it."""
    found = numpy.full(n, NEVER)
    for group, places in alike.items():
        found[places] = count(group, places)
    return found


def _many(unit_id: int | None) -> ManyAtOnce:
    """By the office hours of the unit, or the city's."""
    return _counting(marks.calendar(unit_id))


_counting = lru_cache(256)(ManyAtOnce)
