"""Was it solved? Silence, what a bad verdict and "not solved" set going, reading by others, and what does not count."""

from datetime import timedelta

import pytest

from huying.base.catalogue.models import Reason
from huying.base.journal import clock, editions
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor
from huying.base.worktime.periods import Period
from huying.cases import (
    cross_reading,
    deadlines,
    followup,
    handling,
    intake,
    queries,
    reactions,
    routing,
    standing,
    verdicts,
    watch,
)
from huying.cases.models import Asking, Clock, Reach, Reading
from huying.cases.words import ClockKind, Means, Outcome, State
from tests import stories
from tests.cases.asked import answered, fresh, late, resident, rule

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def city() -> stories.City:
    return stories.city()


# -- silence


def test_whoever_is_left_without_an_answer_is_asked_when_the_time_is_up_and_again_after_the_answer(
    city: stories.City,
) -> None:
    case = late(city)
    asked = case.askings.get()
    assert (asked.answered, asked.means, case.state) == (False, Means.LINK, State.IN_PROGRESS)
    followup.rate(case, by=resident(case), decision="no", contacted=False, satisfied=1, channel="link")
    assert fresh(case).state == State.IN_PROGRESS
    with pytest.raises(Refused):
        followup.rate(fresh(case), by=resident(case), decision="yes")
    handling.reply(fresh(case), by=stories.lead(case), text="灯已修好", result="resolved")
    reactions.draw(case.pk, fresh(case).n_events)
    followup.follow_up(fresh(case), by=resident(case), decision="yes", contacted=True, satisfied=4)
    assert [(row.solved, row.answered) for row in case.verdicts.all()] == [("yes", True)]
    told = [event.facts["decision"] for event in remembered("case", case.pk) if event.verb in ("rate", "follow_up")]
    assert told == ["no", "yes"]


def test_no_answer_in_time_ends_as_no_answer_and_never_as_solved(city: stories.City) -> None:
    case, merged, silent = answered(city), stories.received(city), late(city)
    asked = case.askings.get()
    assert reactions.end_asking() == 0
    intake.merge(merged, into=stories.received(city), by=city.actor("operator"))
    with clock.at(max(asked.ends_at, silent.askings.get().ends_at) + DAY):
        assert reactions.end_asking() == 2
        assert reactions.end_asking() == 0
    assert (fresh(case).state, fresh(case).outcome) == (State.CLOSED, Outcome.NO_ANSWER)
    assert fresh(silent).state == State.IN_PROGRESS
    last = remembered("case", silent.pk)[-1]
    assert (last.verb, last.facts["decision"], last.by) == ("rate", "no_answer", "system")
    assert (case.verdicts.count(), silent.verdicts.count()) == (0, 0)


def test_every_merged_reporter_is_drawn_and_has_a_word_of_their_own(city: stories.City) -> None:
    first, second = stories.in_progress(city), stories.dispatched(city, channel="phone")
    intake.merge(second, into=first, by=city.actor("operator"))
    handling.reply(first, by=stories.lead(first), text="灯已修好", result="resolved")
    reactions.answer_merged(first.pk, first.n_events)
    for case in (first, second):
        reactions.draw(case.pk, fresh(case).n_events)
    assert [row.means for row in Asking.objects.order_by("case")] == [Means.LINK, Means.PHONE]
    followup.follow_up(fresh(first), by=resident(first), decision="yes")
    followup.rate(fresh(second), by=resident(second), decision="no", reason="came_back", satisfied=2)
    assert [(row.case_id, row.solved, row.reason) for row in queries.Verdict.objects.order_by("case")] == [
        (first.pk, "yes", ""), (second.pk, "no", "came_back"),
    ]  # fmt: skip
    assert [row.kind for row in fresh(second).papers.running("verify", "redress")] == ["verify", "redress"]
    verdicts.answer_verdict(fresh(second), by=stories.lead(first), text="明日再修")


# -- what was said sets going


