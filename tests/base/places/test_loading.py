"""Registers are taken in whole or not at all, and again without a trace."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huying.base.journal.models import Edition
from huying.base.places import register
from huying.base.places.loading import Loaded, address_rows, area_rows, load_addresses, load_areas
from huying.base.places.models import Address, Area
from huying.base.places.rows import AddressRow, AreaRow, Problem

from .ground import CITY, EAST, GROUND, LAST_YEAR, LONG_AGO, NORTH_STREET, SOUTH_STREET, WEST, address, lay, row

pytestmark = pytest.mark.django_db

HOUSE = address("1", road="沿江路", number="12号", estate="柳岸花园", building="3号楼", lon=114.1, lat=30.15)
SQUARE = address("2", zh="鼓楼广场", en="Drum Tower Square", other_names="市民广场;大广场")


def _edition() -> int:
    return sum(Edition.objects.filter(name=register.NAME).values_list("number", flat=True))


def test_areas_are_written_once_and_then_left_untouched() -> None:
    assert load_areas(GROUND) == Loaded(read=5, written=5)
    before = _edition()
    assert load_areas(list(reversed(GROUND))) == Loaded(read=5, unchanged=5)
    assert _edition() == before


def test_what_comes_out_of_the_register_is_what_went_in() -> None:
    rows = [*GROUND, row("921", "92", valid_from=LONG_AGO, valid_until=LAST_YEAR)]
    load_areas(rows)
    assert list(area_rows()) == sorted(rows, key=lambda area: (area.level, area.code))
    load_addresses([HOUSE, SQUARE])
    assert list(address_rows()) == [replace(HOUSE, zh="沿江路12号柳岸花园3号楼"), SQUARE]
    assert load_addresses(list(address_rows())) == Loaded(read=2, unchanged=2)


def test_a_changed_area_is_written_under_the_same_key_and_processes_are_told() -> None:
    lay()
    before, pk = _edition(), Area.objects.get(code="92").pk
    assert load_areas([*GROUND[:2], replace(EAST, zh="新名"), *GROUND[3:]]) == Loaded(read=5, written=1, unchanged=4)
    area = register.by_code("92")
    assert (area and (area.pk, area.zh), _edition() != before) == ((pk, "新名"), True)


def test_an_area_moves_to_another_parent() -> None:
    lay()
    load_areas([CITY, WEST, EAST, NORTH_STREET, replace(SOUTH_STREET, parent="92")])
    assert Area.objects.get(code="912").parent == Area.objects.get(code="92")


def test_an_area_that_is_left_out_ends_today_and_begins_again_when_it_is_back() -> None:
    lay()
    with time_machine.travel("2026-03-01T04:00:00Z"):
        assert load_areas(GROUND[:4]) == Loaded(read=4, unchanged=4, ended=1)
        assert load_areas(GROUND[:4]) == Loaded(read=4, unchanged=4)
    assert Area.objects.get(code="912").valid_until == date(2026, 3, 1)
    assert load_areas(GROUND) == Loaded(read=5, written=1, unchanged=4)
    assert Area.objects.get(code="912").valid_until is None


def test_an_area_that_is_left_out_before_it_begins_never_holds() -> None:
    lay(row("921", "92", valid_from=date(2126, 1, 1)))
    with time_machine.travel("2026-03-01T04:00:00Z"):
        assert load_areas(GROUND) == Loaded(read=5, unchanged=5, ended=1)
        assert load_areas(GROUND) == Loaded(read=5, unchanged=5)
    area = Area.objects.get(code="921")
    assert (area.valid_from, area.valid_until) == (date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (row("", "9", level=1), "“code” is empty."),
        (row("93", "9", zh=""), "“zh” is empty."),
        (row("93", "9", en="x" * 121), "“en” is longer than 120 characters."),
        (row("92", "9"), "The code 92 stands here a second time."),
        (row("93", "8"), "There is no area with the code 8."),
        (row("93"), "It has no area above it, and its level is not 0."),
        (row("93", "92"), "Its level is not greater than that of the area above it."),
        (row("93", "93"), "Its level is not greater than that of the area above it."),
        (row("93", "9", valid_from=LAST_YEAR, valid_until=LONG_AGO), "It ends before it begins."),
    ],
)
def test_a_faulty_area_is_refused_with_its_reason_and_nothing_is_written(given: AreaRow, reason: str) -> None:
    assert load_areas([*GROUND, given]) == Loaded(read=6, problems=[Problem(5, reason)])
    assert list(Area.objects.all()) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (replace(HOUSE, code=""), "“code” is empty."),
        (replace(HOUSE, source=""), "“source” is empty."),
        (replace(HOUSE, area="8"), "There is no area with the code 8."),
        (replace(HOUSE, code="2"), "The code 2 stands here a second time."),
        (replace(HOUSE, number="x" * 41), "“number” is longer than 40 characters."),
        (address("1", number="12号"), "It has neither a name nor a road."),
        (replace(HOUSE, lat=None), "Longitude and latitude go together."),
        (
            replace(HOUSE, lon=30.0, lat=114.0),
            "30.0, 114.0 is not a longitude from -180 to 180 and a latitude from -90 to 90.",
        ),
    ],
)
def test_a_faulty_address_is_refused_with_its_reason_and_nothing_is_written(given: AddressRow, reason: str) -> None:
    lay()
    assert load_addresses([SQUARE, given]) == Loaded(read=2, problems=[Problem(1, reason)])
    assert list(Address.objects.all()) == []


def test_every_fault_of_every_row_is_named_at_once() -> None:
    found = load_areas([row("", level=3, zh=""), CITY, row("93", "8", en="")]).problems
    assert [problem.row for problem in found] == [0, 0, 0, 2, 2]


def test_an_address_that_is_left_out_stays() -> None:
    lay()
    load_addresses([HOUSE, SQUARE])
    assert load_addresses([replace(SQUARE, en="Drum Square")]) == Loaded(read=1, written=1)
    assert [str(found.code) for found in Address.objects.order_by("code")] == ["1", "2"]


def test_two_sources_may_use_the_same_code() -> None:
    lay()
    assert load_addresses([HOUSE, replace(HOUSE, source="other")]) == Loaded(read=2, written=2)


def test_the_number_of_statements_does_not_grow_with_the_rows() -> None:
    lay()

    def statements(count: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            load_addresses([address(str(number), road="沿江路") for number in range(count)])
        Address.objects.all().delete()
        return len(asked)

    statements(1)  # the first of all makes the row of the edition
    assert statements(1) == statements(500)


@pytest.mark.parametrize(
    "columns",
    [
        {"level": 0, "parent_id": 1},
        {"level": 1, "parent_id": None},
        {"valid_from": LAST_YEAR, "valid_until": LONG_AGO},
    ],
)
def test_the_database_itself_refuses_an_area_out_of_place_or_out_of_time(columns: dict[str, Any]) -> None:
    lay()
    city = Area.objects.get(code="9").pk
    given = {"level": 1, "parent_id": city} | columns
    if given["parent_id"]:
        given["parent_id"] = city
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(code="99", zh="错", en="Wrong", **given)


def test_an_address_has_no_room_for_a_person() -> None:
    columns = {field.name for field in Address._meta.get_fields()}
    place = {"road", "number", "estate", "building", "other_names", "zh", "en", "lon", "lat", "area"}
    assert columns == place | {"id", "source", "code", "words", "search"}
