"""A small ground to stand on: a city of two districts side by side, two streets in the western one."""

from dataclasses import replace
from datetime import date
from typing import Any

import shapely

from huying.base.places.loading import load_areas
from huying.base.places.rows import AddressRow, AreaRow


def row(code: str, parent: str = "", **given: Any) -> AreaRow:
    """An area named after its code, on the level that its code's length says."""
    named = AreaRow(code, f"区{code}", f"Area {code}", level=len(code) - 1, parent=parent)
    return replace(named, **given)


CITY = row("9", border=shapely.box(114.0, 30.0, 114.4, 30.2))
WEST = row("91", "9", border=shapely.box(114.0, 30.0, 114.2, 30.2))
EAST = row("92", "9", border=shapely.box(114.2, 30.0, 114.4, 30.2))
NORTH_STREET = row("911", "91", border=shapely.box(114.0, 30.1, 114.2, 30.2))
SOUTH_STREET = row("912", "91", border=shapely.box(114.0, 30.0, 114.2, 30.1))
GROUND = [CITY, WEST, EAST, NORTH_STREET, SOUTH_STREET]
LONG_AGO, LAST_YEAR, FAR_OFF = date(2020, 1, 1), date(2025, 1, 1), date(2126, 1, 1)


def lay(*more: AreaRow) -> None:
    """Make `GROUND` and `more` the register of areas."""
    assert load_areas([*GROUND, *more]).problems == []


def address(code: str, zh: str = "", area: str = "911", **given: Any) -> AddressRow:
    return AddressRow(source="test", code=code, zh=zh, area=area, **given)
