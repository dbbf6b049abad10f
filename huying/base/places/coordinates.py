"""Coordinate systems met in China, and the way to WGS84, which is all that Huying keeps.

GCJ-02 is what maps published in China must show: WGS84 shifted by some hundred metres. BD-09 is Baidu's further shift
of it. Neither has an official description; the formulas are those in public use (Wikipedia, "Restrictions on geographic
data in China"; github.com/googollee/eviltransform). CGCS2000 has the ellipsoid of WGS84 to a tenth of a millimetre and
drifts from it with the continent by about 3 cm a year: for telling which street something is in, it *is* WGS84.

Every function takes and gives degrees, longitude first. Pure.
"""

from collections.abc import Callable
from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt

from django.utils.translation import gettext as _

WGS84, GCJ02, BD09, CGCS2000 = "WGS84", "GCJ-02", "BD-09", "CGCS2000"

Point = tuple[float, float]

# Krasovsky's ellipsoid of 1940, on which the GCJ-02 shift is computed: semi-major axis in metres, eccentricity squared.
_AXIS = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
# GCJ-02 shifts only inside this box (west, east, south, north); it reaches into neighbouring countries.
_BOX = (72.004, 137.8347, 0.8293, 55.8271)
_BAIDU_WAVE = pi * 3000.0 / 180.0
_EXACT = 1e-12
_ROUNDS = 30  # each round of an inverse gains more than one digit


class UnknownSystem(ValueError):
    """A coordinate system that is not known here; the message lists those that are."""


def to_wgs84(lon: float, lat: float, crs: str = WGS84) -> Point:
    """The WGS84 position of a point given in `crs`: WGS84, GCJ-02, BD-09 or CGCS2000, in any spelling of these.

    `UnknownSystem` for another system; `ValueError` for a place that is not on the globe.
    """
    convert = _TO_WGS84[system(crs)]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        place = {"lon": lon, "lat": lat}
        raise ValueError(
            _("%(lon)s, %(lat)s is not a longitude from -180 to 180 and a latitude from -90 to 90.") % place
        )
    return convert(lon, lat)


def system(crs: str) -> str:
    """The one name used here for `crs`: "gcj02", "GCJ-02" and "EPSG:4490" are spellings. `UnknownSystem` if unknown."""
    spelling = "".join(filter(str.isalnum, crs)).upper()
    for end, name in _SPELLINGS.items():
        if spelling.endswith(end):
            return name
    names = {"crs": crs, "known": ", ".join(_TO_WGS84)}
    raise UnknownSystem(_("The coordinate system “%(crs)s” is not known. Known are %(known)s.") % names)


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    """WGS84 to GCJ-02; outside China's box the same point."""
    return _shifted(lon, lat) if _in_box(lon, lat) else (lon, lat)


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """GCJ-02 to WGS84, exact to 1e-9 degrees; outside China's box the same point."""
    return _undone(_shifted, lon, lat) if _in_box(lon, lat) else (lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    """GCJ-02 to Baidu's BD-09."""
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BAIDU_WAVE)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BAIDU_WAVE)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    """Baidu's BD-09 to GCJ-02, exact to 1e-9 degrees."""
    return _undone(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: float, lat: float) -> Point:
    """WGS84 to Baidu's BD-09."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> Point:
    """Baidu's BD-09 to WGS84, exact to 1e-9 degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _same(lon: float, lat: float) -> Point:
    return lon, lat


_TO_WGS84 = {WGS84: _same, GCJ02: gcj02_to_wgs84, BD09: bd09_to_wgs84, CGCS2000: _same}
# The ends of names, so that "urn:ogc:def:crs:EPSG::4490" is recognised too.
_SPELLINGS = {
    "WGS84": WGS84,
    "CRS84": WGS84,
    "EPSG4326": WGS84,
    "GCJ02": GCJ02,
    "BD09": BD09,
    "BD09LL": BD09,
    "CGCS2000": CGCS2000,
    "EPSG4490": CGCS2000,
}


def _in_box(lon: float, lat: float) -> bool:
    west, east, south, north = _BOX
    return west <= lon <= east and south <= lat <= north


def _shifted(lon: float, lat: float) -> Point:
    """The GCJ-02 shift itself, wherever the point lies."""
    x, y = lon - 105.0, lat - 35.0
    ripple = _wave(x, 20.0, 1 / 6) + _wave(x, 20.0, 1 / 2)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += ripple + _wave(x, 20.0, 1) + _wave(x, 40.0, 3) + _wave(x, 150.0, 12) + _wave(x, 300.0, 30)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += ripple + _wave(y, 20.0, 1) + _wave(y, 40.0, 3) + _wave(y, 160.0, 12) + _wave(y, 320.0, 30)
    flattening = 1 - _ECCENTRICITY_2 * sin(radians(lat)) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY_2) / flattening**1.5
    parallel = _AXIS / sqrt(flattening) * cos(radians(lat))
    return lon + degrees(east / parallel), lat + degrees(north / meridian)


def _wave(degree: float, height: float, half_length: float) -> float:
    return height * sin(degree * pi / half_length) * 2.0 / 3.0


def _undone(shift: Callable[[float, float], Point], lon: float, lat: float) -> Point:
    """The point that `shift` moves to (lon, lat). Its neighbours are moved alike, so each round is nearly exact."""
    x, y = lon, lat
    for _round in range(_ROUNDS):
        shifted_x, shifted_y = shift(x, y)
        x, y = x + lon - shifted_x, y + lat - shifted_y
        if hypot(lon - shifted_x, lat - shifted_y) < _EXACT:
            break
    return x, y
