"""What belongs to a case: for whoever may see it, and never by person."""

import pytest

from huying.cases import intake, relating
from huying.cases.models import Case
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


def related(case: Case, city: stories.City, who: str) -> list[tuple[int, str]]:
    return [(one.case.pk, str(one.how)) for one in relating.related(Case.objects.get(pk=case.pk), city.actor(who))]


def test_merged_told_before_and_at_the_same_place_each_say_how(city: stories.City, settings: object) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    there = {"address": "滨河路 12 号"}
    first = stories.closed(city, **there)
    case = stories.dispatched(city, earlier=first.number, **there)
    beside = stories.in_progress(city, **there)
    child = stories.received(city)
    intake.merge(child, into=case, by=city.actor("operator"))
    stories.received(city, address="滨河路 13 号")
    assert related(case, city, "operator") == [
        (child.pk, "merged into this"), (first.pk, "told before"), (beside.pk, "same place"),
    ]  # fmt: skip
    assert related(child, city, "operator") == [(case.pk, "goes on there")]
    assert related(first, city, "operator") == [(case.pk, "told again"), (beside.pk, "same place")]


def test_a_unit_reads_of_no_case_it_may_not_see(city: stories.City) -> None:
    there = {"address": "滨河路 12 号"}
    light = stories.dispatched(city, **there)
    road = stories.dispatched(city, category=city.category["roads"], **there)
    assert related(light, city, "handler") == []
    assert [pk for pk, _how in related(light, city, "operator")] == [road.pk]


def test_a_home_and_an_unknown_place_lead_nowhere(city: stories.City) -> None:
    stories.dispatched(city, area=None, lon=None, lat=None)
    nowhere = stories.received(city, category=None, lon=None, lat=None)
    assert related(nowhere, city, "operator") == []


def test_it_costs_two_statements_however_much_happened_there(
    city: stories.City, django_assert_num_queries: object
) -> None:
    cases = [stories.dispatched(city, address="滨河路 12 号") for _n in range(relating.MOST + 3)]
    case = Case.objects.get(pk=cases[0].pk)
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = relating.related(case, city.actor("operator"))
    assert [one.case.pk for one in found] == [case.pk for case in cases[:2:-1]]
