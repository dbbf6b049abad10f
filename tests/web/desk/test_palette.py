"""The palette finds a case by its number, a page and a verb of the case at hand; for every role what it may ask for; nobody by person."""

import pytest
from django.urls import reverse

from huying.base.units.roles import Role
from huying.cases.states import LIFE
from huying.web import menu
from huying.web.desk.acts import ACTS
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


def found(city: stories.City, who: str, typed: str = "", here: str = "") -> dict[str, list[str]]:
    answer = signed_in(city, who).post("/desk/palette/", {"q": typed, "here": here})
    return {title: [option.verb or option.url for option in options] for title, options in answer.context["groups"]}


def test_a_case_is_found_by_the_beginning_of_its_number_by_whoever_may_see_it(city: stories.City) -> None:
    light = stories.dispatched(city)
    road = stories.dispatched(city, category=city.category["roads"])
    day, of = light.number[:6], "/desk/case/{0.number}/".format
    assert found(city, "dispatcher", day)["Cases"] == [of(light), of(road)]
    assert found(city, "handler", day)["Cases"] == [of(light)]
    assert found(city, "handler", light.number.replace("-", " "))["Cases"] == [of(light)]
    assert (found(city, "handler", road.number), found(city, "admin", light.number)) == ({}, {})
    assert found(city, "dispatcher", day[:5]) == {}


def test_the_verbs_of_the_case_at_hand_are_those_that_are_possible(city: stories.City) -> None:
    case = stories.in_progress(city)
    possible = LIFE.possible(case, by=city.actor("handler"))
    assert found(city, "handler", here=case.number)["This case"] == [verb for verb in ACTS if possible.get(verb) == ""]
    assert found(city, "handler", "reply", here=case.number) == {"This case": ["reply"]}
    assert "This case" not in found(city, "roads", here=case.number)


@pytest.mark.parametrize(
    "who", [role.value for role in Role if role not in (Role.RESIDENT, Role.SYSTEM, Role.INTEGRATOR, Role.MEDIATOR)]
)
def test_every_role_finds_the_pages_of_its_menu_and_each_opens(city: stories.City, who: str) -> None:
    client = signed_in(city, who)
    pages = found(city, who)["Pages"]
    assert {reverse(name) for name in menu.pages(city.staff[who])} - {*pages} == set()
    assert {address: client.get(address).status_code for address in pages if address != reverse("desk:me")} == {
        address: 200 for address in pages if address != reverse("desk:me")
    }


@pytest.mark.parametrize("typed", ["13812345678", "wang@example.org", "11010519491231002X"])
def test_nothing_is_looked_for_by_person(city: stories.City, typed: str) -> None:
    stories.in_progress(city)
    answer = signed_in(city, "operator").post("/desk/palette/", {"q": typed})
    assert (answer.context["groups"], bool(answer.context["refused"])) == ([], True)


def test_no_address_keeps_what_was_typed(city: stories.City) -> None:
    assert signed_in(city, "operator").get("/desk/palette/?q=1").status_code == 405
