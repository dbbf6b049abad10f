"""Borders in from GeoJSON, repaired where they must be, and out again as they came."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import Polygon

from huying.base.places import coordinates, geometry
from huying.base.places.geometry import Remark

SQUARE = [[114, 30], [115, 30], [115, 31], [114, 31], [114, 30]]
BOW_TIE = [[114, 30], [115, 31], [115, 30], [114, 31], [114, 30]]
DATA = Path(__file__).parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder with real borders is not on this machine")


def _collection(*geometries: Any, **members: Any) -> dict[str, Any]:
    """A FeatureCollection with the codes 1, 2, 3 …"""
    features = [
        {"type": "Feature", "properties": {"code": str(number)}, "geometry": found}
        for number, found in enumerate(geometries, start=1)
    ]
    return {"type": "FeatureCollection", "features": features, **members}


def _polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": rings}


def _again(borders: dict[str, geometry.Border]) -> geometry.Reading:
    return geometry.read(json.loads(json.dumps(geometry.write(borders))))


def test_a_sound_border_is_taken_as_it_is() -> None:
    assert geometry.read(_collection(_polygon(SQUARE))) == geometry.Reading(borders={"1": Polygon(SQUARE)})


def test_a_crossed_ring_is_repaired_and_reported() -> None:
    reading = geometry.read(_collection(_polygon(BOW_TIE)))
    assert (reading.borders["1"].is_valid, reading.borders["1"].area) == (True, pytest.approx(0.5))
    assert reading.repaired == [Remark(0, "1", "Self-intersection[114.5 30.5]")]
    assert reading.problems == []


def test_of_a_repaired_border_only_the_polygons_are_kept() -> None:
    spike = [[114, 30], [115, 30], [115, 31], [116, 32], [115, 31], [114, 31], [114, 30]]
    reading = geometry.read(_collection(_polygon(spike)))
    assert reading.borders["1"].equals(Polygon(SQUARE))
    assert [remark.code for remark in reading.repaired] == ["1"]


def test_a_clockwise_ring_is_turned_without_a_word() -> None:
    reading = geometry.read(_collection(_polygon(SQUARE[::-1])))
    assert reading.borders["1"].exterior.is_ccw
    assert reading.repaired == []


def test_all_that_cannot_be_used_is_named_at_once() -> None:
    collection = _collection(
        None,
        {"type": "Point", "coordinates": [114, 30]},
        _polygon([[114, 30], [115, 31], [114, 30], [114, 30]]),
        _polygon([[114, 30], [115, 130], [115, 31], [114, 30]]),
        _polygon([[114, 30], "x"]),
        _polygon(),
        "nothing",
    )
    collection["features"] += [{"type": "Feature", "geometry": _polygon(SQUARE)}, "nothing", {"properties": [1]}]
    reading = geometry.read(collection)
    assert reading.borders == {}
    assert [(remark.index, remark.code) for remark in reading.problems] == [
        *((index, str(index + 1)) for index in range(7)),
        *((index, "") for index in range(7, 10)),
    ]


def test_a_code_that_stands_twice_is_a_problem_and_the_first_is_kept() -> None:
    collection = _collection(_polygon(SQUARE), _polygon(BOW_TIE))
    collection["features"][1]["properties"]["code"] = "1"
    reading = geometry.read(collection)
    assert reading.borders == {"1": Polygon(SQUARE)}
    assert [(remark.index, remark.code) for remark in reading.problems] == [(1, "1")]


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09"])
def test_borders_in_a_chinese_system_are_converted_when_it_is_said(crs: str) -> None:
    moved = [tuple(round(c, 7) for c in coordinates.to_wgs84(lon, lat, crs)) for lon, lat in SQUARE]
    assert geometry.read(_collection(_polygon(SQUARE)), crs).borders == {"1": Polygon(moved)}
    named = {"type": "name", "properties": {"name": crs}}
    assert geometry.read(_collection(_polygon(SQUARE), crs=named)).borders == {"1": Polygon(moved)}


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(coordinates.UnknownSystem):
        geometry.read(_collection(_polygon(SQUARE)), "EPSG:3857")


def test_written_numbers_have_seven_decimals_at_most_and_stay_from_then_on() -> None:
    border = Polygon([(114 + 1 / 3, 30), (115, 30), (115, 30 + 2 / 3)])
    written = geometry.write({"1": border})
    assert written["features"][0]["geometry"]["coordinates"][0][0] == (114.3333333, 30.0)
    assert geometry.write(_again({"1": border}).borders) == written


def test_a_hole_and_a_height_are_read() -> None:
    hole = [[114.2, 30.2], [114.2, 30.4], [114.4, 30.4], [114.4, 30.2], [114.2, 30.2]]
    high = [[lon, lat, 12.5] for lon, lat in SQUARE]
    assert geometry.read(_collection(_polygon(high, hole))).borders["1"].equals(Polygon(SQUARE, [hole]))


def test_a_border_comes_back_from_the_database_as_it_went_in() -> None:
    border = shapely.box(114, 30, 115, 31)
    assert geometry.from_wkb(memoryview(geometry.to_wkb(border))) == border


@needs_data
@pytest.mark.parametrize(
    ("name", "crs", "count", "repaired"),
    [
        ("boston_neighbourhoods", None, 26, 4),
        ("hefei_districts_gcj02", "GCJ-02", 9, 0),
        ("yuhang_streets", None, 12, 0),
    ],
)
def test_real_borders_are_read_and_come_back_unchanged(name: str, crs: str | None, count: int, repaired: int) -> None:
    reading = geometry.read(json.loads((DATA / f"{name}.geojson").read_text()), crs, code="name")
    assert (len(reading.borders), len(reading.repaired), reading.problems) == (count, repaired, [])
    assert all(border.is_valid for border in reading.borders.values())
    assert _again(reading.borders) == geometry.Reading(borders=reading.borders)
