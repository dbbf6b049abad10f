"""Who is drawn, by which means they are asked, and whom an operator calls."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from huying.base.journal import clock, editions
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor
from huying.cases import (
    asking,
    beside,
    followup,
    handling,
    intake,
    lots,
    reactions,
)
from huying.cases.models import Asking
from huying.cases.words import Means, Outcome, State
from tests import stories
from tests.cases.asked import answered, fresh, resident, rule

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def city() -> stories.City:
    return stories.city()


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
