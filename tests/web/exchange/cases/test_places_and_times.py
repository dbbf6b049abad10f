"""Where and when a row says it was: in any coordinate system, on any day, in any clock."""

from datetime import UTC, date, datetime

import pytest
import shapely

from huying.base.journal import editions
from huying.base.journal.memory import remembered
from huying.base.places import coordinates
from huying.base.places.models import Area
from tests import stories
from tests.web.exchange.cases.desks import Desk, case, local

pytestmark = pytest.mark.django_db


def test_the_point_that_stands_for_nowhere_is_no_point(desk: Desk) -> None:
    desk.take_in({"x": "114.0", "y": "30.0"})

    assert (case("1").lon, case("1").area) == (None, None)


def test_a_point_of_a_chinese_map_is_brought_home(desk: Desk, city: stories.City) -> None:
    lon, lat = coordinates.wgs84_to_gcj02(114.0999, 30.05)  # across the border, if taken as it stands
    desk.take_in({"x": lon, "y": lat}, point={"lon": "x", "lat": "y", "crs": "GCJ-02"})

    assert case("1").lon == pytest.approx(114.0999)
    assert case("1").area == city.area["west"]


def test_borders_are_those_of_the_day_it_was_received(desk: Desk, city: stories.City) -> None:
    Area.objects.filter(code="111").update(valid_until=date(2026, 3, 3))
    redrawn = Area.objects.create(
        code="113", zh="新街道", en="New Street", level=2, parent=city.area["district"], valid_from=date(2026, 3, 3),
        border=shapely.to_wkb(shapely.box(114.0, 30.0, 114.1, 30.1)),
    )  # fmt: skip
    editions.changed("places")
    stories.forget()
    desk.take_in({}, {"no": "2", "in": "2026-03-03 00:00:01"})

    assert (case("1").area, case("2").area) == (city.area["west"], redrawn)


def test_hours_that_summer_time_repeats_or_skips_are_understood(desk: Desk) -> None:
    desk.take_in(
        {"no": "repeated", "in": "2011-11-06 01:30:00", "answered": "", "out": "2011-11-06 01:10:00"},
        {"no": "skipped", "in": "2012-03-11 02:30:00", "answered": "", "out": "2012-03-11 03:40:00"},
        time_zone="America/New_York",
    )

    assert (case("repeated").received_at, case("repeated").closed_at) == (
        datetime(2011, 11, 6, 5, 30, tzinfo=UTC),
        datetime(2011, 11, 6, 6, 10, tzinfo=UTC),
    )
    assert (case("skipped").received_at, case("skipped").closed_at) == (
        datetime(2012, 3, 11, 7, 30, tzinfo=UTC),
        datetime(2012, 3, 11, 7, 40, tzinfo=UTC),
    )


def test_times_are_read_in_the_formats_of_the_mapping_the_first_that_is_given(desk: Desk) -> None:
    desk.take_in(
        {"in": "02.03.2026 09:30", "answered": "", "out": "", "answer": "您好，3月1日来信已收悉。2026年3月6日"},
        received={"column": "in", "format": ["%Y/%m/%d", "%d.%m.%Y %H:%M"]},
        replied=["answered", {"column": "answer", "find": r"\d{4}年\d{1,2}月\d{1,2}日", "format": "%Y年%m月%d日"}],
    )

    assert case("1").received_at == local(2026, 3, 2, 9, 30)
    assert [event.at for event in remembered("case", case("1").pk) if event.verb == "reply"] == [
        datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
    ]
