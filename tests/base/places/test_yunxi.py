"""The ground of the made-up city: as many parts as said, no gap, no overlap, and the same whenever it is drawn."""

import csv
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy
import pytest
import shapely
from shapely import Polygon, STRtree

YUNXI = Path(__file__).parents[3] / "samples" / "yunxi"
FILES = ("areas.csv", "areas.geojson", "addresses.csv")

Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    with (YUNXI / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def areas() -> list[Row]:
    return _rows("areas.csv")


@pytest.fixture(scope="module")
def borders() -> dict[str, Polygon]:
    features = json.loads((YUNXI / "areas.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"]) for feature in features}


def _below(areas: list[Row], code: str) -> list[str]:
    return [area["code"] for area in areas if area["parent"] == code]


def _level(areas: list[Row], level: int) -> list[str]:
    return [area["code"] for area in areas if area["level"] == str(level)]


def test_the_city_has_3_districts_12_streets_60_communities_and_600_grid_cells(areas: list[Row]) -> None:
    assert Counter(area["level"] for area in areas) == {"0": 1, "1": 3, "2": 12, "3": 60, "4": 600}
    assert {level: len(_level(areas, level)[0]) for level in range(5)} == {0: 6, 1: 6, 2: 9, 3: 12, 4: 14}
    assert ("滨河街道", "Binhe Street") in {(area["zh"], area["en"]) for area in areas}
    assert len({area["zh"] for area in areas}) == len(areas)


def test_every_area_has_one_sound_border(areas: list[Row], borders: dict[str, Polygon]) -> None:
    assert list(borders) == [area["code"] for area in areas]
    assert all(isinstance(border, Polygon) and border.is_valid for border in borders.values())


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_parts_of_a_level_neither_overlap_nor_leave_a_gap(
    areas: list[Row], borders: dict[str, Polygon], level: int
) -> None:
    parts = [borders[code] for code in _level(areas, level)]
    assert shapely.coverage_is_valid(parts)
    assert shapely.union_all(parts).equals(borders["990100"])


def test_every_area_is_the_union_of_the_areas_right_below_it(areas: list[Row], borders: dict[str, Polygon]) -> None:
    unlike = [
        area["code"]
        for area in areas
        if (below := _below(areas, area["code"]))
        and not borders[area["code"]].equals(shapely.union_all([borders[code] for code in below]))
    ]
    assert unlike == []


def test_every_point_in_the_city_lies_in_exactly_one_grid_cell(areas: list[Row], borders: dict[str, Polygon]) -> None:
    rng = random.Random(7)
    west, south, east, north = borders["990100"].bounds
    points = shapely.points([(rng.uniform(west, east), rng.uniform(south, north)) for _point in range(20_000)])
    inside = points[shapely.intersects(points, borders["990100"])]
    cells = STRtree([borders[code] for code in _level(areas, 4)])
    hits = cells.query(inside, predicate="intersects")[0]
    assert numpy.bincount(hits, minlength=len(inside)).tolist() == [1] * len(inside)


def test_every_address_lies_in_the_grid_cell_that_it_names(borders: dict[str, Polygon]) -> None:
    rows = _rows("addresses.csv")
    astray = [
        row["code"]
        for row in rows
        if not borders[row["area"]].contains(shapely.Point(float(row["lon"]), float(row["lat"])))
    ]
    assert (len(rows), len({row["code"] for row in rows}), astray) == (1500, 1500, [])


def test_the_borders_stay_a_small_file() -> None:
    assert (YUNXI / "areas.geojson").stat().st_size < 600_000


def test_the_same_city_is_drawn_every_time(tmp_path: Path) -> None:
    subprocess.run([sys.executable, YUNXI / "build_ground.py", tmp_path], check=True)
    assert [(tmp_path / name).read_bytes() == (YUNXI / name).read_bytes() for name in FILES] == [True] * 3
