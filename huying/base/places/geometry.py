"""Borders between GeoJSON, which people exchange, and polygons in WGS84, which Huying keeps. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy
import shapely
import shapely.errors
from django.utils.translation import gettext as _
from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping, shape

from . import coordinates

Border: TypeAlias = Polygon | MultiPolygon

DECIMALS = 7  # of a degree: about a centimetre


@dataclass(frozen=True)
class Remark:
    """What was found at one feature: its place in the file (0 is the first), its code if it has one, and a sentence."""

    index: int
    code: str
    text: str


@dataclass
class Reading:
    """What a GeoJSON file says: borders by code, what was repaired in them, and what cannot be used at all."""

    borders: dict[str, Border] = field(default_factory=dict)
    repaired: list[Remark] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)


def read(collection: Mapping[str, Any], crs: str | None = None, code: str = "code") -> Reading:
    """The borders in a parsed GeoJSON FeatureCollection, by the property `code`.

    `crs` is the system of its coordinates; without it, what the file's own "crs" member says, else WGS84.
    Raises `coordinates.UnknownSystem`; every other fault becomes a problem of the reading.
    """
    known = coordinates.system(crs or _own_crs(collection))
    reading = Reading()
    for index, feature in enumerate(_member(collection, "features") or []):
        name = str(_member(feature, "properties", code) or "")
        try:
            _check_code(name, reading)
            border, repair = _repaired(_shape(_member(feature, "geometry"), known))
        except ValueError as fault:
            reading.problems.append(Remark(index, name, str(fault)))
            continue
        reading.borders[name] = border
        if repair:
            reading.repaired.append(Remark(index, name, repair))
    return reading


def write(borders: Mapping[str, Border]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of `borders` by code, in WGS84 with 7 decimals; reading it gives the same borders."""
    return {"type": "FeatureCollection", "features": [_feature(code, border) for code, border in borders.items()]}


def one(text: str, crs: str = coordinates.WGS84) -> tuple[Border, str]:
    """The border in what was drawn or pasted, GeoJSON (a geometry or a feature) or WKT, in the system `crs`; and what was repaired in it.

    Raises `ValueError` with a sentence.
    """
    try:
        given = json.loads(text) if text.lstrip().startswith("{") else mapping(shapely.from_wkt(text))
    except (json.JSONDecodeError, shapely.errors.ShapelyError) as fault:
        raise ValueError(_("This is neither GeoJSON nor WKT: %(fault)s") % {"fault": fault}) from fault
    features = _member(given, "features")
    given = features[0] if isinstance(features, list) and len(features) == 1 else given
    return _repaired(_shape(_member(given, "geometry") or given, coordinates.system(crs)))


def rounded(border: Border) -> Border:
    """`border` to the centimetre, as the files have it."""
    return _repaired(shapely.set_precision(border, 10.0**-DECIMALS))[0]


def to_wkb(border: Border) -> bytes:
    """`border` as the database keeps it."""
    return bytes(shapely.to_wkb(border))


def from_wkb(wkb: bytes | memoryview) -> Border:
    """The border that the database keeps as `wkb`."""
    return shapely.from_wkb(bytes(wkb))


def _own_crs(collection: Any) -> str:
    """The "crs" member of GeoJSON before RFC 7946, which many offices still write."""
    return str(_member(collection, "crs", "properties", "name") or coordinates.WGS84)


def _member(thing: Any, *names: str) -> Any:
    """What lies in `thing` under `names`, or None: files made by hand need not be shaped as the standard says."""
    for name in names:
        thing = thing.get(name) if isinstance(thing, Mapping) else None
    return thing


def _check_code(code: str, reading: Reading) -> None:
    if not code:
        raise ValueError(_("The feature has no code."))
    if code in reading.borders:
        raise ValueError(_("The code %(code)s stands here a second time.") % {"code": code})


def _shape(geometry: Any, crs: str) -> Border:
    """The polygon of a GeoJSON geometry in WGS84, valid or not. `ValueError` if there is none."""
    try:
        found = shapely.force_2d(shape(geometry))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as fault:
        raise ValueError(_("The geometry cannot be read: %(fault)s") % {"fault": fault}) from fault
    if not isinstance(found, Border) or found.is_empty:
        raise ValueError(_("The geometry is no polygon."))

    def to_wgs84(points: Any) -> Any:
        moved = [coordinates.to_wgs84(lon, lat, crs) for lon, lat in points.tolist()]
        return numpy.array(moved).round(DECIMALS)

    return shapely.transform(found, to_wgs84)


def _repaired(border: Border) -> tuple[Border, str]:
    """`border` made valid, with its outer rings anticlockwise, and what was wrong with it ("" if nothing)."""
    fault = "" if border.is_valid else shapely.is_valid_reason(border)
    if fault:
        whole = shapely.make_valid(border, method="structure", keep_collapsed=False)
        border = _polygonal(shapely.set_precision(whole, 10.0**-DECIMALS))
    return shapely.orient_polygons(border), fault


def _polygonal(geometry: Any) -> Border:
    """The polygons in `geometry`, without the lines that a repair may leave. `ValueError` if none is left."""
    parts = [
        part for part in shapely.get_parts(geometry, return_index=False) if isinstance(part, Polygon) and part.area
    ]
    if not parts:
        raise ValueError(_("The geometry encloses no area."))
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _feature(code: str, border: Border) -> dict[str, Any]:
    rounded = shapely.transform(border, lambda points: points.round(DECIMALS))
    return {"type": "Feature", "properties": {"code": code}, "geometry": mapping(rounded)}
