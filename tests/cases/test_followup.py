"""Was it solved? Who is drawn, how they are asked, when asking ends, and what a bad verdict and a reader set going."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from huying.base.catalogue.models import Limit, Reason
from huying.base.journal import clock, editions
from huying.base.journal.memory import Event, remembered
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor
from huying.cases import (
    asking,
    beside,
    cross_reading,
    followup,
    handling,
    intake,
    lots,
    queries,
    reactions,
    routing,
    standing,
    verdicts,
    watch,
)
from huying.cases.models import Asking, Case, Reading
from huying.cases.words import Means, Outcome, State
from tests import stories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def rule(**values: str) -> None:
    """The city says so."""
    for code, value in values.items():
        Limit.objects.update_or_create(code=code, defaults={"value": value})
    editions.changed("catalogue")
    stories.forget()


def answered(city: stories.City, **given: Any) -> Case:
    """Answered, and drawn by the job that follows."""
    case = stories.replied(city, **given)
    reactions.draw(case.pk, case.n_events)
    return fresh(case)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("category", "tier", "area", "unit", "parent").get(pk=case.pk)


def late(city: stories.City) -> Case:
    """Its time was up two days ago, without an answer; the watch has seen it."""
    now = timezone.now()
    with clock.at(now - 9 * DAY):
        case = stories.in_progress(city)
    watch.watch(now)
    for event in Event.objects.filter(life="clock"):
        reactions.draw_late(event.thing, event.seq)
    return fresh(case)


def resident(case: Case) -> Actor:
    return Actor.resident(case.pk)


# -- the draw


@given(seed=st.binary(min_size=32, max_size=32).map(bytes.hex), share=st.integers(0, 100))
def test_the_same_seed_draws_the_same_and_a_larger_share_draws_whoever_the_smaller_drew(seed: str, share: int) -> None:
    drawn = lots.is_drawn(seed, lots.FOLLOW_UP, share)
    assert drawn == lots.is_drawn(seed, lots.FOLLOW_UP, share)
    assert drawn <= lots.is_drawn(seed, lots.FOLLOW_UP, min(100, share + 1))
    assert (lots.is_drawn(seed, lots.FOLLOW_UP, 0), lots.is_drawn(seed, lots.FOLLOW_UP, 100)) == (False, True)


@pytest.mark.parametrize("share", [5, 30, 50, 95])
def test_of_many_as_many_are_drawn_as_the_share_says_and_each_purpose_draws_by_itself(share: int) -> None:
    n = 20_000
    seeds = [f"{number:064x}" for number in range(n)]
    both = {
        purpose: {seed for seed in seeds if lots.is_drawn(seed, purpose, share)}
        for purpose in (lots.FOLLOW_UP, lots.READING)
    }
    spread = 4 * (n * share * (100 - share)) ** 0.5 / 100  # four standard deviations, and the seeds never change
    assert all(abs(len(drawn) - n * share / 100) < spread for drawn in both.values())
    assert both[lots.FOLLOW_UP] != both[lots.READING]


def test_whoever_reads_the_record_can_draw_again_and_finds_the_same(city: stories.City) -> None:
    rule(follow_up_share="50")
    for _n in range(8):
        case = answered(city)
        *before, drawn = remembered("case", case.pk)
        seed, share, means = (drawn.facts[name] for name in ("seed", "share", "means"))
        assert (drawn.verb, drawn.by) == ("draw", "system")
        assert (seed, share) == (bytes(before[-1].hash).hex(), 50)
        assert (means != "none") == lots.is_drawn(seed, lots.FOLLOW_UP, share)
    assert verify().findings == []


def test_a_category_has_a_share_of_its_own_and_those_below_it_have_it_too(city: stories.City) -> None:
    city.category["streets"].follow_up_share = 0
    city.category["streets"].save()
    editions.changed("catalogue")
    stories.forget()
    assert answered(city).askings.get().means == Means.NONE
    assert answered(city, category=city.category["gas"], danger_over=True).askings.get().means == Means.LINK


def test_a_draw_that_runs_twice_draws_once(city: stories.City) -> None:
    case = answered(city)
    reactions.draw(case.pk, case.n_events - 1)
    assert [event.verb for event in remembered("case", case.pk)].count("draw") == 1
    assert Asking.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "means", "called"),
    [
        ({"channel": "phone"}, Means.PHONE, True),
        ({}, Means.LINK, True),
        ({"phone": "", "email": "min@example.org"}, Means.LINK, False),
        ({"name": "", "phone": ""}, Means.PAGE, False),
        ({"channel": "phone", "confidentiality": "confidential"}, Means.LINK, False),
        ({"channel": "phone", "reply_wanted": False}, Means.PAGE, False),
    ],
)
def test_how_somebody_is_asked_follows_from_what_they_left(
    city: stories.City, given: dict[str, Any], means: str, called: bool
) -> None:
    asked = answered(city, **given).askings.get()
    assert (asked.means, asked.next_at is not None) == (means, called)


def test_whoever_wants_no_questions_is_not_asked_and_can_still_say_it(city: stories.City) -> None:
    case = stories.replied(city, channel="phone")
    asking.no_more(case)
    reactions.draw(case.pk, case.n_events)
    assert case.askings.get().means == Means.PAGE
    followup.follow_up(fresh(case), by=resident(case), decision="yes")
    assert fresh(case).outcome == Outcome.RESOLVED


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


# -- by telephone


def to_call(city: stories.City, name: str = "operator") -> list[int]:
    return [asked.case_id for asked in asking.to_call(city.actor(name))]


def test_the_list_of_whom_to_call_waits_a_day_skips_ones_own_unit_and_is_for_operators(city: stories.City) -> None:
    case = answered(city, channel="phone")
    assert to_call(city) == []
    with clock.at(timezone.now() + DAY):
        assert to_call(city) == [case.pk]
        assert (to_call(city, "dispatcher"), to_call(city, "handler"), to_call(city, "supervisor")) == ([], [], [])
        beside.recuse(fresh(case), by=city.actor("operator"), interest="close")
        assert to_call(city) == []


def test_a_message_without_an_answer_is_followed_by_a_call(city: stories.City) -> None:
    case = answered(city)
    with clock.at(timezone.now() + 2 * DAY):
        assert to_call(city) == []
    with clock.at(timezone.now() + 3 * DAY + timedelta(minutes=1)):
        assert to_call(city) == [case.pk]


def test_nobody_calls_whom_somebody_is_calling_until_they_are_given_up(city: stories.City) -> None:
    answered(city, channel="phone")
    other = Actor(
        city.actor("operator").role,
        "staff:other",
        unit_id=city.unit["hotline"].pk,
        staff_id=city.staff["dispatcher"].pk,
    )
    with clock.at(timezone.now() + DAY):
        key = asking.to_call(other).get().pk
        asking.take_up(key, by=city.actor("operator"))
        assert list(asking.to_call(other)) == []
        with pytest.raises(Refused):
            asking.take_up(key, by=other)
    with clock.at(timezone.now() + DAY + 2 * asking.A_CALL):
        assert asking.take_up(key, by=other).caller_id == other.staff_id


def test_the_third_call_that_nobody_takes_is_the_end_of_asking(city: stories.City) -> None:
    case = answered(city, channel="phone")
    by, at = city.actor("operator"), timezone.now() + DAY
    for n in (1, 2, 3):
        with clock.at(at):
            asked = asking.to_call(by).get()
            assert asked.tries == n - 1
            asking.take_up(asked.pk, by=by)
            followup.hear(fresh(case), by=by, decision="unreached", channel="phone")
            assert to_call(city) == []
        at += 3 * DAY
    told = [event.facts["decision"] for event in remembered("case", case.pk) if event.verb == "follow_up"]
    assert told == ["unreached", "unreached", "no_answer"]
    assert (fresh(case).state, fresh(case).outcome) == (State.CLOSED, Outcome.NO_ANSWER)


def test_of_a_merged_case_the_draw_lets_the_caller_open_the_number_and_nobody_else(city: stories.City) -> None:
    first, second = stories.in_progress(city), stories.dispatched(city, channel="phone")
    intake.merge(second, into=first, by=city.actor("operator"))
    handling.reply(first, by=stories.lead(first), text="已修好", result="resolved")
    reactions.answer_merged(first.pk, first.n_events)
    reactions.draw(second.pk, fresh(second).n_events)
    by, at = city.actor("operator"), timezone.now() + DAY
    with clock.at(at):
        with pytest.raises(Refused):
            stories.look(fresh(second), by, "follow_up")
        asking.take_up(asking.to_call(by).get().pk, by=by)
        with pytest.raises(Refused):
            stories.look(fresh(second), by, "check")
        contact = stories.look(fresh(second), by, "follow_up")
        assert contact is not None
        assert contact.phone == "13900001234"


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
