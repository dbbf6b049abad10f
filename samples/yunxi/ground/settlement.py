"""Roads and addresses of the made-up city. Places only; nobody lives there."""

import random
from typing import Any

from shapely import Point

from .names import ESTATES, PUBLIC_PLACES, ROAD_KINDS, ROADS, Name
from .parts import Part

ROADS_OF_A_STREET = 5
HOUSES, BUILDINGS, PUBLIC = 9, 11, 5  # in each community

Row = dict[str, Any]
Site = tuple[Part, Name, int]
"""A street, a road in it, and a number on the road."""


def addresses(city: Part, rng: random.Random) -> list[Row]:
    """The rows of addresses.csv, the middle of the city first."""
    rows = []
    for street in city.below(2):
        roads = [_road(name, rng) for name in rng.sample(ROADS, ROADS_OF_A_STREET)]
        for community in street.below(1):
            places = [*_houses(street, community, roads, rng), *_estate(street, community, roads, rng)]
            places += _public(street, community, roads, rng)
            rows += [{"code": f"{community.code}-{place:03}", **row} for place, row in enumerate(places, start=1)]
    return rows


def _road(name: Name, rng: random.Random) -> Name:
    zh, en = rng.choices(ROAD_KINDS, weights=(10, 2, 4, 3))[0]
    return name[0] + zh, f"{name[1]} {en}"


def _houses(street: Part, community: Part, roads: list[Name], rng: random.Random) -> list[Row]:
    """Numbers on roads, nothing more."""
    cells = rng.choices(community.parts, k=HOUSES)
    return [_row(_site(street, roads, rng), spot=_spot(cell, rng)) for cell in cells]


def _estate(street: Part, community: Part, roads: list[Name], rng: random.Random) -> list[Row]:
    """The buildings of one estate: one number on one road, one cell."""
    kind, stem = rng.choice(ESTATES), _stem(community)
    estate, site, cell = (
        (stem[0] + kind[0], f"{stem[1]} {kind[1]}"),
        _site(street, roads, rng),
        rng.choice(community.parts),
    )
    buildings = [(f"{place}号楼", f"Building {place}") for place in range(1, BUILDINGS + 1)]
    return [_row(site, estate=estate, building=building, spot=_spot(cell, rng)) for building in buildings]


def _public(street: Part, community: Part, roads: list[Name], rng: random.Random) -> list[Row]:
    """Public places, named after their community, with what people call them besides."""
    stem, rows = _stem(community), []
    for zh, en, others in rng.sample(PUBLIC_PLACES, PUBLIC):
        called = ";".join(stem[0] + other for other in others.split(";") if other)
        place, spot = (stem[0] + zh, f"{stem[1]} {en}"), _spot(rng.choice(community.parts), rng)
        rows.append(_row(_site(street, roads, rng), building=place, other_names=called, spot=spot))
    return rows


def _stem(community: Part) -> Name:
    return community.zh.removesuffix("社区"), community.en.removesuffix(" Community")


def _site(street: Part, roads: list[Name], rng: random.Random) -> Site:
    return street, rng.choice(roads), rng.randint(1, 399)


def _row(site: Site, spot: Row, estate: Name = ("", ""), building: Name = ("", ""), other_names: str = "") -> Row:
    street, road, number = site
    english = (building[1], estate[1], f"{number} {road[1]}", street.en)
    return {
        "zh": f"{street.zh}{road[0]}{number}号{estate[0]}{building[0]}",
        "en": ", ".join(part for part in english if part),
        "road": road[0],
        "number": f"{number}号",
        "estate": estate[0],
        "building": building[0],
        "other_names": other_names,
        **spot,
    }


def _spot(cell: Part, rng: random.Random) -> Row:
    """A point somewhere in a grid cell, and the code of the cell."""
    west, south, east, north = cell.border.bounds
    while True:
        lon, lat = round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)
        if cell.border.contains(Point(lon, lat)):
            return {"lon": lon, "lat": lat, "area": cell.code}
