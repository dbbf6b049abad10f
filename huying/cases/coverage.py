"""Where the duty list names nobody, and where it names two units for the same. Pure arithmetic over the registers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huying.base.catalogue.models import Category
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units.models import Duty

from .rerouting import Registers


@dataclass(frozen=True)
class Gap:
    """A category for which nobody answers in an area and all that lies in it; None for the whole city."""

    category: Category
    area: Area


@dataclass(frozen=True)
class Overlap:
    """Items of the duty list that name different units for the same, at the same priority; the first of them wins, unless they share."""

    duties: Sequence[Duty]


@dataclass(frozen=True)
class Report:
    gaps: Sequence[Gap]
    overlaps: Sequence[Overlap]
    shared: Sequence[Overlap]
    """Equal items that say which of them gets a case: no mistake."""
    idle: Sequence[Duty]
    """Items that are valid, but name a unit that no longer exists."""


def report(registers: Registers, day: date) -> Report:
    """All of it, for every category that takes cases and every area that holds on `day`."""
    held = [duty for duty in registers.units.by_item.values() if _holds(duty, day)]
    idle = [duty for duty in held if registers.units.by_id[duty.unit_id].retired]
    at_work = [duty for duty in held if not registers.units.by_id[duty.unit_id].retired]
    overlaps = list(_overlaps(at_work))
    shared = [found for found in overlaps if _share(found.duties)]
    return Report(
        list(_gaps(registers, at_work, day)), [found for found in overlaps if found not in shared], shared, idle
    )


def _gaps(registers: Registers, duties: Sequence[Duty], day: date) -> Iterator[Gap]:
    """Each as the largest area that is not covered."""
    where: dict[int | None, set[int | None]] = defaultdict(set)
    for duty in duties:
        where[duty.category_id].add(duty.area_id)
    for category in registers.catalogue.leaves():
        chain = [*registers.catalogue.chain(category.pk), None]
        covered = set[int | None]().union(*(where[key] for key in chain))
        if None in covered:
            continue
        above = {step.pk for key in covered for step in _path(registers, key)}
        for city in places.children(on=day):
            yield from (Gap(category, area) for area in _bare(city, covered, above, day))


def _bare(area: Area, covered: set[int | None], above: set[int], day: date) -> Iterator[Area]:
    if area.pk in covered:
        return
    if area.pk not in above:
        yield area
        return
    for below in places.children(area, day):
        yield from _bare(below, covered, above, day)


def _path(registers: Registers, area: int | None) -> Iterator[Area]:
    while area is not None:
        yield (found := registers.places.by_id[area])
        area = found.parent_id


def _overlaps(duties: Sequence[Duty]) -> Iterator[Overlap]:
    alike: dict[tuple[int | None, int | None, int], list[Duty]] = defaultdict(list)
    for duty in duties:
        alike[duty.category_id, duty.area_id, duty.priority].append(duty)
    for found in alike.values():
        if len({duty.unit_id for duty in found}) > 1:
            yield Overlap(sorted(found, key=lambda duty: duty.item))


def _share(duties: Sequence[Duty]) -> bool:
    """Whether all of them say the same of who gets it."""
    return bool(duties[0].prefer) and len({duty.prefer for duty in duties}) == 1


def _holds(duty: Duty, day: date) -> bool:
    return (duty.valid_from or day) <= day and (duty.valid_until is None or day < duty.valid_until)
