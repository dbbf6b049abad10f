"""The main job, from a call to its end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Faster, Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import beside, followup, handling, intake, pace, queries, reactions, responsibility, routing, telling
from huying.cases.models import Attachment, Case
from huying.cases.states import ENDS
from huying.cases.words import ClockKind, Outcome, State
from tests import stories
from tests.commands import SITUATIONS

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
    contact = beside.reveal(case, by=stories.lead(case), purpose="visit", until=timezone.now() + timedelta(minutes=15))
    assert contact is not None
    assert (contact.name, contact.phone) == ("王敏", "13900001234")
    handling.reply(twin, by=stories.lead(twin), text="已修", result="resolved")
    assert verify().findings == []


def test_the_resident_alone_cannot_accept(city: stories.City) -> None:
    case = stories.dispatched(city)
    with pytest.raises(Refused) as refusal:
        handling.accept(case, by=Actor.resident(case.pk))
    assert refusal.value.reasons == ["只有以下人员可以这样做：主办单位、系统。"]


def test_a_reply_carries_the_evidence_that_its_category_asks_for(city: stories.City) -> None:
    roads = city.category["roads"]
    roads.evidence = ["photo", "basis"]
    roads.save()
    case = stories.in_progress(city, category=roads)
    with pytest.raises(Incomplete) as refusal:
        handling.reply(case, by=stories.lead(case), text="已修", result="resolved")
    assert sorted(refusal.value.fields) == ["basis", "file"]
    handling.hand_down(case, by=stories.lead(case), to=city.unit["community"], basis="社区清单 3")
    photo = Attachment(sha256="0" * 64, name="路.jpg", media_type="image/jpeg", size=1, of_reply=True)
    beside.attach(case, by=stories.lead(case), file=photo)
    inner = Actor(Role.HANDLER, "staff:inner", unit_id=city.unit["community"].pk)
    handling.propose_reply(case, by=inner, text="已修", result="resolved")
    handling.approve_reply(case, by=stories.lead(case), decision="granted", basis="道路条例 1")
    assert (case.state, telling.answer(case)) == (State.REPLIED, "已修")


def test_everybody_whose_report_was_merged_is_answered_and_may_rate(city: stories.City) -> None:
    first, second = stories.in_progress(city), stories.dispatched(city)
    intake.merge(second, into=first, by=city.actor("operator"))
    assert second.papers.running(ClockKind.RESOLVE) != []
    handling.reply(first, by=stories.lead(first), text="已修", result="resolved")
    reactions.answer_merged(first.pk, first.n_events)
    reactions.answer_merged(first.pk, first.n_events)  # at least once means: twice does no harm
    merged = Case.objects.get(pk=second.pk)
    assert (merged.state, merged.outcome, merged.papers.running(ClockKind.RESOLVE)) == ("closed", "merged", [])
    followup.rate(merged, by=Actor.resident(merged.pk), decision="yes", satisfied=4)
    assert [row.solved for row in merged.verdicts.all()] == ["yes"]
    with pytest.raises(Refused):
        followup.rate(merged, by=Actor.resident(merged.pk), decision="no")


def test_unmerged_it_goes_on_as_a_case_of_its_own_with_the_clock_it_had(city: stories.City) -> None:
    first, second = stories.in_progress(city), stories.dispatched(city)
    promised = second.due_at
    intake.merge(second, into=first, by=city.actor("operator"))
    intake.unmerge(second, by=city.actor("supervisor"), reason="是另一盏灯")
    reactions.route(second.pk, second.n_events)
    again = Case.objects.get(pk=second.pk)
    assert (again.state, again.parent, again.outcome, again.due_at) == (State.DISPATCHED, None, "", promised)
    assert verify().findings == []


def test_after_three_returns_the_panel_designates_finally(city: stories.City) -> None:
    case = SITUATIONS["dispatched, designated"](city)
    assert (case.returns, case.designated, case.state) == (3, True, State.DISPATCHED)
    with pytest.raises(Refused) as refusal:
        routing.request_return(
            case, by=stories.lead(case), reason="not_ours", basis="清单", proposed=city.unit["roads"]
        )
    assert refusal.value.reasons == ["裁定小组已最终指定本单位承办，不能再退单。"]


def test_mediation_needs_the_yes_of_every_side(city: stories.City) -> None:
    case = stories.in_progress(city)
    with pytest.raises(Refused) as refusal:
        routing.refer(case, by=stories.lead(case), consents={"楼上": True, "楼下": False})
    assert refusal.value.reasons == ["转调解须各方（至少两方）都同意。"]
    assert Case.objects.get(pk=case.pk).referred is False


def test_only_reaching_the_resident_stops_the_clock_of_first_contact(city: stories.City) -> None:
    case = stories.in_progress(city)
    handling.contact(case, by=stories.lead(case), means="phone", reached=False)
    assert [row.kind for row in case.papers.running(ClockKind.FIRST_CONTACT)] == ["first_contact"]
    handling.contact(case, by=stories.lead(case), means="phone", reached=True)
    assert case.papers.running(ClockKind.FIRST_CONTACT) == []


def test_a_pause_moves_the_promise_by_as_long_as_it_lasted_but_hides_no_breach(city: stories.City) -> None:
    start = timezone.now()
    with clock.at(start):
        case, late = stories.in_progress(city), stories.in_progress(city)
    promised = case.due_at
    assert promised is not None
    for paused, after in ((case, timedelta(days=1)), (late, timedelta(days=8))):
        with clock.at(start + after):
            pace.pause(paused, by=stories.lead(paused), reason="appraisal", until=start + timedelta(days=30))
        with clock.at(start + after + timedelta(days=2)):
            pace.resume(paused, by=stories.lead(paused))
    assert (case.due_at, late.due_at) == (promised + timedelta(days=2), promised)


def test_every_way_to_end_a_case_is_open_where_it_is_honest_and_closed_elsewhere(city: stories.City) -> None:
    for state, reach in ((State.RECEIVED, stories.received), (State.REPLIED, stories.replied)):
        for outcome in Outcome:
            case = reach(city)
            try:
                followup.close(case, by=city.actor("operator"), outcome=outcome, text="已说明", route="市仲裁委")
                closed = True
            except Incomplete:
                closed = False
            assert closed == (outcome in ENDS[state]), (state, outcome)
            assert Case.objects.get(pk=case.pk).outcome == (outcome if closed else "")
