"""From a point to the smallest area around it, in process: no look-up asks the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy
import shapely
from numpy.typing import ArrayLike, NDArray

from . import geometry, register
from .models import Area
from .rows import AreaRow


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
    found = best(ground, lons, lats, _day_numbers(on))
    return [None if key is None else int(key) for key in found]


def best(ground: Ground, lons: ArrayLike, lats: ArrayLike, days: Any) -> list[Any]:
    """The name of the area of `ground` that wins at each point on its day (proleptic number); None where there is none."""
    points = shapely.points(numpy.asarray(lons, dtype=float), numpy.asarray(lats, dtype=float))
    days = numpy.broadcast_to(days, points.shape)
    point, border = ground.tree.query(points, predicate="intersects")
    holding = (ground.starts[border] <= days[point]) & (days[point] < ground.ends[border])
    nowhere = len(ground.ids)
    first = numpy.full(points.shape, nowhere)
    numpy.minimum.at(first, point[holding], border[holding])
    return [None if winner == nowhere else ground.ids[winner] for winner in first.tolist()]


def laid_out(rows: Iterable[AreaRow]) -> Ground:
    """Areas as they come from files, to be looked up by `best`; their names are their codes."""
    return _laid_out([(row, row.code, row.border) for row in rows if row.border is not None])


@lru_cache(maxsize=1)
def _ground(areas: register.Register) -> Ground:
    rows = Area.objects.values_list("id", "border")
    return _laid_out([
        (areas.by_id[pk], pk, geometry.from_wkb(wkb)) for pk, wkb in rows if wkb is not None and pk in areas.by_id
    ])  # fmt: skip


def _laid_out(bordered: list[tuple[Any, Any, geometry.Border]]) -> Ground:
    """Areas or rows of areas, each with what it is called and its border."""
    bordered.sort(key=lambda found: (-found[0].level, found[0].code))
    return Ground(
        shapely.STRtree([border for _area, _name, border in bordered]),
        numpy.array([name for _area, name, _border in bordered], dtype=object),
        numpy.array([(area.valid_from or date.min).toordinal() for area, *_more in bordered], dtype=int),
        numpy.array([(area.valid_until or date.max).toordinal() for area, *_more in bordered], dtype=int),
    )


def _day_numbers(on: date | Sequence[date] | None) -> NDArray[Any]:
    days = on if isinstance(on, Sequence) else [on or register.today()]
    return numpy.array([day.toordinal() for day in days])
