"""Saying whether it was solved by the link of a message: once, without a code, and nothing else of the case."""

import pytest
from django.test import Client

from huying.base.journal.memory import remembered
from huying.base.units.roles import Actor
from huying.cases import followup, reactions
from huying.cases.models import Case, Contact
from huying.notices import rating
from tests import stories

pytestmark = pytest.mark.django_db
SAID = {"key": "k1", "decision": "no", "reason": "", "contacted": "false", "satisfied": "2", "text": "还是不亮"}


@pytest.fixture
def case(city: stories.City) -> Case:
    case = stories.replied(city)
    reactions.draw(case.pk, case.n_events)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def path(case: Case, round_: int = 0) -> str:
    link = rating.link(case, round_)
    return link[link.index("/rate/") :]


def test_what_is_said_by_the_link_counts_as_said_by_the_link(case: Case, client: Client) -> None:
    done = client.post(path(case), SAID, follow=True)
    assert (done.status_code, done.context["form"], done.context["said"].solved) == (200, None, "no")
    last = remembered("case", case.pk)[-1]
    assert (last.verb, last.by) == ("follow_up", "resident")
    assert {name: last.facts[name] for name in ("decision", "contacted", "satisfied", "channel", "round")} == {
        "decision": "no", "contacted": False, "satisfied": 2, "channel": "link", "round": 0,
    }  # fmt: skip


def test_a_second_word_changes_nothing(case: Case, client: Client) -> None:
    client.post(path(case), SAID)
    again = client.post(path(case), SAID | {"key": "k2", "decision": "yes"})
    assert (again.status_code, [row.solved for row in case.verdicts.all()]) == (409, ["no"])


def test_an_empty_form_says_what_is_missing(case: Case, client: Client) -> None:
    refused = client.post(path(case), {"key": "k1"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["decision"])


def test_a_link_of_an_earlier_round_asks_nothing_more(city: stories.City, case: Case, client: Client) -> None:
    followup.follow_up(case, by=Actor.resident(case.pk), decision="no")
    followup.rework(Case.objects.get(pk=case.pk), by=city.actor("supervisor"), reason="not_solved")
    page = client.get(path(case))
    assert (page.context["form"], page.context["said"].solved) == (None, "no")
    assert client.post(path(case), SAID).status_code == 409


def test_no_more_questions_is_one_press(case: Case, client: Client) -> None:
    client.post(path(case), {"stop": "1"})
    assert Contact.objects.get(case=case).unasked
    assert client.get(path(case)).context["out"] is True


def test_looking_says_nothing_for_anybody(case: Case, client: Client) -> None:
    client.get(path(case))
    assert remembered("case", case.pk)[-1].verb == "draw"
