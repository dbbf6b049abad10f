"""What time brings: each mark once, whoever looks and however late; what silence decides; and a breach that stays one.

Long because every mark and every silence has its story.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal import clock, history, rows
from huying.base.journal.memory import Event
from huying.base.journal.refusals import Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor
from huying.cases import followup, handling, intake, marks, pace, reaches, routing, watch
from huying.cases.models import Case, Clock, Reach
from huying.cases.words import ClockKind, State
from tests import stories
from tests.commands import COMMANDS, arguments, positions

MONDAY = datetime(2026, 11, 16, 1, tzinfo=UTC)  # 9 o'clock in the city; the week has five working days
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def street(city: stories.City) -> Case:
    """In progress since Monday, at the street office of the west: below a district, below the city."""
    with clock.at(MONDAY):
        return stories.in_progress(city, category=city.category["roads"])


@contextmanager
def later(wait: timedelta) -> Iterator[datetime]:
    """So long after Monday, nine o'clock."""
    with clock.at(MONDAY + wait):
        yield MONDAY + wait


def looked(wait: timedelta) -> dict[str, int]:
    """What a watch marks so long after Monday, nine o'clock."""
    with later(wait) as now:
        return dict(watch.watch(now, batch=2).marked)


def reached(case: Case, kind: str = ClockKind.RESOLVE) -> list[str]:
    return list(Reach.objects.filter(case=case, clock__kind=kind).order_by("id").values_list("mark", flat=True))


def fresh(case: Case) -> Case:
    return Case.objects.select_related("category", "tier", "area", "unit").get(pk=case.pk)


# -- each mark once


def test_a_warning_comes_at_half_the_time_and_at_four_fifths_each_once(street: Case) -> None:
    handling.contact(street, by=stories.lead(street), means="phone", reached=True)
    answers = {"resolve", "assignment"}
    assert looked(3.5 * DAY) == {}
    assert looked(3.5 * DAY + HOUR) == {"warn_50": 2}
    assert looked(3.5 * DAY + HOUR) == {}
    assert looked(5.6 * DAY + HOUR) == {"warn_80": 2}
    assert {reach.clock.kind for reach in Reach.objects.all()} == answers


def test_at_the_due_time_it_is_not_late_yet(street: Case) -> None:
    looked(7 * DAY)
    assert "breach" not in reached(street)
    looked(7 * DAY + timedelta(microseconds=1))
    assert reached(street)[-1] == "breach"


def test_a_breach_goes_up_level_by_level_and_ends_at_the_top(city: stories.City, street: Case) -> None:
    due = 7 * DAY  # Monday, nine o'clock; then one, three and five working days: Tuesday, Thursday, Monday
    for wait in (due + HOUR, due + DAY + HOUR, due + 3 * DAY + HOUR, due + 7 * DAY + HOUR, due + 30 * DAY):
        looked(wait)
    told = Reach.objects.filter(case=street, clock__kind=ClockKind.RESOLVE).order_by("id")
    assert [(reach.mark, reach.unit) for reach in told] == [
        ("breach", city.unit["west"]), ("escalate_1", city.unit["district"]), ("escalate_2", city.unit["hall"]),
    ]  # fmt: skip
    assert {reach.area for reach in told} == {city.area["west"]}
    assert Clock.objects.filter(case=street, next_at__isnull=False).count() == 0


def test_a_case_that_nobody_dispatched_is_told_to_the_hotline_and_then_above_it(city: stories.City) -> None:
    with clock.at(MONDAY):
        case = stories.received(city)
    looked(4 * HOUR + DAY + HOUR)
    told = Reach.objects.filter(case=case).order_by("id").values_list("clock__kind", "mark", "unit__code")
    assert list(told) == [("dispatch", "breach", None), ("dispatch", "escalate_1", "0")]


