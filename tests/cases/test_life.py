"""The main job, from a call to its end."""

import pytest

from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Faster, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import SYSTEM, Actor
from huying.cases import beside, followup, handling, intake, queries, responsibility, routing
from huying.cases.models import Case
from huying.cases.words import Outcome, State
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def test_a_call_is_answered_and_its_record_tells_the_story(city: stories.City) -> None:
    receipt = intake.receive(stories.call(city), by=Actor.resident())
    case, resident = receipt.case, Actor.resident(receipt.case.pk)
    decision = responsibility.suggest(case)
    routing.dispatch(case, to=city.unit["lighting"], by=SYSTEM, basis=decision.reason, duty=decision.duty)
    handling.accept(case, by=city.actor("handler"))
    handling.reply(case, by=city.actor("handler"), text="灯已换", result="resolved")
    followup.follow_up(case, by=resident, decision="no", contacted=True, satisfied=1)
    followup.rework(case, by=SYSTEM, reason="not_solved")
    handling.reply(case, by=city.actor("handler"), text="线路已修", result="resolved")
    followup.follow_up(case, by=resident, decision="yes", contacted=True, satisfied=5)

    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.state, fresh.outcome, fresh.rounds, fresh.version) == (State.CLOSED, Outcome.RESOLVED, 1, 8)
    verbs = [event.verb for event in remembered("case", case.pk)]
    assert verbs == ["receive", "dispatch", "accept", "reply", "follow_up", "rework", "reply", "follow_up"]
    assert verify().findings == []
    assert queries.tracked(case.number, receipt.code) == fresh
    assert queries.tracked(case.number, "WRONG-CODE") is None


def test_the_second_of_two_at_once_reads_that_somebody_was_faster(city: stories.City) -> None:
    case = stories.dispatched(city)
    twin = Case.objects.get(pk=case.pk)
    handling.accept(case, by=stories.lead(case))
    with pytest.raises(Faster):
        handling.accept(twin, by=stories.lead(twin))


def test_a_look_at_the_contact_makes_nobodys_form_stale(city: stories.City) -> None:
    case = stories.in_progress(city)
    twin = Case.objects.get(pk=case.pk)
    contact = beside.reveal(case, by=stories.lead(case), purpose="约上门时间")
    assert contact is not None
    assert (contact.name, contact.phone) == ("王敏", "13900001234")
    handling.reply(twin, by=stories.lead(twin), text="已修", result="resolved")
    assert verify().findings == []


def test_the_resident_alone_cannot_accept(city: stories.City) -> None:
    case = stories.dispatched(city)
    with pytest.raises(Refused) as refusal:
        handling.accept(case, by=Actor.resident(case.pk))
    assert refusal.value.reasons == ["只有主办单位或系统可以这样做。"]
