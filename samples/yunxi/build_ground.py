"""Draws the ground of 云溪市 Yunxi, a city that does not exist: areas.csv, areas.geojson and addresses.csv.

    python samples/yunxi/build_ground.py [FOLDER]

The same files come out every time. Grid cells are the Voronoi cells of scattered points, denser towards the middle;
points mirrored at the river make it a border. Neighbouring cells grow together to communities, these to streets, these
to districts. What grew together is joined exactly, so that no level has a gap or an overlap.
"""

import json
import random
import sys
from csv import DictWriter
from operator import itemgetter
from pathlib import Path
from typing import Any

import shapely
from ground import scatter
from ground.names import CITY, COMMUNITIES, DISTRICTS, STREETS
from ground.parts import Part, grown
from ground.settlement import addresses
from shapely.geometry import mapping

SEED = 990100
NORTH, SOUTH = (200, 20, 4, 1), (400, 40, 8, 2)  # grid cells, communities, streets, districts on either bank
WIDTHS = (2, 3, 3, 2)  # digits that each level adds to a code: 99|01|01|001|001|01
FOUNDED, GRIDS_DRAWN = "2024-01-01", "2025-03-01"


def draw(rng: random.Random) -> Part:
    """The whole city, without names."""
    pairs = scatter.on_the_banks()
    north = scatter.fill("north", [north for north, _south in pairs], NORTH[0], rng)
    south = scatter.fill("south", [south for _north, south in pairs], SOUTH[0], rng)
    cells = scatter.cells(north + south, scatter.around(rng), rng)
    return Part.joined([*grown(cells[: NORTH[0]], NORTH[1:], rng), *grown(cells[NORTH[0] :], SOUTH[1:], rng)])


def name(city: Part) -> None:
    """Give every part its name; the names that stand first go to the middle of the city."""
    city.zh, city.en = CITY
    for level, names in ((1, DISTRICTS), (2, STREETS)):
        for part, (zh, en) in zip(city.below(level), names, strict=True):
            part.zh, part.en = zh, en
    communities = [community for street in city.below(2) for community in street.below(1)]
    for community, (zh, en) in zip(communities, COMMUNITIES, strict=True):
        community.zh, community.en = f"{zh}社区", f"{en} Community"
        for number, cell in enumerate(community.below(1), start=1):
            cell.zh, cell.en = f"{community.zh}第{number}网格", f"{en} Grid {number}"


def number(part: Part, code: str = "9901", widths: tuple[int, ...] = WIDTHS) -> None:
    """Give every part its code, as offices do: 990100 city, 990101 district, 990101001 street, and so on."""
    part.code = code.ljust(6, "0")
    for place, child in enumerate(part.below(1), start=1):
        number(child, code + str(place).zfill(widths[0]), widths[1:])


def area_rows(part: Part, level: int = 0, parent: str = "") -> list[dict[str, Any]]:
    """The rows of areas.csv, parents first."""
    since = GRIDS_DRAWN if level == len(WIDTHS) else FOUNDED
    row = {"code": part.code, "level": level, "parent": parent, "zh": part.zh, "en": part.en, "valid_from": since}
    return [row, *(below for child in part.below(1) for below in area_rows(child, level + 1, part.code))]


def features(part: Part) -> list[dict[str, Any]]:
    """The features of areas.geojson, in the same order."""
    border = shapely.orient_polygons(part.border)
    feature = {"type": "Feature", "properties": {"code": part.code}, "geometry": mapping(border)}
    return [feature, *(below for child in part.below(1) for below in features(child))]


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_geojson(path: Path, found: list[dict[str, Any]]) -> None:
    """A feature a line, so that a redrawn border is a changed line."""
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in found)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def main(folder: Path) -> None:
    rng = random.Random(SEED)  # noqa: S311 - a landscape, not a secret
    city = draw(rng)
    name(city)
    number(city)
    write_csv(folder / "areas.csv", area_rows(city))
    write_geojson(folder / "areas.geojson", features(city))
    write_csv(folder / "addresses.csv", sorted(addresses(city, rng), key=itemgetter("code")))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
