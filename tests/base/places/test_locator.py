"""Which area a point lies in."""

from datetime import date
from math import inf, nan
from typing import Any

import numpy
import pytest
import shapely
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.base.journal import editions
from huying.base.places import locator, register
from huying.base.places.loading import load_areas

from .ground import CITY, EAST, FAR_OFF, GROUND, LAST_YEAR, LONG_AGO, lay, row

pytestmark = pytest.mark.django_db


def _code(lon: float, lat: float, on: date | None = None) -> str | None:
    area = locator.locate(lon, lat, on)
    return area.code if area else None


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (114.1, 30.15, "911"),
        (114.1, 30.05, "912"),
        (114.3, 30.1, "92"),
        (113.9, 30.1, None),
        (114.1, 30.1, "911"),  # between the streets: the lower code
        (114.2, 30.15, "911"),  # between a street and a district: the smaller area
        (114.2, 30.1, "911"),  # a corner of three
        (114.4, 30.2, "92"),  # the city's own corner belongs to it
        (nan, 30.1, None),
    ],
)
def test_the_smallest_area_around_a_point_and_on_a_border_the_lowest_code(
    lon: float, lat: float, code: str | None
) -> None:
    lay()
    assert _code(lon, lat) == code


def test_without_any_area_a_point_lies_nowhere() -> None:
    assert locator.locate(114.1, 30.1) is None
    assert locator.locate_many([114.1], [30.1]) == [None]
    assert locator.locate_many([], []) == []


def test_an_area_without_a_border_holds_no_point() -> None:
    lay(row("921", "92"))
    assert _code(114.3, 30.1) == "92"


def test_a_redrawn_area_is_found_in_its_time() -> None:
    border = EAST.border
    lay(
        row("921", "92", border=border, valid_from=LONG_AGO, valid_until=LAST_YEAR),
        row("922", "92", border=border, valid_from=LAST_YEAR, valid_until=FAR_OFF),
    )
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(2126, 1, 1)]
    found = ["92", "921", "921", "922", "92"]
    assert [_code(114.3, 30.1, day) for day in days] == found
    assert _code(114.3, 30.1) == "922"
    many = locator.locate_many([114.3] * 5, [30.1] * 5, days)
    assert [register.current().by_id[pk or 0].code for pk in many] == found


def test_today_is_the_day_in_the_citys_time_zone() -> None:
    lay(row("921", "92", border=EAST.border, valid_from=date(2026, 3, 2)))
    with time_machine.travel("2026-03-01T15:59:59Z", tick=False):
        assert _code(114.3, 30.1) == "92"
    with time_machine.travel("2026-03-01T16:00:00Z", tick=False):
        assert _code(114.3, 30.1) == "921"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(points=st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 3)), max_size=20))
def test_many_points_are_located_as_each_by_itself(db: None, points: list[tuple[int, int]]) -> None:
    if register.by_code("9") is None:
        lay()
    lons = numpy.array([114 + x / 10 for x, _y in points])
    lats = numpy.array([30 + y / 10 for _x, y in points])
    single = [locator.locate(lon, lat) for lon, lat in zip(lons, lats, strict=True)]
    assert locator.locate_many(lons, lats) == [area.pk if area else None for area in single]


def test_between_two_looks_nothing_is_asked_of_the_database(django_assert_num_queries: Any, monkeypatch: Any) -> None:
    lay()
    locator.locate(114.1, 30.15)
    monkeypatch.setattr(editions, "LOOK_EVERY", inf)
    with django_assert_num_queries(0):
        area = locator.locate(114.1, 30.15)
        locator.locate_many([114.1], [30.15])
        register.chain(area)


def test_borders_that_another_process_changed_are_noticed_at_the_next_look(monkeypatch: Any) -> None:
    lay()
    assert (_code(114.3, 30.1), editions.LOOK_EVERY) == ("92", 1.0)
    monkeypatch.setattr(editions, "LOOK_EVERY", inf)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(register.current, "forget", lambda: None)
        load_areas([*GROUND[:3], row("921", "92", border=EAST.border)])
    assert _code(114.3, 30.1) == "92"
    monkeypatch.setattr(editions, "LOOK_EVERY", 0.0)
    assert _code(114.3, 30.1) == "921"


def test_a_border_of_several_parts_holds_the_points_of_each() -> None:
    parts = shapely.union_all([shapely.box(114.21, 30.01, 114.22, 30.02), shapely.box(114.31, 30.01, 114.32, 30.02)])
    lay(row("921", "92", border=parts))
    assert [_code(lon, 30.015) for lon in (114.215, 114.25, 114.315)] == ["921", "92", "921"]


def test_a_point_in_the_city_but_in_none_of_its_parts_lies_in_the_city() -> None:
    load_areas([CITY])
    assert _code(114.1, 30.1) == "9"
