"""The dispatcher decides what nobody could route and what units say is not theirs, with all reasons on one page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.units.roles import Actor, Role
from huying.cases import routing
from huying.cases.models import Case
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def dispatcher(city: stories.City) -> Client:
    return signed_in(city, "dispatcher")


def disputed(city: stories.City, **given: Any) -> Case:
    """Dispatched to lighting, which says that it belongs to roads."""
    case = stories.dispatched(city, **given)
    routing.request_return(case, by=stories.lead(case), reason="other", basis="清单 3", proposed=city.unit["roads"])
    return case


def decided(browser: Client, case: Case, choice: str, **more: str) -> Any:
    fresh = Case.objects.get(pk=case.pk)
    given = {"version": str(fresh.version), "choice": choice, "list": "returns", **more}
    return browser.post(f"/desk/dispatching/{case.number}/", given)


def test_the_reasons_of_a_return_stand_side_by_side(city: stories.City, dispatcher: Client) -> None:
    case = disputed(city)
    page = dispatcher.get("/desk/dispatching/?list=returns").context
    assert (page["case"], page["asked"].basis, page["proposed"]) == (case, "清单 3", city.unit["roads"])
    assert page["suggestion"].unit == city.unit["lighting"]
    assert [option.value for option in page["options"]] == ["refuse", "03"]


def test_a_return_is_granted_to_the_proposed_unit(city: stories.City, dispatcher: Client) -> None:
    case = disputed(city)
    answer = decided(dispatcher, case, "03")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/dispatching/?list=returns")
    assert Case.objects.get(pk=case.pk).unit == city.unit["roads"]


def test_a_return_is_refused_and_stays(city: stories.City, dispatcher: Client) -> None:
    case = disputed(city)
    decided(dispatcher, case, "refuse")
    assert Case.objects.get(pk=case.pk).unit == city.unit["lighting"]
    assert case.requests.get().decision == "refused"


def test_earlier_decisions_in_like_cases_are_shown(city: stories.City, dispatcher: Client) -> None:
    earlier = disputed(city)
    decided(dispatcher, earlier, "03")
    disputed(city)
    page = dispatcher.get("/desk/dispatching/?list=returns").context
    assert [(each.number, each.granted, each.has_it) for each in page["earlier"]] == [
        (earlier.number, True, city.unit["roads"])
    ]
    assert [(each.unit, each.n, each.of) for each in page["usual"]] == [(city.unit["roads"], 1, 1)]


def test_what_nobody_could_route_goes_where_the_dispatcher_says(city: stories.City, dispatcher: Client) -> None:
    case = stories.received(city, category=None)
    assert dispatcher.get("/desk/dispatching/").context["suggestion"].unit is None
    decided(dispatcher, case, "other", to="03", reason="路面")
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.unit, fresh.assignments.get().basis) == (city.unit["roads"], "路面")


def test_where_the_duty_list_knows_by_now_its_item_is_the_basis(city: stories.City, dispatcher: Client) -> None:
    case = stories.received(city)
    decided(dispatcher, case, "02")
    assert case.assignments.get().duty_item == "1"


def test_without_a_choice_nothing_happens(city: stories.City, dispatcher: Client) -> None:
    case = stories.received(city)
    answer = decided(dispatcher, case, "")
    assert (answer.status_code, Case.objects.get(pk=case.pk).unit) == (409, None)


def test_who_was_slower_sees_how_it_stands_now(city: stories.City, dispatcher: Client) -> None:
    case = stories.received(city)
    version = case.version
    routing.dispatch(case, to=city.unit["gas"], by=Actor(Role.DISPATCHER, "staff:0"), basis="x")
    answer = dispatcher.post(f"/desk/dispatching/{case.number}/", {"version": version, "choice": "02"})
    assert (answer.status_code, Case.objects.get(pk=case.pk).unit) == (409, city.unit["gas"])


def test_who_dispatched_it_reads_why_somebody_else_decides(city: stories.City, dispatcher: Client) -> None:
    case = stories.received(city)
    routing.dispatch(case, to=city.unit["lighting"], by=city.actor("dispatcher"), basis="x")
    routing.request_return(case, by=stories.lead(case), reason="other", basis="清单 3", proposed=city.unit["roads"])
    page = dispatcher.get("/desk/dispatching/?list=returns")
    assert page.context["why_not"] != ""
    assert decided(dispatcher, case, "03").status_code == 409


def test_long_term_and_provisional_ones_have_lists_of_their_own(city: stories.City, dispatcher: Client) -> None:
    stories.dispatched(city)
    numbers = {name: n for name, _title, n in dispatcher.get("/desk/dispatching/?list=parked").context["tabs"]}
    assert set(numbers) == {"undispatched", "returns", "parked", "provisional"}


@pytest.mark.parametrize("n", [1, 6])
def test_the_page_costs_the_same_however_long_the_queue(n: int, city: stories.City, dispatcher: Client) -> None:
    for _each in range(n):
        disputed(city)
    dispatcher.get("/desk/dispatching/?list=returns")
    with CaptureQueriesContext(connection) as asked:
        dispatcher.get("/desk/dispatching/?list=returns")
    assert len([each for each in asked if "SELECT" in each["sql"] and "journal_edition" not in each["sql"]]) <= 16
