"""What many clocks have come to, counted at once: of each the same as `marks.ahead` tells of one."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache, partial
from typing import NamedTuple, TypeVar

import numpy

from huying.base.catalogue import register as catalogue
from huying.base.worktime.calendar import ticks
from huying.base.worktime.many import Many, ManyAtOnce, array
from huying.base.worktime.periods import Period

from . import marks
from .models import Clock
from .words import ClockKind

OF_THE_HOTLINE = (ClockKind.DISPATCH, ClockKind.DECISION, ClockKind.VERIFY)
"""What waits for dispatchers or for the panel, whoever has the case."""
NEVER = int(numpy.iinfo(numpy.int64).max)
Group = TypeVar("Group", bound=Hashable)


class Watched(NamedTuple):
    """A clock that is to be looked at, with what of its case matters. Times are those of `worktime.many`."""

    id: int
    case: int
    kind: str
    unit: int | None
    area: int | None
    lead: int | None
    """Who has the case; of a merged one, the case that goes on."""
    complex: bool
    asked: bool
    """More time was asked for, and nobody has decided."""
    started: int
    due: int | None
    extended_from: int | None
    measure: str | None
    resting: bool
    next: int
    place: str
    """Where PostgreSQL has it, for as long as it is held."""


class Reached(NamedTuple):
    """A mark that a clock passed, and the unit that it goes to."""

    of: Watched
    mark: str
    unit: int | None


@dataclass
class Passed:
    """What clocks have come to."""

    reached: list[Reached] = field(default_factory=list)
    """The marks worth telling."""
    silent: list[tuple[int, str]] = field(default_factory=list)
    """Cases, and the verbs of which the time is over."""
    looks: dict[int, int | None] = field(default_factory=dict)
    """When each clock is looked at next. What silence decides stays due until it is decided."""
    above: Callable[[int | None, int], int | None] = field(default_factory=lambda: cache(marks.above))

    def tell(self, row: Watched, mark: str) -> None:
        """An escalation goes to the unit above, and ends at the top."""
        unit = None if row.kind in OF_THE_HOTLINE else row.unit or row.lead
        kind, _line, level = mark.partition("_")
        to = self.above(unit, int(level)) if kind == "escalate" else unit
        if kind != "escalate" or to:
            self.reached.append(Reached(row, mark, to))

    def decide(self, row: Watched, verb: str) -> None:
        self.silent.append((row.case, verb))
        self.looks[row.id] = row.next


def passed(found: Sequence[Watched], now: datetime) -> Passed:
    """What these clocks passed before `now`."""
    done = Passed()
    if awake := [row for row in found if not row.resting]:
        _climbed(awake, ticks(now), done)
    if resting := {row.id: row for row in found if row.resting}:
        for clock in Clock.objects.filter(pk__in=resting):
            _rested(resting[clock.pk], clock, now, done)
    return done


def _rested(row: Watched, clock: Clock, now: datetime, done: Passed) -> None:
    """One by one: few rest, and for each it ends in its own way."""
    points = list(marks.ahead(clock, complex_=row.complex))
    over = [what for at, what in points if at < now]
    done.looks[row.id] = next((ticks(at) for at, _what in points if at >= now), None)
    for mark in marks.worth_telling([what for what in over if what not in marks.VERBS]):
        done.tell(row, mark)
    for verb in marks.VERBS.intersection(over):
        done.decide(row, verb)


# -- those that run


def _climbed(rows: list[Watched], now: int, done: Passed) -> None:
    ladder, silences = list(_ladder(rows)), list(_silences(rows))
    times = numpy.stack([at for _name, at in [*ladder, *silences]])
    over = times < now
    ahead = numpy.where(over, NEVER, times).min(axis=0)
    done.looks |= {row.id: at if at < NEVER else None for row, at in zip(rows, ahead.tolist(), strict=True)}
    for place, (mark, _at) in enumerate(ladder):
        told = over[place]
        if mark.startswith(marks.WARN):  # as `marks.worth_telling` has it
            told = told & ~over[place + 1 : len(ladder)].any(axis=0)
        for row in _those(rows, told):
            done.tell(row, f"{mark}{marks.LONGER}" if row.extended_from and mark.startswith(marks.WARN) else mark)
    for (verb, _at), when in zip(silences, over[len(ladder) :], strict=True):
        for row in _those(rows, when):
            done.decide(row, verb)


def _those(rows: list[Watched], which: Many) -> Iterator[Watched]:
    return (rows[place] for place in numpy.flatnonzero(which).tolist())


def _ladder(rows: list[Watched]) -> Iterator[tuple[str, Many]]:
    """Mark → when each comes to it."""
    rules = catalogue.current().limits
    began = array([row.extended_from or row.started for row in rows])
    due = array([row.due or NEVER for row in rows])
    measured = _alike([(row.unit, row.measure or marks.CLOCK_TIME.unit) if row.due else None for row in rows])
    for percent in sorted(rules.warn_at):
        yield f"{marks.WARN}{percent}", _counted(len(rows), measured, partial(_part, began, due, percent))
    yield marks.BREACH, due
    timed = {None: numpy.flatnonzero(due < NEVER)}
    for level, wait in enumerate(rules.escalate_after, 1):
        yield f"escalate_{level}", _counted(len(rows), timed, partial(_after, due, wait))


def _part(began: Many, due: Many, percent: int, of: tuple[int | None, str], at: Many) -> Many:
    unit_id, measure = of
    return _many(unit_id).part(began[at], due[at], measure, percent)


def _after(due: Many, wait: Period, of: int | None, at: Many) -> Many:
    return _many(of).after(due[at], wait)


def _silences(rows: list[Watched]) -> Iterator[tuple[str, Many]]:
    """Verb → when each comes to it."""
    rules = catalogue.current().limits
    windows = {True: rules.return_window_complex, False: rules.return_window}
    started = array([row.started for row in rows])
    receipts = _alike([(row.unit, windows[row.complex]) if row.kind == ClockKind.RECEIPT else None for row in rows])
    yield "accept", _counted(len(rows), receipts, lambda of, at: _many(of[0]).after(started[at], of[1]))
    waits = [row.due if row.asked and row.kind == ClockKind.RESOLVE else None for row in rows]
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
