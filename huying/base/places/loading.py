"""Taking the registers of areas and addresses in from rows: whole or not at all, and as often as one likes.

Rows are matched by their code. What is unchanged stays untouched; an area that the rows leave out ends today, an
address that they leave out stays. Rows at fault are all named, and then nothing is written.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from huying.base import bigrams
from huying.base.journal import editions

from . import addresses, geometry, register
from .models import Address, Area
from .rows import AddressRow, AreaRow, Problem, address_problems, area_problems

AREA_COLUMNS = ("zh", "en", "level", "parent_id", "valid_from", "valid_until", "border")
TAKEN_AS_GIVEN = ("en", "road", "number", "estate", "building", "other_names", "lon", "lat")
ADDRESS_COLUMNS = ("zh", *TAKEN_AS_GIVEN, "area_id", "words")
BATCH = 2000


@dataclass
class Loaded:
    """What became of the rows. With problems, nothing was written."""

    read: int
    written: int = 0
    unchanged: int = 0
    ended: int = 0
    """Areas that the rows left out."""
    problems: list[Problem] = field(default_factory=list)


@transaction.atomic
def load_areas(rows: Sequence[AreaRow]) -> Loaded:
    """Make `rows` the register of areas. Every process works with it a second later."""
    loaded = Loaded(len(rows), problems=area_problems(rows))
    if loaded.problems:
        return loaded
    stored = {area.code: area for area in Area.objects.all()}
    for level in sorted({row.level for row in rows}):
        wanted = [_area(row, stored) for row in rows if row.level == level]
        changed = [area for area in wanted if _differs(area, stored.get(area.code), AREA_COLUMNS)]
        _write(changed, AREA_COLUMNS, key=["code"])
        stored |= {area.code: area for area in changed}
        loaded.written += len(changed)
    loaded.unchanged = loaded.read - loaded.written
    loaded.ended = _end_all_but({row.code for row in rows})
    if loaded.written or loaded.ended:
        editions.changed(register.NAME)
        register.current.forget()
    return loaded


@transaction.atomic
def load_addresses(rows: Sequence[AddressRow]) -> Loaded:
    """Take `rows` into the register of addresses. Their areas must be loaded."""
    areas = dict(Area.objects.values_list("code", "id"))
    loaded = Loaded(len(rows), problems=address_problems(rows, areas))
    if loaded.problems:
        return loaded
    for start in range(0, len(rows), BATCH):
        wanted = [_address(row, areas) for row in rows[start : start + BATCH]]
        known = Address.objects.filter(code__in=[address.code for address in wanted]).defer("search")
        stored = {(address.source, address.code): address for address in known}
        changed = [new for new in wanted if _differs(new, stored.get((new.source, new.code)), ADDRESS_COLUMNS)]
        _write(changed, (*ADDRESS_COLUMNS, "search"), key=["source", "code"])
        loaded.written += len(changed)
    loaded.unchanged = loaded.read - loaded.written
    if loaded.written:
        editions.changed(addresses.NAME)
    return loaded


def area_rows() -> Iterator[AreaRow]:
    """The register of areas as rows, ended ones too, parents first: loading them changes nothing."""
    codes = dict(Area.objects.values_list("id", "code"))
    for area in Area.objects.order_by("level", "code").iterator():
        border = None if area.border is None else geometry.from_wkb(area.border)
        parent = codes[area.parent_id] if area.parent_id else ""
        names = (area.code, area.zh, area.en, area.level, parent)
        yield AreaRow(*names, area.valid_from, area.valid_until, border)


def address_rows(source: str = "", code: str = "") -> Iterator[AddressRow]:
    """The register of addresses as rows, or one of them: loading them changes nothing."""
    one = {"source": source, "code": code} if code else {}
    columns = ("source", "code", "zh", *TAKEN_AS_GIVEN)
    for row in (
        Address.objects.filter(**one).order_by("source", "code").values(*columns, area_code=F("area__code")).iterator()
    ):
        yield AddressRow(area=row.pop("area_code"), **row)


def _area(row: AreaRow, stored: dict[str, Area]) -> Area:
    """The area that `row` describes; the areas above it are stored already."""
    return Area(
        code=row.code,
        zh=row.zh,
        en=row.en,
        level=row.level,
        parent=stored[row.parent] if row.parent else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        border=None if row.border is None else geometry.to_wkb(row.border),
    )


def _address(row: AddressRow, areas: dict[str, int]) -> Address:
    others = re.split(r"[;;、]", row.other_names)
    names = (row.written_out, row.en, row.road + row.number, row.estate + row.building, *others)
    words = addresses.words(*names)
    given: dict[str, Any] = {name: getattr(row, name) for name in TAKEN_AS_GIVEN}
    return Address(
        source=row.source,
        code=row.code,
        zh=row.written_out,
        area_id=areas[row.area],
        words=words,
        search=bigrams.vector(words),
        **given,
    )


def _differs(new: Any, old: Any, columns: Sequence[str]) -> bool:
    if old is None:
        return True
    return any(_plain(getattr(new, name)) != _plain(getattr(old, name)) for name in columns)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _write(changed: list[Any], columns: Sequence[str], key: list[str]) -> None:
    if changed:
        names = [name.removesuffix("_id") for name in columns]
        manager = type(changed[0])._default_manager
        manager.bulk_create(changed, BATCH, update_conflicts=True, update_fields=names, unique_fields=key)


def _end_all_but(codes: set[str]) -> int:
    """An area ends today; one that was to begin later never holds."""
    today = register.today()
    gone = Area.objects.exclude(code__in=codes).filter(Q(valid_until=None) | Q(valid_until__gt=today))
    gone.filter(valid_from__gt=today).update(valid_from=today)
    return gone.update(valid_until=today)