def test_a_bad_verdict_is_looked_into_in_a_working_day_and_answered_in_fifteen(city: stories.City) -> None:
    case = answered(city)
    followup.follow_up(case, by=resident(case), decision="partly", satisfied=2)
    case = fresh(case)
    assert (case.state, [row.kind for row in case.papers.clocks if row.is_running]) == (
        State.CLOSED,
        ["verify", "redress"],
    )
    assert [row.period for row in case.papers.running("verify", "redress")] == [
        {"value": 1, "unit": "wd"}, {"value": 15, "unit": "wd"},
    ]  # fmt: skip
    on = {
        name: [row.pk for row in queries.LISTS[name](city.actor(who))]
        for name, who in (("verify", "operator"), ("answers", "handler"))
    }
    assert on == {"verify": [case.pk], "answers": [case.pk]}
    verdicts.verify(case, by=city.actor("operator"), finding="confirmed", text="已核实")
    verdicts.answer_verdict(fresh(case), by=city.actor("handler"), text="已上门重修")
    assert [row.on_time for row in fresh(case).papers.clocks if row.kind in ("verify", "redress")] == [True, True]
    assert list(queries.LISTS["answers"](city.actor("handler"))) == []


def test_a_verdict_given_by_mistake_counts_but_nobody_owes_an_answer(city: stories.City) -> None:
    case = answered(city)
    followup.follow_up(case, by=resident(case), decision="yes", satisfied=1)
    verdicts.verify(fresh(case), by=city.actor("supervisor"), finding="mistaken")
    assert fresh(case).papers.running("verify", "redress") == []
    assert [(row.solved, row.satisfied) for row in case.verdicts.all()] == [("yes", 1)]


@pytest.mark.parametrize(
    ("by_itself", "result", "rounds"), [("2", "resolved", 1), ("0", "resolved", 0), ("2", "other_route", 0)]
)
def test_not_solved_and_within_duty_goes_back_by_itself_or_waits_for_a_supervisor(
    city: stories.City, by_itself: str, result: str, rounds: int
) -> None:
    rule(rework_by_itself=by_itself)
    case = stories.in_progress(city)
    handling.reply(case, by=stories.lead(case), text="已答复", result=result)
    followup.follow_up(fresh(case), by=resident(case), decision="no")
    reactions.rework_if_not_solved(case.pk, fresh(case).n_events)
    assert fresh(case).rounds == rounds
    waiting = [row.pk for row in queries.LISTS["unsolved"](city.actor("supervisor"))]
    assert waiting == ([] if rounds else [case.pk])


def test_every_time_it_is_taken_up_again_it_has_a_clock_of_its_own_and_keeps_what_was_said(city: stories.City) -> None:
    case = answered(city)
    followup.follow_up(case, by=resident(case), decision="yes", satisfied=4)
    followup.review(fresh(case), by=resident(case), reason="又坏了")
    followup.decide_review(fresh(case), by=city.actor("supervisor"), decision="rerouted", reason="换单位")
    case = fresh(case)
    routing.dispatch(case, to=city.unit["roads"], by=city.actor("dispatcher"), basis="道路条例 1")
    handling.accept(case, by=stories.lead(case))
    handling.reply(case, by=stories.lead(case), text="灯座已换", result="resolved")
    reactions.draw(case.pk, case.n_events)
    followup.follow_up(fresh(case), by=resident(case), decision="partly", satisfied=3)
    assert [(row.round, row.solved) for row in case.verdicts.order_by("round")] == [(0, "yes"), (1, "partly")]
    assert [(row.round, row.on_time) for row in fresh(case).papers.clocks if row.kind == "resolve"] == [
        (0, True),
        (1, True),
    ]
    assert verify().findings == []


# -- read by others


def test_a_closed_case_that_is_drawn_is_read_outside_the_unit_and_answered_by_it(city: stories.City) -> None:
    rule(cross_read_share="100")
    case = stories.closed(city)
    reactions.draw_reading(case.pk, case.n_events)
    reactions.draw_reading(case.pk, case.n_events)
    *_before, closing, drawn = remembered("case", case.pk)
    assert (drawn.verb, drawn.facts["seed"], drawn.facts["share"]) == ("draw_reading", bytes(closing.hash).hex(), 100)
    assert [row.pk for row in queries.LISTS["readings"](city.actor("supervisor"))] == [case.pk]
    cross_reading.cross_read(fresh(case), by=city.actor("supervisor"), solved=False, duty=True, text="照片看不清")
    found = remembered("case", case.pk)[-1]
    assert {name: found.facts[name] for name in ("solved", "duty")} == {"solved": False, "duty": True}
    assert [row.pk for row in queries.LISTS["answers"](city.actor("handler"))] == [case.pk]
    cross_reading.answer_reading(fresh(case), by=city.actor("handler"), text="已补照片")
    assert Reading.objects.get().answered_at is not None
    assert (fresh(case).state, fresh(case).outcome) == (State.CLOSED, Outcome.RESOLVED)


