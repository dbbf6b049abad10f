"""云溪市, the made-up city, is whole: it loads without a problem and is written back byte for byte."""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import SYSTEM, Role
from huying.cases.deciding import Matter, decide
from huying.web import setup

YUNXI = Path(__file__).parents[2] / "samples" / "yunxi"
WORKING_DAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # Friday, 11 o'clock in 云溪
SUNDAY_NIGHT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # Monday, 2 o'clock in 云溪


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield setup.load(YUNXI, by=SYSTEM)
        transaction.set_rollback(True)


@pytest.fixture
def summary(loaded, db):
    return loaded


def decided(category, area, at=WORKING_DAY):
    book = catalogue.current()
    chain = [book.categories[pk] for pk in book.chain(book.by_code[category].pk)]
    return decide(Matter(chain, places.path(places.current().by_code[area])[::-1], at), units.current())


def test_it_loads_without_a_problem_and_a_second_time_changes_nothing(summary):
    assert (summary.problems, summary.remarks, summary.refused) == ([], [], 0)
    again = setup.load(YUNXI, by=SYSTEM)
    assert (again.written, again.unchanged, again.ended) == (0, again.read, 0)


def test_it_has_three_districts_twelve_streets_sixty_communities_and_six_hundred_cells(summary):
    assert Counter(area.level for area in places.tree()) == {0: 1, 1: 3, 2: 12, 3: 60, 4: 600}


def test_its_catalogue_has_43_categories_in_10_groups_and_six_kinds_in_both_languages(summary):
    book = catalogue.current()
    assert (len(book.leaves()), len(book.children[None]), len(book.kinds)) == (43, 10, 6)
    emergencies = [found for found in book.leaves() if found.emergency_number]
    assert len(emergencies) == 8
    assert all(found.emergency_zh != found.emergency_en for found in emergencies)
    assert len({found.open311 for found in book.leaves()} - {""}) == 43


def test_units_of_every_level_hold_duties_or_stand_above_those_that_do(summary):
    assert Counter(unit.level for unit in units.current().by_id.values()) == {
        "city": 1, "hotline": 1, "department": 23, "utility": 5, "district": 3, "street": 12, "community": 3, "committee": 13,
    }  # fmt: skip


def test_there_is_staff_of_every_role(summary):
    assert set(Staff.objects.values_list("role", flat=True)) == set(Role) - {Role.RESIDENT, Role.SYSTEM}


def test_every_category_has_a_unit_everywhere_in_the_city(summary):
    streets = [area.code for area in places.tree() if area.level == 2]
    nobody = [
        (c.code, code) for c in catalogue.current().leaves() for code in streets if decided(c.code, code).unit is None
    ]
    assert nobody == []


def test_street_lights_in_binhe_street_belong_to_the_city_lighting_office_by_item_14(summary):
    found = decided("0203", "990102001")
    assert (found.unit.en, found.duty.item) == ("City Lighting Office", "14")


@pytest.mark.parametrize(
    ("category", "area", "unit"),
    [
        ("0401", "990102001", "990102001"),  # the night market of 滨河街道
        ("0401", "990102002", "public_security"),
        ("0201", "990103003", "990103003"),  # the roads of 石桥镇
        ("0201", "990103004", "roads"),
        ("0301", "99010100100101", "990101001"),
        ("0302", "990101001", "urban_management"),
        ("0504", "990102001001", "990102001001"),  # a community, by its clause
        ("0504", "990102001003", "fire"),
    ],
)
def test_the_most_specific_duty_wins(summary, category, area, unit):
    assert decided(category, area).unit.code == unit


@pytest.mark.parametrize(("category", "unit"), [("0103", "gas"), ("0105", "drainage"), ("0502", "gov")])
def test_what_is_urgent_finds_somebody_at_night(summary, category, unit):
    assert decided(category, "990102001", SUNDAY_NIGHT).unit.code == unit


def test_it_is_written_back_byte_for_byte(summary, tmp_path):
    setup.write(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {
        path.name: path.read_bytes() for path in YUNXI.iterdir() if path.suffix in {".csv", ".yaml", ".geojson"}
    }


def test_its_accounts_are_named_by_what_they_do(summary):
    with (YUNXI / "staff.csv").open() as file:
        assert {row["en"].split(",")[0] for row in csv.DictReader(file)} == {
            "Handler", "Duty officer", "Answering desk", "Supervisor", "Operator", "Night operator", "Dispatcher",
            "Dispute panel", "Administrator", "Security officer", "Auditor", "Grid worker", "Yunxi Gas system",
            "Court system", "Mediator", "Old Liang", "Reception", "Second mediator",
        }  # fmt: skip