def test_a_panel_that_does_not_decide_grants_nothing_and_is_told_upwards(city: stories.City) -> None:
    with clock.at(MONDAY):
        case = stories.dispatched(city)
        roads = city.unit["roads"]
        routing.request_return(case, by=stories.lead(case), reason="not_ours", basis="道路条例 1", proposed=roads)
    looked(3 * DAY)
    assert reached(case, ClockKind.DECISION) == ["breach", "escalate_1"]
    assert (fresh(case).state, fresh(case).unit) == (State.DISPATCHED, city.unit["lighting"])
    assert case.papers.request("return") is not None


def test_an_hour_by_office_hours_is_warned_of_in_office_hours(city: stories.City) -> None:
    city.category["light"].tier.limit = {"value": 14, "unit": "wh"}  # type: ignore[union-attr]
    with clock.at(MONDAY + 6 * HOUR):  # 15 o'clock
        case = stories.dispatched(city)
    answer = next(row for row in case.papers.clocks if row.kind == ClockKind.RESOLVE)
    hours, first = marks.calendar(None), answer.next_at
    assert first is not None
    assert answer.due_at is not None
    assert hours.is_open(first)
    assert hours.between(MONDAY + 6 * HOUR, first) * 2 == hours.between(MONDAY + 6 * HOUR, answer.due_at) == 14 * HOUR


# -- and once only


def test_a_day_of_being_down_is_caught_up_in_one_pass_without_warnings_that_came_too_late(street: Case) -> None:
    looked(20 * DAY)
    assert reached(street) == ["breach", "escalate_1", "escalate_2"]
    assert looked(20 * DAY) == {}


def test_of_two_warnings_missed_only_the_later_is_told(street: Case) -> None:
    looked(6 * DAY)
    assert reached(street) == ["warn_80"]


def test_a_reassignment_tells_nothing_again_and_the_new_unit_has_a_clock_of_its_own(
    city: stories.City, street: Case
) -> None:
    looked(7 * DAY + HOUR)
    with later(7 * DAY + 2 * HOUR):
        routing.reassign(
            street, to=city.unit["roads"], by=city.actor("dispatcher"), reason="wrong_unit", basis="道路条例 1"
        )
    looked(7 * DAY + 3 * HOUR)
    assert reached(street) == ["breach"]
    looked(14 * DAY + 3 * HOUR)
    own = Reach.objects.filter(case=street, clock__kind=ClockKind.ASSIGNMENT, mark="breach").order_by("id")
    assert [reach.unit for reach in own] == [city.unit["west"], city.unit["roads"]]


def test_time_that_was_added_has_warnings_of_its_own_and_no_earlier_one_comes_again(
    city: stories.City, street: Case
) -> None:
    handling.contact(street, by=stories.lead(street), means="phone", reached=True)
    looked(4 * DAY)
    assert reached(street) == ["warn_50"]
    with later(5 * DAY):  # of the seven; ten are added
        pace.request_extension(street, by=stories.lead(street), reason="parts", until=MONDAY + 17 * DAY)
        pace.decide_extension(fresh(street), by=city.actor("supervisor"), decision="granted", reason="配件")
    assert looked(12 * DAY - HOUR) == {}
    assert looked(12 * DAY + HOUR) == {"warn_50_extended": 2}
    assert looked(15 * DAY + HOUR) == {"warn_80_extended": 2}
    assert looked(17 * DAY + HOUR) == {"breach": 2}
    due = Reach.objects.filter(clock__kind=ClockKind.RESOLVE).order_by("id").values_list("due_at", flat=True)
    assert list(due) == [MONDAY + 7 * DAY, *[MONDAY + 17 * DAY] * 3]


def test_what_another_watch_marked_meanwhile_is_not_marked_again(street: Case) -> None:
    with later(8 * DAY) as now:
        found, again = watch._held(now, watch.FIRST, 10), watch.Summary()
        assert found
        watch.watch(now)
        watch._marked(found, now, again)
    assert again.marked == {}


