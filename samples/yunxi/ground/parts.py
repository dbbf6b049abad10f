"""A city as parts within parts, grown together from neighbouring cells."""

import heapq
import random
from collections import defaultdict
from dataclasses import dataclass, field

import numpy
import shapely
from shapely import Polygon, STRtree

from .scatter import MIDDLE

ROUNDS = 20


@dataclass
class Part:
    """A part of the city on any level, from the whole to a grid cell."""

    border: Polygon
    parts: list["Part"] = field(default_factory=list)
    code: str = ""
    zh: str = ""
    en: str = ""

    @classmethod
    def joined(cls, parts: list["Part"]) -> "Part":
        return cls(shapely.coverage_union_all([part.border for part in parts]), parts)

    def below(self, levels: int) -> list["Part"]:
        """The parts so many levels down, the nearest to the middle of the city first."""
        found = [self]
        for _level in range(levels):
            found = [part for above in found for part in above.parts]
        return sorted(found, key=lambda part: part.border.centroid.distance(MIDDLE))


def grown(cells: list[Polygon], counts: tuple[int, ...], rng: random.Random) -> list[Part]:
    """`cells` joined to as many parts as `counts` begins with, these to as many as follow, and so on; the last ones."""
    parts = [Part(cell) for cell in cells]
    for count in counts:
        groups = _grouped([part.border for part in parts], count, rng)
        parts = [Part.joined([parts[place] for place in group]) for group in groups]
    return parts


def _grouped(areas: list[Polygon], count: int, rng: random.Random) -> list[list[int]]:
    """Places in `areas`, in `count` connected groups of about the same extent."""
    centres = shapely.get_coordinates(shapely.centroid(areas))
    adjacent = _neighbours(areas)
    owner: dict[int, int] = {}
    queue = [(0.0, seed, group) for group, seed in enumerate(_seeds(centres, count, rng))]
    while queue:
        far, area, group = heapq.heappop(queue)
        if area in owner:
            continue
        owner[area] = group
        for other in adjacent[area] - owner.keys():
            step = float(numpy.hypot(*(centres[other] - centres[area])))
            heapq.heappush(queue, (far + step, other, group))
    return [[area for area in range(len(areas)) if owner[area] == group] for group in range(count)]


def _neighbours(areas: list[Polygon]) -> dict[int, set[int]]:
    """Which areas have an edge, not only a corner, in common."""
    adjacent = defaultdict(set)
    for one, other in STRtree(areas).query(areas, predicate="touches").T.tolist():
        if shapely.length(shapely.intersection(areas[one], areas[other])) > 0:
            adjacent[one].add(other)
    return adjacent


def _seeds(centres: numpy.ndarray, count: int, rng: random.Random) -> list[int]:
    """Places of `count` centres spread evenly among all: k-means, each mean stood for by the centre next to it."""
    means = centres[rng.sample(range(len(centres)), count)]
    for _round in range(ROUNDS):
        nearest = numpy.hypot(*(centres[:, None] - means[None]).transpose(2, 0, 1)).argmin(axis=1)
        means = numpy.array([centres[nearest == group].mean(axis=0) for group in range(count)])
    return [int(numpy.hypot(*(centres - mean).T).argmin()) for mean in means]
