"""Rows of the registers of areas and addresses as they come from files, and everything that can be wrong with them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField
from django.utils.translation import gettext as _

from .geometry import Border
from .models import Address, Area


@dataclass(frozen=True)
class AreaRow:
    """An area. `parent` is a code, "" for a city (level 0); `valid_until` the first day without; `border` in WGS84."""

    code: str
    zh: str
    en: str
    level: int
    parent: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    border: Border | None = None


@dataclass(frozen=True)
class AddressRow:
    """A place, known by its code within its source. `area` is a code; lon and lat are WGS84, both or neither.

    `zh` is how it is written out; without it, road, number, estate and building. Between `other_names` stands ; or 、.
    """

    source: str
    code: str
    area: str
    zh: str = ""
    en: str = ""
    road: str = ""
    number: str = ""
    estate: str = ""
    building: str = ""
    other_names: str = ""
    lon: float | None = None
    lat: float | None = None

    @property
    def written_out(self) -> str:
        """Its name, or what stands in for one."""
        return self.zh or self.road + self.number + self.estate + self.building


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: its place among the rows (0 is the first) and a sentence."""

    row: int
    reason: str


def area_problems(rows: Sequence[AreaRow]) -> list[Problem]:
    """Everything wrong with `rows` as the whole register of areas; empty if they can be loaded."""
    levels = {row.code: row.level for row in rows}
    seen: set[str] = set()
    problems = []
    for index, row in enumerate(rows):
        reasons = [*_wanting(row, "code", "zh", "en"), *_too_long(row, Area), *_misplaced(row, levels)]
        if row.code in seen:
            reasons.append(_("The code %(code)s stands here a second time.") % {"code": row.code})
        if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
            reasons.append(_("It ends before it begins."))
        seen.add(row.code)
        problems += [Problem(index, reason) for reason in reasons]
    return problems


def address_problems(rows: Sequence[AddressRow], areas: Collection[str]) -> list[Problem]:
    """Everything wrong with `rows` where `areas` are the codes that there are; empty if they can be loaded."""
    seen: set[tuple[str, str]] = set()
    problems = []
    for index, row in enumerate(rows):
        reasons = [*_wanting(row, "source", "code", "area"), *_too_long(row, Address), *_off_the_globe(row)]
        if row.area and row.area not in areas:
            reasons.append(_("There is no area with the code %(code)s.") % {"code": row.area})
        if not (row.zh or row.road or row.estate or row.building):
            reasons.append(_("It has neither a name nor a road."))
        if (row.source, row.code) in seen:
            reasons.append(_("The code %(code)s stands here a second time.") % {"code": row.code})
        seen.add((row.source, row.code))
        problems += [Problem(index, reason) for reason in reasons]
    return problems


def _wanting(row: AreaRow | AddressRow, *names: str) -> Iterator[str]:
    for name in names:
        if not getattr(row, name):
            yield _("“%(field)s” is empty.") % {"field": name}


def _too_long(row: AreaRow | AddressRow, model: type[Area | Address]) -> Iterator[str]:
    for column in model._meta.get_fields():
        value: Any = getattr(row, column.name, None)
        if isinstance(column, CharField) and column.max_length and len(value) > column.max_length:
            yield _("“%(field)s” is longer than %(most)s characters.") % {
                "field": column.name,
                "most": column.max_length,
            }


def _misplaced(row: AreaRow, levels: dict[str, int]) -> Iterator[str]:
    if not row.parent:
        if row.level != 0:
            yield _("It has no area above it, and its level is not 0.")
    elif row.parent not in levels:
        yield _("There is no area with the code %(code)s.") % {"code": row.parent}
    elif row.level <= levels[row.parent]:
        yield _("Its level is not greater than that of the area above it.")


def _off_the_globe(row: AddressRow) -> Iterator[str]:
    if (row.lon is None) != (row.lat is None):
        yield _("Longitude and latitude go together.")
    elif row.lon is not None and row.lat is not None and not (abs(row.lon) <= 180 and abs(row.lat) <= 90):
        place = {"lon": row.lon, "lat": row.lat}
        yield _("%(lon)s, %(lat)s is not a longitude from -180 to 180 and a latitude from -90 to 90.") % place
