"""Cases counted in the cells of a map, by the database: what a page draws is as much for a million cases as for a hundred."""

from dataclasses import dataclass
from math import pi
from typing import Any

from django.db.models import Avg, BigIntegerField, Count, F, FloatField, Func, Min, QuerySet, Value
from django.db.models.functions import Cast, Floor, Ln, Pi, Tan

from . import grid
from .models import Case, Publication

MOST_TILES = 64
"""Of 512 pixels, that one look may ask for."""


@dataclass(frozen=True)
class Window:
    """What a map shows: its zoom, and the tiles of 512 pixels from west to east and north to south, both ends included."""

    zoom: int
    west: int
    north: int
    east: int
    south: int

    @property
    def fits(self) -> bool:
        """Whether a map of a sensible size may show this."""
        side = 1 << self.zoom
        ordered = 0 <= self.west <= self.east < side and 0 <= self.north <= self.south < side
        return ordered and (self.east - self.west + 1) * (self.south - self.north + 1) <= MOST_TILES

    @property
    def spans(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The least and the greatest x and y of the grid within it."""
        side = grid.BITS - self.zoom
        return (self.west << side, ((self.east + 1) << side) - 1), (self.north << side, ((self.south + 1) << side) - 1)


Cell = tuple[float, float, int, int | None]
"""Longitude, latitude, how many, and the key of the case where it is one."""


def public(found: QuerySet[Publication], window: Window) -> list[Cell]:
    """The public cases within the window, by cells of 64 pixels: one statement."""
    xs, ys = window.spans
    return _counted(found.filter(x__range=xs, y__range=ys), F("x"), F("y"), "case_id", window)


def cases(found: QuerySet[Case], window: Window) -> list[Cell]:
    """The same for cases where they are, for those who may read them."""
    (left, right), (top, bottom) = window.spans
    (west, north), (east, south) = grid.point(left, top), grid.point(right + 1, bottom + 1)
    inside = found.filter(lon__gte=west, lon__lt=east, lat__gt=south, lat__lte=north)
    x = (F("lon") + Value(180.0)) / Value(360.0) * Value(float(grid.WORLD))
    upright = Ln(Tan(Pi() / Value(4.0) + F("lat") * Value(pi / 360)), output_field=FloatField())
    y = (Value(1.0) - upright / Pi()) / Value(2.0) * Value(float(grid.WORLD))
    return _counted(inside, _whole(x), _whole(y), "pk", window)


def numbers(cells: list[Cell]) -> dict[int, str]:
    """Key → number of the cases that stand alone: one statement."""
    alone = [key for *_where, key in cells if key is not None]
    return dict(Case.objects.filter(pk__in=alone).values_list("pk", "number")) if alone else {}


def as_json(cells: list[Cell]) -> list[list[Any]]:
    """As a map takes them: `[lon, lat, n]`, and the number of a case that stands alone."""
    number = numbers(cells)
    return [[lon, lat, n] + ([number[key]] if key in number else []) for lon, lat, n, key in cells]


class _Shifted(Func):
    template = "(%(expressions)s)"
    arg_joiner = " >> "
    output_field = BigIntegerField()


def _whole(expression: Any) -> Any:
    return Cast(Floor(expression), BigIntegerField())


def _counted(found: QuerySet[Any], x: Any, y: Any, key: str, window: Window) -> list[Cell]:
    bits = Value(grid.shift(window.zoom))
    counted = (
        found.order_by()
        .annotate(column=_Shifted(x, bits), row=_Shifted(y, bits))
        .values("column", "row")
        .annotate(n=Count(key), middle_x=Avg(x), middle_y=Avg(y), one=Min(key))
        .values_list("middle_x", "middle_y", "n", "one")
    )
    return [_cell(float(across), float(down), n, one) for across, down, n, one in counted]


def _cell(x: float, y: float, n: int, key: int) -> Cell:
    lon, lat = grid.point(x, y)
    return round(lon, 5), round(lat, 5), n, key if n == 1 else None
