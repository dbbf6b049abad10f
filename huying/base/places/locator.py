"""From a point to the smallest area around it, in process: no look-up asks the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy
import shapely
from numpy.typing import ArrayLike, NDArray

from . import geometry, register
from .models import Area


@dataclass(frozen=True)
class Ground:
    """All borders, in the order in which they win: the deepest level first, then the lowest code."""

    tree: shapely.STRtree
    ids: NDArray[Any]
    starts: NDArray[Any]
    ends: NDArray[Any]
    """Validity as proleptic day numbers; `ends` is the first day without."""


def locate(lon: float, lat: float, on: date | None = None) -> Area | None:
    """The smallest area around a WGS84 point (degrees) that holds on the day `on`.

    Without `on`, today in the city's time zone. Borders belong to the areas on both sides: there the lowest code wins.
    None outside every border.
    """
    areas = register.current()
    ground = _ground(areas)
    day = (on or register.today()).toordinal()
    around = ground.tree.query(shapely.Point(lon, lat), predicate="intersects")
    holding = around[(ground.starts[around] <= day) & (day < ground.ends[around])]
    return areas.by_id[int(ground.ids[holding.min()])] if holding.size else None


def locate_many(lons: ArrayLike, lats: ArrayLike, on: date | Sequence[date] | None = None) -> list[int | None]:
    """The keys of the areas that `locate` would find for each point; `on` is one day for all or one for each.

    A point without a longitude or latitude (NaN) lies nowhere.
    """
    ground = _ground(register.current())
    points = shapely.points(numpy.asarray(lons, dtype=float), numpy.asarray(lats, dtype=float))
    days = numpy.broadcast_to(_day_numbers(on), points.shape)
    point, border = ground.tree.query(points, predicate="intersects")
    holding = (ground.starts[border] <= days[point]) & (days[point] < ground.ends[border])
    nowhere = len(ground.ids)
    best = numpy.full(points.shape, nowhere)
    numpy.minimum.at(best, point[holding], border[holding])
    return [None if winner == nowhere else int(ground.ids[winner]) for winner in best.tolist()]


@lru_cache(maxsize=1)
def _ground(areas: register.Register) -> Ground:
    rows = Area.objects.values_list("id", "border")
    bordered = [(areas.by_id[pk], wkb) for pk, wkb in rows if wkb is not None and pk in areas.by_id]
    bordered.sort(key=lambda row: (-row[0].level, row[0].code))
    return Ground(
        shapely.STRtree([geometry.from_wkb(wkb) for _area, wkb in bordered]),
        numpy.array([area.pk for area, _wkb in bordered], dtype=int),
        numpy.array([(area.valid_from or date.min).toordinal() for area, _wkb in bordered], dtype=int),
        numpy.array([(area.valid_until or date.max).toordinal() for area, _wkb in bordered], dtype=int),
    )


def _day_numbers(on: date | Sequence[date] | None) -> NDArray[Any]:
    days = on if isinstance(on, Sequence) else [on or register.today()]
    return numpy.array([day.toordinal() for day in days])
