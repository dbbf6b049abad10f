"""The registers, for everybody."""

import pytest

from huying.base.catalogue.models import Category, Reason
from huying.base.journal import editions
from huying.base.units.models import Unit
from tests import stories

from .conftest import Program, says

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somewhere(city: stories.City) -> None:
    """Every test here takes place in the small city."""


def test_areas_come_parents_first_without_borders(anybody: Program) -> None:
    listed = anybody.get("/areas").json()
    assert [(area["code"], area["level"], area["parent"]) for area in listed] == [
        ("1", 0, None),
        ("11", 1, "1"),
        ("111", 2, "11"),
        ("112", 2, "11"),
    ]
    assert listed[2] == {"code": "111", "zh": "西街道", "en": "West Street", "level": 2, "parent": "11"}


def test_borders_of_one_level_come_as_geojson(anybody: Program) -> None:
    west, east = anybody.get("/areas?level=2&geometry=true").json()
    assert (west["geometry"]["type"], west["code"], east["code"]) == ("Polygon", "111", "112")
    assert sorted(west["geometry"]["coordinates"][0])[0] == [114.0, 30.0]
    below = anybody.get("/areas?parent=11&geometry=true").json()
    assert below == [west, east]


def test_all_borders_at_once_are_refused(anybody: Program) -> None:
    answer = anybody.get("/areas?geometry=true")
    assert (answer.status_code, says(answer)) == (
        422,
        {"level": "Borders are given for one level, or for what lies below one area."},
    )


def test_units_come_with_parent_and_area(anybody: Program) -> None:
    units = {unit["code"]: unit for unit in anybody.get("/units").json()}
    assert list(units) == ["0", "01", "02", "03", "04", "11", "111", "1111"]
    assert units["111"] == {
        "code": "111",
        "zh": "西街道办",
        "en": "West Street Office",
        "level": "street",
        "hours": "",
        "phone": "",
        "parent": "11",
        "area": {"code": "111", "zh": "西街道", "en": "West Street"},
    }


def test_categories_tell_what_a_form_needs(anybody: Program) -> None:
    categories = {category["code"]: category for category in anybody.get("/categories").json()}
    assert {code: category["leaf"] for code, category in categories.items()} == {
        "0103": True,
        "02": False,
        "0201": True,
        "0203": True,
    }
    assert categories["0103"]["emergency"] == {"code": "119", "zh": "闻到燃气味", "en": "You smell gas"}
    assert (categories["0203"]["parent"], categories["0203"]["kind"]["code"]) == ("02", "help")
    assert categories["0203"]["questions"] == {}


def test_what_is_retired_is_no_longer_listed(anybody: Program) -> None:
    Category.objects.filter(code="0201").update(retired=True)
    Unit.objects.filter(code="04").update(retired=True)
    editions.changed("catalogue")
    editions.changed("units")
    stories.forget()
    assert "0201" not in [category["code"] for category in anybody.get("/categories").json()]
    assert "04" not in [unit["code"] for unit in anybody.get("/units").json()]


def test_kinds_and_coded_reasons_are_listed(anybody: Program) -> None:
    Reason.objects.create(purpose="pause", code="appraisal", zh="鉴定", en="Appraisal")
    editions.changed("catalogue")
    stories.forget()
    assert anybody.get("/kinds").json() == [{"code": "help", "zh": "求助", "en": "Request for help"}]
    assert {"code": "appraisal", "zh": "鉴定", "en": "Appraisal", "purpose": "pause"} in anybody.get("/reasons").json()
