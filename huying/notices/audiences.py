"""Who belongs to an audience: desks of units, and reporters. Whoever the case is about is told nothing of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from huying.base.units import register as units
from huying.base.units.roles import Role
from huying.cases import conflicts
from huying.cases.models import Case
from huying.cases.words import ClockKind, Part

from .roster import Roster, Seat
from .table import Audience


@dataclass(frozen=True)
class Happening:
    """What is told of: a case and the event; for a reach the clock's kind, the unit it goes to, and whose clock it is."""

    case: Case
    event: str
    clock: str = ""
    unit_id: int | None = None
    late_id: int | None = None
    roster: Roster = field(default_factory=Roster)


def seats(audience: Audience, of: Happening) -> list[Seat]:
    """The desks of an audience, without those the case is about."""
    about = conflicts.accused(of.case)
    return [seat for seat in dict.fromkeys(SEATS[audience](of)) if seat.unit_id not in about]


def reporters(audience: Audience, of: Happening) -> list[Case]:
    """The cases whose reporters are told."""
    if audience == Audience.REPORTER:
        return [of.case]
    return list(Case.objects.filter(parent=of.case.pk)) if audience == Audience.MERGED else []


def _parts(*parts: Part) -> Callable[[Happening], list[Seat]]:
    return lambda of: [Seat(row.unit_id) for row in of.case.papers.assigned(*parts)]


def _lead(of: Happening) -> list[Seat]:
    return [Seat(of.case.unit_id)] if of.case.unit_id else []


def _desk(of: Happening) -> list[Seat]:
    """What a resident writes is read by somebody, also before any unit has the case."""
    return _lead(of) or of.roster.seats_of(Role.DISPATCHER)


def _former(of: Happening) -> list[Seat]:
    led = [row for row in of.case.papers.assignments if row.part == Part.LEAD and not row.is_open]
    return [Seat(row.unit_id) for row in led[-1:]]


def _owner(of: Happening) -> list[Seat]:
    """The lead unit hears of its own clock by the resident's, which runs beside it."""
    if of.clock == ClockKind.DISPATCH:
        return _dispatchers(of)
    if of.clock == ClockKind.VERIFY:
        return of.roster.seats_of(Role.OPERATOR)
    if of.clock in (ClockKind.DECISION, ClockKind.READING):
        return _panel(of)
    if _is_told_by_the_answer(of) or of.unit_id is None:
        return []
    return [Seat(of.unit_id), *(_parts(Part.INNER)(of) if of.clock == ClockKind.RESOLVE else [])]


def _above(of: Happening) -> list[Seat]:
    """Of a reach, the unit that the watch went up to; else the one above the lead unit."""
    if of.clock:
        return [Seat(of.unit_id)] if of.unit_id and not _is_told_by_the_answer(of) else []
    way = units.current().path(of.case.unit_id)[:-1]
    return [Seat(way[-1].pk)] if way else []


def _is_told_by_the_answer(of: Happening) -> bool:
    return of.clock == ClockKind.ASSIGNMENT and of.late_id == of.case.unit_id


def _dispatchers(of: Happening) -> list[Seat]:
    """Not where the panel named the next unit in the same act."""
    named = of.event == "decide_return.granted" and of.case.unit_id
    return [] if named else of.roster.seats_of(Role.DISPATCHER)


def _panel(of: Happening) -> list[Seat]:
    return [*of.roster.seats_of(Role.DISPATCHER), *_supervisor(of)]


def _supervisor(of: Happening) -> list[Seat]:
    """The nearest one outside the handling unit: on the way up, else anywhere at the top."""
    seats = {seat.unit_id: seat for seat in of.roster.seats_of(Role.SUPERVISOR)}
    handling = {of.case.unit_id, of.case.inner_unit_id}
    for unit in units.current().path(of.case.unit_id)[::-1]:
        if unit.pk in seats and unit.pk not in handling:
            return [seats[unit.pk]]
    return [seat for key, seat in seats.items() if units.current().depth(key) == 0]


SEATS: dict[Audience, Callable[[Happening], Iterable[Seat]]] = {
    Audience.LEAD: _lead,
    Audience.DESK: _desk,
    Audience.FORMER: _former,
    Audience.CO: _parts(Part.CO),
    Audience.INNER: _parts(Part.INNER),
    Audience.OWNER: _owner,
    Audience.ABOVE: _above,
    Audience.DISPATCHERS: _dispatchers,
    Audience.PANEL: _panel,
    Audience.SUPERVISOR: _supervisor,
    Audience.REPORTER: lambda of: (),
    Audience.MERGED: lambda of: (),
}