def test_a_case_that_is_not_drawn_to_be_read_has_nothing_more_in_its_record(city: stories.City) -> None:
    rule(cross_read_share="0")
    case = stories.closed(city)
    reactions.draw_reading(case.pk, case.n_events)
    assert (fresh(case).n_events, Reading.objects.count()) == (case.n_events, 0)


def test_a_case_that_was_drawn_waits_no_longer_to_be_read_than_the_city_lets_it(city: stories.City) -> None:
    rule(cross_read_share="100", cross_read_within="5 wd")
    case = stories.closed(city)
    reactions.draw_reading(case.pk, case.n_events)
    supervisor = city.actor("supervisor")
    clock_ = Clock.objects.get(case=case, kind=ClockKind.READING)
    assert clock_.due_at is not None
    assert clock_.due_at == deadlines.due(Period(5, "wd"), clock_.started_at)
    assert list(queries.LISTS["late_readings"](supervisor)) == []
    with clock.at(clock_.due_at + timedelta(minutes=1)):
        watch.watch()
        assert [row.pk for row in queries.LISTS["late_readings"](supervisor)] == [case.pk]
        assert list(queries.LISTS["late_readings"](city.actor("handler"))) == []
        cross_reading.cross_read(fresh(case), by=supervisor, solved=True, duty=True)
        assert list(queries.LISTS["late_readings"](supervisor)) == []
    clock_.refresh_from_db()
    assert (clock_.on_time, Reach.objects.filter(clock=clock_, mark="breach").count()) == (False, 1)


def test_a_case_that_is_taken_up_again_is_not_late_to_be_read(city: stories.City) -> None:
    rule(cross_read_share="100")
    case = stories.closed(city)
    reactions.draw_reading(case.pk, case.n_events)
    followup.review(fresh(case), by=Actor.resident(case.pk), reason="又坏了")
    followup.decide_review(fresh(case), by=city.actor("supervisor"), decision="granted", reason="再看看")
    assert not Clock.objects.filter(case=case, kind=ClockKind.READING, stopped_at=None).exists()


# -- what does not count


def test_an_exclusion_names_a_reason_of_the_citys_list(city: stories.City) -> None:
    Reason.objects.create(purpose="exclusion", code="E06", zh="不可抗力", en="Force majeure")
    editions.changed("catalogue")
    stories.forget()
    case = stories.replied(city)
    with pytest.raises(Incomplete):
        followup.request_exclusion(case, by=stories.lead(case), reason="difficult", evidence="不好办")
    followup.request_exclusion(case, by=stories.lead(case), reason="E06", evidence="气象局通知")


def test_an_exclusion_waits_on_the_list_of_whoever_decides_and_still_leaves_the_resident_their_word(
    city: stories.City,
) -> None:
    case = answered(city)
    followup.request_exclusion(case, by=stories.lead(case), reason="E06", evidence="气象局通知")
    assert [row.pk for row in queries.LISTS["exclusions"](city.actor("supervisor"))] == [case.pk]
    followup.decide_exclusion(fresh(case), by=city.actor("supervisor"), decision="granted", reason="属实")
    assert (fresh(case).excluded, list(queries.LISTS["exclusions"](city.actor("supervisor")))) == ("E06", [])
    followup.follow_up(fresh(case), by=resident(case), decision="no", satisfied=1)
    assert fresh(case).verdicts.get().solved == "no"


def test_the_contact_is_kept_no_longer_because_a_bad_verdict_waits(city: stories.City) -> None:
    case = answered(city)
    followup.follow_up(case, by=resident(case), decision="yes", satisfied=1)
    assert [row.kind for row in fresh(case).papers.clocks if row.is_running] == ["verify", "redress"]
    assert standing.of(case).clock_runs is False
