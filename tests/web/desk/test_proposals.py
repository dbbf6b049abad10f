"""The pages of proposals: who reads which, what they cost, and a choice that comes too late."""

import pytest

from huying.insight import proposals, proposing
from huying.insight.models import Choice, Proposal
from tests import stories
from tests.insight.test_proposals import LAST, told, usual

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return stories.city()


@pytest.fixture
def proposal(city):
    told(city, usual() | {LAST: 30})
    (made,) = proposing.find(LAST)
    return made


def test_the_list_costs_the_same_however_long_it_is(city, proposal, client, django_assert_max_num_queries):
    client.force_login(city.staff["supervisor"])
    with django_assert_max_num_queries(12):
        assert client.get("/desk/proposals/").context["proposals"] == [proposal]


def test_the_page_shows_the_newest_of_its_cases(city, proposal, client, django_assert_max_num_queries):
    client.force_login(city.staff["supervisor"])
    with django_assert_max_num_queries(18):
        shown = client.get(f"/desk/proposals/{proposal.pk}/").context
    assert (len(shown["cases"]), shown["n_seen"], shown["days"][-1]) == (20, 30, (LAST, 30))


def test_an_auditor_reads_and_does_not_decide(city, proposal, client):
    client.force_login(city.staff["auditor"])
    shown = client.get(f"/desk/proposals/{proposal.pk}/").context
    assert shown["why_not"]
    answer = client.post(
        f"/desk/proposals/{proposal.pk}/", {"choice": "dismiss", "version": proposal.version, "reason": "不需要"}
    )
    assert answer.status_code == 409
    assert Proposal.objects.get().state == Choice.PROPOSED


def test_what_somebody_else_decided_meanwhile_is_shown_and_nothing_is_lost(city, proposal, client):
    client.force_login(city.staff["supervisor"])
    seen = proposal.version
    proposals.note(proposal, by=city.actor("supervisor"), plan="更换线路")
    answer = client.post(f"/desk/proposals/{proposal.pk}/", {"choice": "dismiss", "version": seen, "reason": "不需要"})
    assert answer.status_code == 409
    assert Proposal.objects.get().state == Choice.NOTED


def test_nothing_is_dismissed_without_a_reason(city, proposal, client):
    client.force_login(city.staff["supervisor"])
    answer = client.post(
        f"/desk/proposals/{proposal.pk}/", {"choice": "dismiss", "version": proposal.version, "reason": " "}
    )
    assert answer.status_code == 422
    assert Proposal.objects.get().state == Choice.PROPOSED


@pytest.mark.parametrize(
    "address", ["/desk/proposals/?stands=nowhere", "/desk/proposals/?after=none", "/desk/proposals/99/"]
)
def test_what_is_not_there_is_not_found(city, client, address):
    client.force_login(city.staff["supervisor"])
    assert client.get(address).status_code == 404
