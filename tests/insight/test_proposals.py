"""What surges or recurs in the cases is proposed once; a person decides, and a joint case is a case like any other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from huying.base.journal import clock, history, rows
from huying.base.journal.memory import remembered, said
from huying.base.journal.refusals import Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor
from huying.cases import intake
from huying.cases.models import Case, Contact
from huying.cases.words import Channel
from huying.insight import cells, proposals, proposing
from huying.insight.models import Choice, Proposal, Sign
from huying.insight.states import LIFE
from tests import stories

pytestmark = pytest.mark.django_db

LAST = date(2026, 11, 19)
"""A Thursday; the morning after, the night's work is done."""
MORNING = datetime(2026, 11, 20, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def told(city, by_day, **given):
    """So many calls on each of these days, a quarter of an hour apart from nine o'clock on."""
    with history.replay() as past:
        for day, n in by_day.items():
            for place, key in enumerate(rows.reserve(Case, n)):
                at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(minutes=15 * place)
                with clock.at(at):
                    intake.receive(stories.call(city, phone="", name="", **given), by=Actor.resident(), key=key)
        past.flush()


def usual(until=LAST, weeks=12):
    """One call a day, two on Mondays."""
    return {until - DAY * n: 1 + ((until - DAY * n).weekday() == 0) for n in range(weeks * 7)}


@pytest.fixture
def city():
    return stories.city()


@pytest.fixture
def surge(city):
    told(city, usual() | {LAST: 12})
    return city


@pytest.fixture
def proposal(surge):
    return proposing.find(LAST)[0]


def test_a_surge_is_proposed_with_its_cases_where_it_happened(surge):
    (found,) = proposing.find(LAST)
    assert (found.sign, found.area, found.category, found.state) == (
        Sign.SURGE, surge.area["west"], surge.category["light"], Choice.PROPOSED,
    )  # fmt: skip
    assert (found.until, found.seen) == (LAST, proposals.cases(found).count())
    assert 0.8 < found.expected / found.why["days"] < 2
    (event,) = remembered(LIFE.life, found.pk)
    assert (event.verb, event.by, event.facts["seen"]) == ("propose", "system", found.seen)
    assert verify().findings == []


def test_the_night_done_again_proposes_nothing_twice(surge):
    assert len(proposing.find(LAST)) == 1
    assert proposing.find(LAST) == []
    assert Proposal.objects.count() == 1


def test_two_at_once_propose_nothing_twice(surge, monkeypatch):
    (found,) = cells.surging(LAST, 20)
    proposing.propose(found)
    monkeypatch.setattr(Proposal.objects, "filter", lambda **_cell: Proposal.objects.none())
    assert proposing._proposed(found) is None
    assert Proposal.objects.count() == 1


def test_a_surge_that_goes_on_is_the_same_whatever_was_chosen(surge, proposal):
    proposals.dismiss(proposal, by=surge.actor("supervisor"), reason="检修，已公告")
    told(surge, {LAST + DAY: 14})
    assert proposing.find(LAST + DAY) == []
    proposal.refresh_from_db()
    assert (proposal.until, proposal.state) == (LAST + DAY, Choice.DISMISSED)
    assert proposal.seen == proposals.cases(proposal).count()
    assert [event.verb for event in remembered(LIFE.life, proposal.pk)] == ["propose", "dismiss", "go_on"]


def test_what_the_city_reports_itself_is_no_surge(city):
    told(city, usual())
    told(city, {LAST: 30}, channel=Channel.FIELD)
    assert proposing.find(LAST) == []


def test_with_four_weeks_at_most_nothing_is_proposed(city):
    told(city, usual(weeks=4) | {LAST: 12})
    assert proposing.find(LAST) == []


def test_a_joint_case_is_a_real_case_without_a_contact_that_names_the_others(surge, proposal):
    with clock.at(MORNING):
        case = proposals.join(proposal, by=surge.actor("supervisor"), text="")
    case.refresh_from_db()
    assert (case.category, case.area, case.channel, case.reply_wanted) == (
        surge.category["light"], surge.area["west"], Channel.OWN, False,
    )  # fmt: skip
    assert not Contact.objects.filter(case=case).exists()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.case) == (Choice.JOINED, case)
    facts = remembered(LIFE.life, proposal.pk)[-1].facts
    assert facts["case"] == case.number
    assert set(proposals.told_in(case, surge.actor("supervisor"))) == set(proposals.cases(proposal))
    member = proposals.cases(proposal)[0]
    assert not proposals.told_in(member, surge.actor("supervisor")).exists()
    assert [*proposals.joint_for(member, surge.actor("supervisor"))] == [case]
    assert not proposals.joint_for(case, surge.actor("supervisor")).exists()
    assert not proposals.joint_for(stories.received(surge), surge.actor("supervisor")).exists()
    assert set(facts["cases"]) == {*proposals.cases(proposal).values_list("number", flat=True)}


def test_a_proposal_opens_one_case_and_is_decided_once(surge, proposal):
    by = surge.actor("supervisor")
    proposals.note(proposal, by=by, plan="更换整条街的线路")
    n_cases = Case.objects.count()
    with pytest.raises(Refused):
        proposals.join(proposal, by=by, text="")
    assert Case.objects.count() == n_cases


def test_only_a_supervisor_decides_and_the_reason_is_kept_without_numbers(surge, proposal):
    for name in ("dispatcher", "handler", "auditor"):
        with pytest.raises(Refused):
            proposals.dismiss(proposal, by=surge.actor(name), reason="不需要")
    proposals.dismiss(proposal, by=surge.actor("supervisor"), reason="已与 13900001234 说好")
    kept = said(LIFE.life, proposal.pk)[2]["reason"]
    assert "13900001234" not in kept
    assert "说好" in kept


def test_a_supervisor_may_not_file_any_other_call(city):
    with pytest.raises(Refused):
        intake.receive(stories.call(city), by=city.actor("supervisor"))


def test_who_sees_proposals(surge, proposal):
    seen = {
        name: proposals.visible_to(surge.actor(name)).count()
        for name in ("supervisor", "auditor", "dispatcher", "handler")
    }
    assert seen == {"supervisor": 1, "auditor": 1, "dispatcher": 0, "handler": 0}


def test_a_place_that_tells_again_and_again_is_proposed(city):
    weekly = {LAST - DAY * 7 * n: 1 for n in range(10)}
    told(city, weekly, address="滨河路 12 号")
    for n in range(30):
        told(city, {LAST - DAY * (3 + 5 * n): 1}, address=f"滨河路 {100 + n} 号")
    (found,) = proposing.find(LAST)
    assert (found.sign, found.address, found.seen, found.why["weeks"]) == (Sign.RECURRING, "滨河路 12 号", 10, 10)
    assert proposals.cases(found).count() == 10
    assert proposing.find(LAST + DAY) == []


def test_a_home_is_never_a_place_that_recurs(city):
    told(city, {LAST - DAY * 7 * n: 1 for n in range(10)}, address="滨河路 12 号 3 单元 402", private_place=True)
    assert proposing.find(LAST) == []
