"""What a changed duty list, catalogue or border would mean for cases that are open: counted before anything is put in force.

Nobody's case is moved by it: what was dispatched stays where it is, and what was promised is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy
from django.db.models import Count
from django.utils import timezone

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.register import Catalogue
from huying.base.journal import clock
from huying.base.places import locator
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.places.register import Register
from huying.base.places.rows import AreaRow
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.register import Units

from . import deciding
from .deciding import Decision, Matter
from .models import OPEN, Case

MOST_GROUPS = 8


@dataclass(frozen=True)
class Registers:
    """All that routing reads, of one moment."""

    units: Units
    catalogue: Catalogue
    places: Register

    def decide(
        self, category: int | None, area: int | None, at: datetime, accused: frozenset[int] = frozenset()
    ) -> Decision:
        """Who would get a case of this category in this area, `at` a moment in the city's time zone."""
        categories = [self.catalogue.categories[key] for key in self.catalogue.chain(category)]
        return deciding.decide(Matter(categories, list(self.areas(area)), at, accused), self.units)

    def areas(self, area: int | None) -> Iterator[Area]:
        """From this area up to the city."""
        while area is not None:
            found = self.places.by_id[area]
            yield found
            area = found.parent_id


@dataclass(frozen=True)
class Grounds:
    """The areas with their borders, before and after."""

    before: Sequence[AreaRow]
    after: Sequence[AreaRow]


@dataclass(frozen=True)
class Group:
    """Open cases of one category in one area that would go to another unit, were they filed now."""

    category: str
    area: str
    before: Sequence[Unit]
    after: Sequence[Unit]
    """None, one, or those between which the moment decides."""
    n: int


@dataclass
class Rerouted:
    """How many open cases a change concerns."""

    open: int = 0
    otherwise: int = 0
    """Those that would go to another unit, were they filed now."""
    found: int = 0
    """Of these, those for which nobody was named before."""
    lost: int = 0
    """Of these, those for which nobody is named any more."""
    due_otherwise: int = 0
    """Those that would have another time limit, were they filed now."""
    elsewhere: int = 0
    """Those whose point would lie in another area."""
    groups: list[Group] = field(default_factory=list)
    """The biggest groups of `otherwise`."""


def now() -> Registers:
    """The registers as they stand."""
    return Registers(units.current(), catalogue.current(), places.current())


def of(before: Registers, after: Registers, grounds: Grounds | None = None) -> Rerouted:
    """What becomes of open cases, counted by category and area: one statement, two with changed borders."""
    rows = Case.objects.filter(OPEN).order_by().values_list("category", "area", "unit").annotate(n=Count("pk"))
    counted, at = Rerouted(), timezone.localtime(clock.now())
    groups: dict[tuple[int | None, int | None], list[int]] = {}
    for category, area, unit, n in rows:
        counted.open += n
        counted.due_otherwise += n * (_pace(before, category, unit) != _pace(after, category, unit))
        groups.setdefault((category, area), []).append(n)
    for (category, area), sizes in groups.items():
        _compare(before, after, category, area, sum(sizes), at, counted)
    counted.groups = sorted(counted.groups, key=lambda group: -group.n)[:MOST_GROUPS]
    if grounds:
        counted.elsewhere = _elsewhere(grounds)
    return counted


def _compare(
    before: Registers, after: Registers, category: int | None, area: int | None, n: int, at: datetime, counted: Rerouted
) -> None:
    old, new = (registers.decide(category, area, at).units for registers in (before, after))
    if {unit.pk for unit in old} == {unit.pk for unit in new}:
        return
    counted.otherwise += n
    counted.found += n * (not old)
    counted.lost += n * (not new)
    what, where = after.catalogue.categories.get(category or 0), after.places.by_id.get(area or 0)
    counted.groups.append(Group(str(what or "–"), str(where or "–"), old, new, n))


def _pace(registers: Registers, category: int | None, unit: int | None) -> tuple[object, ...]:
    """What the time limits of a case follow from: the tier and its periods, the law, the hours of the unit."""
    found = registers.catalogue.categories.get(category or 0)
    tier = found.tier if found else None
    periods = (tier.code, tier.receipt, tier.first_contact, tier.limit, tier.interim, tier.make_safe) if tier else ()
    at_unit = registers.units.by_id.get(unit or 0)
    return (*periods, found and found.statutory, at_unit and at_unit.hours)


def _elsewhere(grounds: Grounds) -> int:
    """Open cases within reach of a changed border that would be found in another area."""
    known = {row.code: row for row in grounds.before}
    fresh = {row.code: row for row in grounds.after}
    moved = [
        row.border for code in {*known, *fresh} for row in (known.get(code), fresh.get(code))
        if row and row.border and _outline(known.get(code)) != _outline(fresh.get(code))
    ]  # fmt: skip
    if not moved:
        return 0
    boxes = numpy.array([border.bounds for border in moved])
    (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    within = Case.objects.filter(OPEN, lon__range=(west, east), lat__range=(south, north))
    points = numpy.array(list(within.values_list("lon", "lat")), dtype=float).reshape(-1, 2)
    day = places.today().toordinal()
    old, new = (
        locator.best(locator.laid_out(rows), points[:, 0], points[:, 1], day)
        for rows in (known.values(), fresh.values())
    )
    return sum(one != other for one, other in zip(old, new, strict=True))


def _outline(row: AreaRow | None) -> object:
    return row and (row.border and row.border.wkb, row.parent, row.valid_from, row.valid_until)
