"""The list of whom to call, and the call: the number on record, what was said, and how a call ends that nobody takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.cases import reactions
from huying.cases.models import Asking, Case, Contact
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
LIST = "/desk/call/back/"


@pytest.fixture
def case(city: stories.City) -> Case:
    """Answered two days ago, and its reporter came by telephone."""
    with clock.at(timezone.now() - timedelta(days=2)):
        case = stories.replied(city, channel="phone")
        reactions.draw(case.pk, case.n_events)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def operator(city: stories.City, case: Case) -> Client:
    return signed_in(city, "operator")


def begun(operator: Client) -> str:
    return str(operator.post(LIST, {"ask": Asking.objects.get().pk}).headers["Location"])


def test_the_number_is_on_no_page_before_somebody_takes_the_call_and_that_is_on_record(
    case: Case, operator: Client
) -> None:
    assert "13900001234" not in operator.get(LIST).content.decode()
    assert "13900001234" not in operator.get(f"{LIST}{case.number}/").content.decode()
    page = operator.get(begun(operator))
    assert page.context["opened"].contact.phone == "13900001234"
    look = remembered("case", case.pk)[-1]
    assert (look.verb, look.facts["purpose"]) == ("reveal", "follow_up")


def test_begun_again_by_the_same_person_it_is_one_look(case: Case, operator: Client) -> None:
    begun(operator)
    begun(operator)
    assert [event.verb for event in remembered("case", case.pk)].count("reveal") == 1


def test_what_was_said_is_noted_with_the_channel(case: Case, operator: Client) -> None:
    done = operator.post(
        begun(operator), {"contacted": "yes", "decision": "partly", "satisfied": "2", "reason": "other"}
    )
    assert (done.status_code, done.headers["Location"]) == (302, LIST)
    facts = remembered("case", case.pk)[-1].facts
    assert (facts["decision"], facts["contacted"], facts["satisfied"], facts["channel"]) == ("partly", True, 2, "phone")


def test_nothing_said_comes_back_with_the_reason(case: Case, operator: Client) -> None:
    refused = operator.post(begun(operator), {"contacted": "yes"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["decision"])


@pytest.mark.parametrize(
    ("do", "ended", "means", "unasked"),
    [("unreached", "", "phone", False), ("visit", "", "visit", False), ("no_more", "no_answer", "phone", True)],
)
def test_a_call_ends_without_an_answer(
    case: Case, operator: Client, do: str, ended: str, means: str, unasked: bool
) -> None:
    operator.post(begun(operator), {"do": do})
    asked = Asking.objects.get()
    assert (asked.ended_as, asked.means, Contact.objects.get().unasked) == (ended, means, unasked)
    assert list(operator.get(LIST).context["askings"]) == []


def test_a_visit_is_noted_as_one(case: Case, operator: Client) -> None:
    page = begun(operator)
    operator.post(page, {"do": "visit"})
    assert list(operator.get(LIST).context["visits"]) == [Asking.objects.get()]
    operator.post(page, {"decision": "yes"})
    assert case.verdicts.get().channel == "visit"


@pytest.mark.parametrize("who", ["field", "supervisor"])
def test_whoever_comes_notes_what_was_said(city: stories.City, case: Case, operator: Client, who: str) -> None:
    operator.post(begun(operator), {"do": "visit"})
    visitor = signed_in(city, who)
    assert list(visitor.get(LIST).context["visits"]) == [Asking.objects.get()]
    assert visitor.post(f"{LIST}{case.number}/", {"decision": "yes"}).status_code == 302
    assert case.verdicts.get().channel == "visit"


@pytest.mark.parametrize("who", ["field", "supervisor"])
def test_nobody_comes_unasked_or_from_the_unit_that_handles_it(
    city: stories.City, case: Case, operator: Client, who: str
) -> None:
    assert signed_in(city, who).get(f"{LIST}{case.number}/").status_code == 409
    operator.post(begun(operator), {"do": "visit"})
    Case.objects.update(inner_unit=city.staff[who].unit)
    inside = signed_in(city, who)
    assert list(inside.get(LIST).context["visits"]) == []
    assert inside.post(f"{LIST}{case.number}/", {"decision": "yes"}).status_code == 409


def statements(operator: Client, page: str) -> int:
    """How many read something, to show this page."""
    with CaptureQueriesContext(connection) as made:
        assert operator.get(page).status_code == 200
    return sum(query["sql"].startswith("SELECT") for query in made)


def test_a_list_of_many_costs_no_more_statements(city: stories.City, case: Case, operator: Client) -> None:
    with clock.at(timezone.now() - timedelta(days=2)):
        for _n in range(3):
            more = stories.replied(city, channel="phone")
            reactions.draw(more.pk, more.n_events)
    operator.get(LIST)
    assert len(operator.get(LIST).context["askings"]) == 4
    assert statements(operator, LIST) <= 12
    assert statements(operator, begun_first(operator)) <= 18


def begun_first(operator: Client) -> str:
    return str(operator.post(LIST, {"ask": Asking.objects.order_by("pk")[0].pk}).headers["Location"])
