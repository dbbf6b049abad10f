"""Where the duty list names nobody, and where it names two."""

import pytest

from huying.base.journal import editions
from huying.base.places import register as places
from huying.base.units.models import Duty
from huying.cases import coverage, rerouting
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def report() -> coverage.Report:
    editions.changed("units")
    stories.forget()
    return coverage.report(rerouting.now(), places.today())


def test_a_list_that_names_somebody_everywhere_has_no_gap(city: stories.City) -> None:
    found = report()
    assert (list(found.gaps), list(found.overlaps), list(found.idle)) == ([], [], [])


def test_a_gap_is_the_largest_area_without_anybody(city: stories.City) -> None:
    Duty.objects.filter(item="3").delete()  # roads, everywhere
    gaps = [(gap.category, gap.area) for gap in report().gaps]
    assert gaps == [(city.category["roads"], city.area["east"])]


def test_without_any_item_the_whole_city_is_one_gap(city: stories.City) -> None:
    Duty.objects.filter(category=city.category["gas"]).delete()
    assert [(gap.category, gap.area) for gap in report().gaps] == [(city.category["gas"], city.area["city"])]


def test_two_units_for_the_same_are_an_overlap_unless_one_comes_first(city: stories.City) -> None:
    more = Duty.objects.create(item="9", unit=city.unit["gas"], category=city.category["light"])
    assert [[duty.item for duty in each.duties] for each in report().overlaps] == [["1", "9"]]
    Duty.objects.filter(pk=more.pk).update(priority=1)
    assert list(report().overlaps) == []


def test_an_item_of_a_unit_that_is_gone_is_idle_and_leaves_a_gap(city: stories.City) -> None:
    city.unit["gas"].retired = True
    city.unit["gas"].save()
    found = report()
    assert ([duty.item for duty in found.idle], [gap.category for gap in found.gaps]) == (["4"], [city.category["gas"]])
