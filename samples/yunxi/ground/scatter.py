"""Points scattered over the made-up city, and the cells around them with crooked common edges. Plane: kilometres."""

import math
import random
from itertools import pairwise

import numpy
import shapely
from shapely import LineString, MultiPoint, Point, Polygon

ORIGIN = (114.62, 30.21)
DEGREES = (1 / 96.3, 1 / 110.9)  # of longitude and latitude to a kilometre, at this latitude
RADIUS = 13.0
CANDIDATES = 30
CROOKED = 0.09  # how far an edge strays, as a share of its length

Spot = tuple[float, float]


def river(x: float) -> float:
    """How far north the river runs, `x` kilometres east of the origin."""
    return 2.2 + 1.5 * math.sin(x / 4.1) + 0.6 * math.sin(x / 1.7 + 1.0)


RIVER = LineString([(x / 10, river(x / 10)) for x in range(-200, 201)])
MIDDLE = Point(ORIGIN[0], ORIGIN[1] + (river(0.0) - 1.0) * DEGREES[1])
"""In degrees: on the south bank of the river."""


def spacing(spot: Spot) -> float:
    """How far apart points are here: cells are small in the middle of the city."""
    return 0.45 + 0.75 * math.hypot(spot[0], spot[1] - 1.0) / RADIUS


def outline(angle: float) -> float:
    """The distance of the city's edge from the origin."""
    return RADIUS * (1 + 0.09 * math.sin(2 * angle + 1) + 0.06 * math.sin(3 * angle) + 0.04 * math.sin(5 * angle + 2))


def inside(spot: Spot) -> bool:
    return math.hypot(*spot) < outline(math.atan2(spot[1], spot[0]))


def on_the_banks() -> list[tuple[Spot, Spot]]:
    """Points north and south of the river, mirrored at it, so that it becomes the border of their cells."""
    pairs = []
    along = 0.0
    while along < RIVER.length:
        here, ahead = RIVER.interpolate(along), RIVER.interpolate(along + 0.01)
        step = spacing((here.x, here.y)) * 1.15
        east, north = (ahead.x - here.x) * 100, (ahead.y - here.y) * 100
        away = step * 0.42
        pair = (here.x - north * away, here.y + east * away), (here.x + north * away, here.y - east * away)
        if inside(pair[0]) and inside(pair[1]):
            pairs.append(pair)
        along += step
    return pairs


def fill(bank: str, spots: list[Spot], count: int, rng: random.Random) -> list[Spot]:
    """`spots` and as many more on this bank as make `count`, each the loneliest of some candidates."""
    spots = list(spots)
    while len(spots) < count:
        candidates = [_anywhere(bank, rng) for _ in range(CANDIDATES)]
        taken = numpy.array(spots)
        spots.append(max(candidates, key=lambda at: numpy.hypot(*(taken - at).T).min() / spacing(at)))
    return spots


def _anywhere(bank: str, rng: random.Random) -> Spot:
    while True:
        spot = rng.uniform(-1.2 * RADIUS, 1.2 * RADIUS), rng.uniform(-1.2 * RADIUS, 1.2 * RADIUS)
        on_bank = (spot[1] > river(spot[0])) == (bank == "north")
        if on_bank and inside(spot) and RIVER.distance(Point(spot)) > spacing(spot) * 0.9:
            return spot


def around(rng: random.Random) -> list[Spot]:
    """Points outside the city, so that its outer cells end somewhere."""
    spots = []
    for ring, step in ((1.06, 4), (1.3, 12)):
        for degree in range(0, 360, step):
            angle = math.radians(degree + rng.uniform(-1, 1))
            distance = outline(angle) * ring + rng.uniform(-0.2, 0.4)
            spots.append((distance * math.cos(angle), distance * math.sin(angle)))
    return spots


def cells(spots: list[Spot], beyond: list[Spot], rng: random.Random) -> list[Polygon]:
    """The Voronoi cells of `spots` in degrees with six decimals; neighbours share every point of their edge."""
    voronoi = shapely.voronoi_polygons(MultiPoint(spots + beyond), ordered=True)
    rings = [_in_degrees(cell.exterior.coords[:-1]) for cell in shapely.get_parts(voronoi)[: len(spots)]]
    edges = sorted({_edge(*ends) for ring in rings for ends in pairwise([*ring, ring[0]])})
    bends = {edge: _bends(*edge, rng) for edge in edges}
    return [Polygon(_bent(ring, bends)) for ring in rings]


def _in_degrees(ring: list[Spot]) -> list[Spot]:
    corners = [(round(ORIGIN[0] + x * DEGREES[0], 6), round(ORIGIN[1] + y * DEGREES[1], 6)) for x, y in ring]
    return [corner for before, corner in zip([corners[-1], *corners], corners, strict=False) if corner != before]


def _edge(a: Spot, b: Spot) -> tuple[Spot, Spot]:
    return (a, b) if a < b else (b, a)


def _bends(a: Spot, b: Spot, rng: random.Random) -> list[Spot]:
    """Points between `a` and `b` that make their edge look grown; none if it is short."""
    east, north = b[0] - a[0], b[1] - a[1]
    count = min(4, int(math.hypot(east / DEGREES[0], north / DEGREES[1]) / 0.2))
    bends = []
    for number in range(1, count + 1):
        share = number / (count + 1)
        stray = rng.uniform(-CROOKED, CROOKED) * math.sin(math.pi * share)
        bends.append((round(a[0] + share * east - stray * north, 6), round(a[1] + share * north + stray * east, 6)))
    return bends


def _bent(ring: list[Spot], bends: dict[tuple[Spot, Spot], list[Spot]]) -> list[Spot]:
    path = []
    for a, b in pairwise([*ring, ring[0]]):
        between = bends[_edge(a, b)]
        path += [a, *(between if a < b else between[::-1])]
    return path
