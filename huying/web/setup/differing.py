"""Every change that a set-up folder would make, entry by entry, before any is made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from huying.base.places import geometry
from huying.base.places import loading as places
from huying.base.units import calendars

from . import changing, loading, writing
from .changing import Key, Values
from .reading import Content
from .sheets import ADDRESSES, BORDERS, HOLIDAYS, SHEETS, Sheet

OVER = ("retired", "valid_until")
"""Fields that say of an entry that it has ended already."""


@dataclass(frozen=True)
class Difference:
    """One entry: as it stands now and as it would stand; one of both is empty for what is new, or left out."""

    key: Key
    before: Values
    after: Values

    @property
    def fields(self) -> list[str]:
        """The fields that differ."""
        names = dict.fromkeys([*self.before, *self.after])
        return [name for name in names if changing.differs(self.before.get(name), self.after.get(name))]


@dataclass
class Differences:
    """What one file would change."""

    file: str
    sheet: Sheet | None = None
    """None for borders and holidays: their changes are told by code and year alone."""
    new: list[Difference] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    ended: list[Difference] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.ended)


def of(content: Content) -> list[Differences]:
    """The files that would change anything, in the order in which they are loaded. `content` has no problems."""
    found = [_of_sheet(sheet, content) for sheet in SHEETS if sheet.file in content.lines]
    return [each for each in (*found, _of_borders(content), _of_papers(content)) if each]


def _of_sheet(sheet: Sheet, content: Content) -> Differences:
    before, after = changing.stored(sheet), _coming(sheet, content)
    differences = Differences(sheet.file, sheet)
    for key, values in after.items():
        difference = Difference(key, before.get(key, {}), values)
        if key not in before:
            differences.new.append(difference)
        elif difference.fields:
            differences.changed.append(difference)
    for key, values in before.items():
        stays = sheet is ADDRESSES or any(values.get(name) for name in OVER)
        if key not in after and not stays:
            differences.ended.append(Difference(key, values, {}))
    return differences


def _coming(sheet: Sheet, content: Content) -> Mapping[Key, Values]:
    if sheet is ADDRESSES:
        rows: Iterator[Any] = (replace(row, zh=row.written_out) for row in loading.address_rows(content))
    else:
        rows = (line.row for line in content.lines[sheet.file])
    return {changing.key_of(values, sheet): values for values in writing.written(sheet, rows)}


def _of_borders(content: Content) -> Differences:
    differences = Differences(BORDERS)
    if not content.has_borders:
        return differences
    before = {row.code: geometry.to_wkb(row.border) for row in places.area_rows() if row.border is not None}
    after = {code: geometry.to_wkb(border) for code, border in content.borders.items()}
    for code in sorted({*before, *after}):
        if before.get(code) != after.get(code):
            kind = (
                differences.new if code not in before else differences.changed if code in after else differences.ended
            )
            kind.append(Difference((code,), {}, {}))
    return differences


def _of_papers(content: Content) -> Differences:
    in_force = {paper.year: paper.days for paper in calendars.papers()}
    differences = Differences(HOLIDAYS)
    for paper in content.papers:
        if in_force.get(paper.year) != paper.days:
            kind = differences.changed if paper.year in in_force else differences.new
            kind.append(Difference((str(paper.year),), {}, {}))
    return differences
