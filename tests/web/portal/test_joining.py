"""Is it one of these? Joining an open case instead of telling the same again."""

import re
from typing import Any

import pytest
from django.test import Client

from huying.base.journal.memory import remembered
from huying.cases import handling, publishing, reactions
from huying.cases.models import Case
from huying.cases.words import Outcome, State
from tests import stories

from .conftest import Page
from .test_report import ME, ticket

POTHOLE = {"text": "滨河路上有个坑", "category": "0201"}
HERE = {"lon": str(stories.WEST[0]), "lat": str(stories.WEST[1])}
SENT = "王敏在路口摔倒了，路面塌了"


@pytest.fixture
def go(client: Client) -> Any:
    def press(page: Page | None, to: int, **filled: Any) -> Page:
        return Page(client.post("/report/", {**(page.fields if page else {}), **filled, "to": str(to)}))

    return press


def other(city: stories.City, **given: Any) -> Case:
    return stories.in_progress(city, **{"category": city.category["roads"], "text": SENT} | given)


def last_step(client: Client, go: Any) -> Page:
    return go(go(Page(client.get("/report/")), 2, **POTHOLE), 3, **HERE)


def offered(page: Page) -> list[str]:
    return [token for token in re.findall(r'name="join"\s+value="([^"]*)"', page.body) if token]


def test_what_is_offered_shows_no_more_than_everybody_may_know(city: stories.City, client: Client, go: Any) -> None:
    other(city)
    page = last_step(client, go)
    assert len(offered(page)) == 1
    assert not any(word in page.body for word in ("摔倒", "王敏", "13900001234"))
    publishing.publish(Case.objects.get(), by=city.actor("dispatcher"), text="西街道路面塌陷")
    assert "西街道路面塌陷" in last_step(client, go).body


def test_who_joins_gets_a_number_of_their_own_the_answer_and_the_last_word(
    city: stories.City, client: Client, go: Any
) -> None:
    first = other(city)
    page = last_step(client, go)
    receipt = go(page, 4, join=offered(page)[0], **ME)
    number, code = ticket(receipt)
    mine = Case.objects.get(number=number)
    assert (mine.outcome, mine.parent) == (Outcome.MERGED, first)
    handling.reply(Case.objects.get(pk=first.pk), by=stories.lead(first), text="已填平", result="resolved")
    reactions.answer_merged(first.pk, 0)
    tracked = client.get(client.post("/track/", {"number": number, "code": code})["Location"]).content.decode()
    assert ("已填平" in tracked, 'name="rate-decision"' in tracked) == (True, True)


def test_something_else_stays_a_case_of_its_own(city: stories.City, client: Client, go: Any) -> None:
    other(city)
    number, _code = ticket(go(last_step(client, go), 4, join="", **ME))
    assert Case.objects.get(number=number).state == State.RECEIVED


@pytest.mark.parametrize("token", ["made-up", "1"])
def test_only_what_was_offered_can_be_joined(city: stories.City, client: Client, go: Any, token: str) -> None:
    other(city)
    number, _code = ticket(go(last_step(client, go), 4, join=token, **ME))
    assert Case.objects.get(number=number).parent is None


def test_what_was_answered_meanwhile_is_not_joined_and_the_report_is_not_lost(
    city: stories.City, client: Client, go: Any
) -> None:
    first = other(city)
    page = last_step(client, go)
    handling.reply(first, by=stories.lead(first), text="已填平", result="resolved")
    number, _code = ticket(go(page, 4, join=offered(page)[0], **ME))
    assert (Case.objects.get(number=number).state, Case.objects.count()) == (State.RECEIVED, 2)


@pytest.mark.parametrize(
    "given",
    [{"confidentiality": "confidential"}, {"private_place": True}, {"lon": stories.EAST[0], "lat": stories.EAST[1]}],
)
def test_private_matters_and_far_ones_are_not_offered(
    city: stories.City, client: Client, go: Any, given: dict[str, Any]
) -> None:
    other(city, **given)
    assert offered(last_step(client, go)) == []


def test_a_joined_case_was_joined_by_its_resident(city: stories.City, client: Client, go: Any) -> None:
    other(city)
    page = last_step(client, go)
    go(page, 4, join=offered(page)[0], **ME)
    told = remembered("case", Case.objects.latest("pk").pk)
    assert [(event.verb, event.by) for event in told] == [("receive", "resident"), ("join", "resident")]