def test_every_new_mark_stands_in_the_journal_and_one_job_tells_of_it(street: Case) -> None:
    looked(7 * DAY + HOUR)
    looked(7 * DAY + 2 * HOUR)
    marked = Reach.objects.order_by("id").values_list("id", "clock", "mark", "unit")
    events = Event.objects.filter(life="clock", verb="reach", by="system").order_by("id")
    assert [tuple(found) for event in events for found in event.facts["reached"]] == list(marked)
    jobs = ProcrastinateJob.objects.filter(task_name="notify_reach").order_by("id").values_list("args", flat=True)
    assert list(jobs) == [{"thing": event.thing, "seq": event.seq} for event in events]
    told = [reach.pk for job in jobs for reach in reaches.told_of(**job)]
    assert told == [key for key, *_more in marked]
    assert verify().findings == []


def test_what_was_taken_in_closed_is_never_marked(city: stories.City) -> None:
    with history.replay() as past:
        for key, ends in zip(rows.reserve(Case, 2), (True, False), strict=True):
            with clock.at(MONDAY - 300 * DAY):
                case = intake.receive(stories.call(city), by=Actor.resident(), key=key).case
                routing.dispatch(case, to=city.unit["lighting"], by=city.actor("dispatcher"), basis="灯饰条例 3")
                handling.accept(case, by=stories.lead(case))
            with clock.at(MONDAY - 200 * DAY):
                if ends:
                    handling.reply(case, by=stories.lead(case), text="已修好", result="resolved")
                    followup.follow_up(case, by=Actor.resident(key), decision="yes")
        past.flush()
    looked(DAY)
    assert {reach.case_id for reach in Reach.objects.filter(mark="breach")} == {key}


def test_an_answer_ends_the_way_up(street: Case) -> None:
    looked(7 * DAY + HOUR)
    with later(7 * DAY + 2 * HOUR):
        handling.reply(street, by=stories.lead(street), text="已修好", result="resolved")
    looked(30 * DAY)
    assert reached(street) == ["breach"]


# -- rest


def test_a_clock_that_rests_is_not_marked_and_goes_on_when_the_rest_is_over(street: Case) -> None:
    with later(DAY):
        pace.pause(street, by=stories.lead(street), reason="appraisal", until=MONDAY + 10 * DAY)
    looked(10 * DAY)
    assert "breach" not in reached(street)
    with later(10 * DAY + HOUR) as now:
        assert watch.watch(now).decided == {"resume": 1}
    assert fresh(street).due_at == MONDAY + 16 * DAY + HOUR
    looked(16 * DAY + 2 * HOUR)
    assert reached(street)[-1] == "breach"


def test_a_clock_that_was_late_before_it_rested_goes_up_as_it_would(street: Case) -> None:
    with later(7 * DAY + HOUR):
        pace.pause(street, by=stories.lead(street), reason="appraisal", until=MONDAY + 20 * DAY)
    looked(11 * DAY)
    assert reached(street) == ["breach", "escalate_1", "escalate_2"]


def test_the_day_of_looking_again_at_a_long_term_case_is_told_and_nothing_else(
    city: stories.City, street: Case
) -> None:
    with later(DAY):
        day = (MONDAY + 30 * DAY).date()
        pace.park(street, by=city.actor("supervisor"), reason="policy", plan="明年改造", review_on=day)
    looked(29 * DAY)
    assert reached(street) == []
    looked(31 * DAY)
    assert reached(street) == ["review_1"]
    assert fresh(street).review_on == day


@pytest.mark.parametrize("way", ["reassign", "merge"])
def test_a_rest_ends_with_the_unit_that_asked_for_it(city: stories.City, street: Case, way: str) -> None:
    with later(DAY):
        pace.pause(street, by=stories.lead(street), reason="appraisal", until=MONDAY + 10 * DAY)
    with later(3 * DAY):
        if way == "reassign":
            roads = city.unit["roads"]
            routing.reassign(street, to=roads, by=city.actor("dispatcher"), reason="wrong_unit", basis="道路条例 1")
        else:
            intake.merge(street, into=stories.received(city), by=city.actor("operator"))
    answer = street.clocks.get(kind=ClockKind.RESOLVE)
    assert (answer.resting, answer.due_at) == (False, MONDAY + 9 * DAY)
    assert fresh(street).paused_until is None
    looked(9 * DAY + HOUR)
    assert reached(street)[-1] == "breach"


