"""The ancestor columns of a dispute, along which dockets are read."""

from typing import Any

from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit

from .models import AREA_COLUMNS, UNIT_COLUMNS


def of_area(area: Area | None) -> dict[str, Any]:
    return {"area": area, **dict(zip(AREA_COLUMNS, places.chain(area), strict=True))}


def of_unit(unit: Unit | None) -> dict[str, Any]:
    chain = units.current().chain(unit.pk if unit else None)
    return {"unit": unit, **dict(zip(UNIT_COLUMNS, chain, strict=True))}
