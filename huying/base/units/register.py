"""Units, duties and duty rosters, kept in every process; a change is noticed within a second."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from huying.base.journal import editions
from huying.base.sealed import spotting

from .models import Duty, Shift, Unit

NAME = "units"
DEPTH = 3  # levels below the top that a case keeps a column for


@dataclass(frozen=True)
class Units:
    """All units, and how they hang together."""

    by_id: dict[int, Unit]
    by_code: dict[str, Unit]
    children: dict[int | None, list[Unit]]
    duties: dict[tuple[int | None, int | None], list[Duty]]
    """By (category, area); None stands for all."""
    by_item: dict[str, Duty]
    shifts: dict[int, list[Shift]]
    phones: frozenset[str]
    """The digits of every number that a unit or a desk publishes, with and without its area code."""

    def path(self, unit_id: int | None) -> list[Unit]:
        """From the top unit down to this one."""
        way: list[Unit] = []
        while unit_id is not None:
            way.append(self.by_id[unit_id])
            unit_id = way[-1].parent_id
        return way[::-1]

    def chain(self, unit_id: int | None) -> tuple[int | None, ...]:
        """The keys of the units of level 1 to `DEPTH` above and including this one; None where there is none."""
        keys = [unit.pk for unit in self.path(unit_id)][1 : DEPTH + 1]
        return (*keys, *[None] * (DEPTH - len(keys)))

    def ids_below(self, unit_id: int) -> list[int]:
        """This unit and everything under it."""
        found = [unit_id]
        for pk in found:  # grows while it is walked
            found += (child.pk for child in self.children.get(pk, []))
        return found

    def depth(self, unit_id: int) -> int:
        return len(self.path(unit_id)) - 1

    def on_duty(self, unit_id: int, moment: datetime) -> Shift | None:
        """Whose shift it is at this unit at `moment` (aware), in the city's time zone."""
        local = timezone.localtime(moment, timezone.get_default_timezone())
        return next((shift for shift in self.shifts.get(unit_id, []) if _covers(shift, local)), None)


def _covers(shift: Shift, local: datetime) -> bool:
    now, today = local.time(), local.isoweekday()
    if shift.starts < shift.ends:
        return today in shift.weekdays and shift.starts <= now < shift.ends
    yesterday = (local - timedelta(days=1)).isoweekday()
    return (today in shift.weekdays and now >= shift.starts) or (yesterday in shift.weekdays and now < shift.ends)


def _read() -> Units:
    units = list(Unit.objects.order_by("code"))
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit)
    duties: dict[tuple[int | None, int | None], list[Duty]] = {}
    listed = list(Duty.objects.select_related("unit", "category", "area").order_by("-priority", "item"))
    for duty in listed:
        duties.setdefault((duty.category_id, duty.area_id), []).append(duty)
    shifts: dict[int, list[Shift]] = {}
    for shift in Shift.objects.order_by("pk"):
        shifts.setdefault(shift.unit_id, []).append(shift)
    by_id, by_code = {unit.pk: unit for unit in units}, {unit.code: unit for unit in units}
    published = {unit.phone for unit in units} | {shift.phone for of_unit in shifts.values() for shift in of_unit}
    return Units(by_id, by_code, children, duties, {duty.item: duty for duty in listed}, shifts, _phones(published))


def _phones(published: set[str]) -> frozenset[str]:
    numbers = {spotting.plain(one.value) for phone in published for one in spotting.spot(phone)}
    return frozenset(numbers | {number[code:] for number in numbers for code in (1, 3, 4) if number.startswith("0")})


current = editions.Copy(NAME, load=_read)
