"""Open cases that may be the same matter: which, in which order, why, and for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from huying.base.journal import clock
from huying.cases import beside, nearby, public, sayings
from huying.cases.models import Case
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> stories.City:
    translation.activate("en")
    return stories.city()


HERE = {"lon": stories.WEST[0], "lat": stories.WEST[1]}
NORTH_210 = stories.WEST[1] + 210 / nearby.METRES_A_DEGREE


def matter(city: stories.City, **more: Any) -> nearby.Matter:
    said: dict[str, Any] = {"category": city.category["light"], "text": "路灯不亮", **HERE}
    return nearby.Matter(**said | more)


def found(city: stories.City, **more: Any) -> list[Case]:
    return [near.case for near in nearby.for_staff(city.actor("operator"), matter(city, **more))]


def test_the_closest_of_the_same_category_comes_first_and_says_why(city: stories.City) -> None:
    city.category["light"].keywords = "路灯、不亮"
    city.category["light"].save()
    stories.forget()
    far, close = stories.dispatched(city, lat=NORTH_210), stories.dispatched(city)
    near = nearby.for_staff(city.actor("operator"), matter(city))
    assert [one.case for one in near] == [close, far]
    assert near[1].reasons == ("210 m away", "the same category", "within the hour", "both say 路灯, 不亮")


def test_what_is_far_closed_old_or_another_matter_is_not_offered(city: stories.City) -> None:
    stories.dispatched(city, lon=stories.EAST[0])
    stories.closed(city)
    with clock.at(sayings.lately() - timedelta(days=1)):
        stories.dispatched(city)
    stories.dispatched(city, category=city.category["gas"], text="楼道里有燃气味", danger_over=True, lat=NORTH_210)
    assert found(city) == []


def test_of_another_category_it_is_offered_when_it_says_the_same(city: stories.City) -> None:
    same_words = stories.dispatched(city, category=city.category["roads"], text="路灯不亮")
    assert found(city) == [same_words]


def test_without_a_point_it_is_looked_for_in_the_same_area(city: stories.City) -> None:
    west = stories.dispatched(city)
    stories.dispatched(city, lon=stories.EAST[0])
    assert found(city, lon=None, lat=None, area=city.area["west"]) == [west]
    assert found(city, lon=None, lat=None, area=city.area["city"]) == []
    assert found(city, lon=None, lat=None) == []


def test_nobody_is_offered_what_they_may_not_see(city: stories.City) -> None:
    case = stories.dispatched(city)
    assert nearby.for_staff(city.actor("roads"), matter(city)) == []
    beside.recuse(case, by=city.actor("supervisor"), staff=city.staff["operator"], interest="close")
    assert found(city) == []


def test_the_words_of_a_confidential_case_count_for_nothing(city: stories.City) -> None:
    open_, sealed = stories.dispatched(city), stories.dispatched(city, confidentiality="confidential")
    score = {near.case: near.score for near in nearby.for_staff(city.actor("operator"), matter(city))}
    assert score[open_] > score[sealed]


def test_a_resident_reads_no_more_than_the_public_list_shows(city: stories.City) -> None:
    listed = stories.dispatched(city, category=city.category["roads"], text="路灯不亮", lat=NORTH_210)
    stories.dispatched(city, category=city.category["roads"], confidentiality="confidential")
    stories.dispatched(city, category=city.category["roads"], private_place=True, address="滨河路 12 号")
    joinable = public.joinable(Case.objects.all())
    near = nearby.for_residents(joinable, matter(city, category=city.category["roads"]))
    assert [(one.case, one.reasons) for one in near] == [
        (listed, ("within 300 m", "the same category", "within the hour"))
    ]


def test_it_takes_two_statements_whatever_lies_around(city: stories.City, django_assert_num_queries: Any) -> None:
    for _n in range(3):
        stories.dispatched(city)
    found(city)
    with django_assert_num_queries(2):
        found(city)