# -- silence


def test_a_unit_that_neither_accepts_nor_asks_in_time_has_accepted(city: stories.City) -> None:
    with clock.at(MONDAY):
        case = stories.dispatched(city)
    with later(DAY) as now:
        assert watch.watch(now).decided == {}
    with later(DAY + HOUR) as now:
        assert watch.watch(now).decided == {"accept": 1}
        assert watch.watch(now).decided == {}
    assert fresh(case).state == State.IN_PROGRESS


def test_a_complex_matter_leaves_a_day_more(city: stories.City) -> None:
    city.category["light"].complex = True
    city.category["light"].save()
    with clock.at(MONDAY):
        case = stories.dispatched(city)
    looked(DAY + HOUR)
    assert fresh(case).state == State.DISPATCHED
    looked(2 * DAY + HOUR)
    assert fresh(case).state == State.IN_PROGRESS


def test_more_time_that_nobody_decided_on_was_not_granted(street: Case) -> None:
    with later(6 * DAY):
        pace.request_extension(street, by=stories.lead(street), reason="parts", until=MONDAY + 9 * DAY)
    with later(7 * DAY + HOUR) as now:
        assert watch.watch(now).decided == {"decide_extension": 1}
    asked = street.requests.get(kind="extension")
    assert (asked.decision, asked.decided_by) == ("lapsed", "system")
    assert fresh(street).due_at == MONDAY + 7 * DAY


# -- and a breach stays one

VERBS = (
    "accept", "pause", "park", "resume", "request_extension", "decide_extension", "request_return", "decide_return", "reassign",
    "dispatch", "hand_down", "ask_help", "contact", "interim_reply", "make_safe", "reply", "follow_up", "rework", "merge", "unmerge",
    "withdraw", "close", "review", "decide_review", "correct", "answer_through",
)  # fmt: skip
"""What touches clocks, or might."""
TRYING = ("lead", "supervisor", "dispatcher", "resident", "system")
"""Whoever may first."""
HOURS = st.sampled_from([0, 1, 25, 80, 200])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.tuples(st.sampled_from(VERBS), HOURS, st.booleans()), max_size=25))
@example(walk=[("accept", 0, False), ("pause", 200, False), ("resume", 80, True)])
@example(walk=[("accept", 0, False), ("request_extension", 160, False), ("decide_extension", 20, False)])
@example(
    walk=[("accept", 0, False), ("park", 200, True), ("reassign", 25, True), ("accept", 25, True), ("resume", 1, True)]
)
def test_no_sequence_of_steps_makes_a_late_clock_look_on_time(
    city: stories.City, walk: list[tuple[str, int, bool]]
) -> None:
    late: set[int] = set()
    with clock.at(MONDAY):
        if not Case.objects.filter(external="into").exists():
            stories.received(city, source="test", external="into")
        case = stories.dispatched(city, category=city.category["roads"])
    now = MONDAY
    for verb, hours, looks in walk:
        now += hours * HOUR
        with clock.at(now):
            if looks:
                watch.watch(now)
            case = fresh(case)
            late |= {row.pk for row in case.papers.clocks if row.is_running and row.is_late(now)}
            _taken(city, case, verb)
            _stays_late(fresh(case), late, now)


def _taken(city: stories.City, case: Case, verb: str) -> None:
    """By the first who may, if anybody may."""
    for position in TRYING:
        with suppress(Refused):
            COMMANDS[verb](fresh(case), by=positions(city, case)[position], **arguments(city, case)[verb])
            return


def _stays_late(case: Case, late: set[int], now: datetime) -> None:
    late |= set(Reach.objects.filter(case=case, mark="breach").values_list("clock_id", flat=True))
    for row in case.papers.clocks:
        if row.pk in late:
            assert row.on_time is False if row.stopped_at else row.is_late(now)
        if row.is_running and row.kind == ClockKind.RESOLVE and row.round == case.rounds and case.is_open:
            assert case.due_at == row.due_at
