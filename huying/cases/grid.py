"""The grid that maps count in: Web Mercator, the world 2^30 wide and high, from the north-west. Pure."""

from math import asinh, atan, degrees, pi, radians, sinh, tan

BITS = 30
WORLD = 1 << BITS
TILE = 9
"""Bits of a tile at zoom 0: 512 pixels, as MapLibre counts zoom."""
CELL = 6
"""Bits of a cell: 64 pixels."""
NORTHMOST = 85.051128
"""Degrees; Mercator ends there."""


def place(lon: float, lat: float) -> tuple[int, int]:
    """The grid's x and y of a WGS84 point (degrees)."""
    lat = max(-NORTHMOST, min(NORTHMOST, lat))
    x, y = (lon + 180) / 360, (1 - asinh(tan(radians(lat))) / pi) / 2
    return _inside(x), _inside(y)


def point(x: float, y: float) -> tuple[float, float]:
    """The WGS84 longitude and latitude (degrees) of a place in the grid."""
    return x / WORLD * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * y / WORLD))))


def shift(zoom: int) -> int:
    """How many bits of x and y lie within one cell of 64 pixels at this zoom; 0 at least."""
    return max(0, BITS - TILE + CELL - zoom)


def _inside(share: float) -> int:
    return min(WORLD - 1, max(0, int(share * WORLD)))
