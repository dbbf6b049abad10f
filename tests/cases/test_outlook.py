"""What a changed tier or calendar would move, before it is put in force; and what moves then."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huying.base.catalogue.limits import Limits
from huying.base.journal import clock
from huying.base.journal.models import Event
from huying.base.units import calendars
from huying.base.worktime.days import Special
from huying.base.worktime.papers import Paper, of_china
from huying.base.worktime.periods import Period
from huying.cases import outlook, recounting
from huying.cases.models import Case, Clock
from huying.cases.words import ClockKind
from tests import stories
from tests.cases.test_because import limited

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 12, 30, 9, 0, tzinfo=SHANGHAI)
FREE = Paper(2027, "云城通告", {date(2027, 1, 1): Special(False, "元旦"), date(2027, 1, 4): Special(False, "元旦")})


@pytest.fixture
def city() -> stories.City:
    made = stories.city()
    calendars.publish(next(paper for paper in of_china() if paper.year == 2026))
    calendars.current.forget()
    return made


def ends(case: Case, kind: ClockKind = ClockKind.RESOLVE) -> tuple[str, bool]:
    row = Clock.objects.filter(case=case, kind=kind).latest("pk")
    assert row.due_at
    return f"{row.due_at.astimezone(SHANGHAI):%m-%d %H:%M}", row.provisional


def test_a_shorter_tier_says_how_many_would_move_and_how_many_would_be_late(city: stories.City) -> None:
    limited(city, value=7, unit="d")
    tier = city.category["light"].tier
    assert tier
    with clock.at(WEDNESDAY):
        stories.dispatched(city)
        stories.closed(city)
    with clock.at(WEDNESDAY + timedelta(days=3)):
        effect = outlook.of_tiers({(tier.code, "limit"): Period(2, "d")})
    assert effect.biggest
    assert (effect.running, effect.moved, effect.earlier, effect.late_at_once) == (2, 2, 2, 2)
    assert (dict(effect.spread), effect.biggest.by) == ({"7d": 2}, timedelta(days=-5))


def test_a_promise_with_more_time_granted_and_one_set_by_hand_stay(city: stories.City) -> None:
    limited(city, value=7, unit="d")
    tier = city.category["light"].tier
    assert tier
    case = stories.in_progress(city)
    Clock.objects.filter(case=case, kind=ClockKind.RESOLVE).update(extended_from=clock.now())
    Clock.objects.filter(case=case, kind=ClockKind.ASSIGNMENT).update(period=None, why="given")
    assert outlook.of_tiers({(tier.code, "limit"): Period(2, "d")}).running == 0


def test_what_rested_is_given_back_when_it_is_counted_anew() -> None:
    calendar = calendars.Calendars(calendars.Days(), SHANGHAI, "24/7").city
    start = WEDNESDAY.isoformat()
    rest = {"from": start, "until": (WEDNESDAY + timedelta(days=2)).isoformat(), "reason": "hearing"}
    assert outlook.moved(WEDNESDAY, Period(3, "d"), [rest], calendar).at == WEDNESDAY + timedelta(days=5)


def test_among_many_that_are_alike_one_that_rested_ends_later(city: stories.City) -> None:
    limited(city, value=7, unit="d")
    tier = city.category["light"].tier
    assert tier
    rest = {"from": WEDNESDAY.isoformat(), "until": (WEDNESDAY + timedelta(days=2)).isoformat(), "reason": "hearing"}
    with clock.at(WEDNESDAY):
        case = stories.dispatched(city)
        Clock.objects.filter(case=case, kind=ClockKind.RESOLVE).update(pauses=[rest])
        effect = outlook.of_tiers({(tier.code, "limit"): Period(3, "d")})
    ends = {move.kind: move.new.at - WEDNESDAY for move in effect.moves}
    assert ends == {"resolve": timedelta(days=5), "assignment": timedelta(days=3)}


def test_a_year_that_is_published_moves_what_was_provisional_and_nothing_closed(city: stories.City) -> None:
    limited(city, value=3, unit="wd")
    with clock.at(WEDNESDAY):
        case, closed = stories.dispatched(city), stories.closed(city)
        assert ends(case) == ("01-04 09:00", True)
        effect = outlook.of_calendar(calendars.preview([FREE]))
        assert (effect.moved, effect.later) == (2, 2)
        assert ends(case) == ("01-04 09:00", True)
        calendars.publish(FREE)
        calendars.current.forget()
        assert recounting.move(effect, "published") == 1
    assert ends(case) == ends(case, ClockKind.ASSIGNMENT) == ("01-06 09:00", False)
    assert ends(closed) == ("01-04 09:00", True)
    told = Event.objects.filter(life="case", thing=case.pk).latest("seq")
    assert (told.verb, told.facts) == ("recount", {"cause": "published", "clocks": 3})
    due_at = Case.objects.values_list("due_at", flat=True).get(pk=case.pk)
    assert due_at == Clock.objects.get(case=case, kind=ClockKind.RESOLVE).due_at


def test_a_date_that_holds_is_told_as_settled(city: stories.City) -> None:
    limited(city, value=3, unit="wd")
    with clock.at(WEDNESDAY):
        case = stories.dispatched(city)
        effect = outlook.of_calendar(calendars.preview([Paper(2027, "云城通告", {})]))
        recounting.move(effect, "published")
    assert (effect.later, effect.earlier, ends(case)) == (0, 0, ("01-04 09:00", False))


def test_what_is_late_stays_late_whatever_is_published(city: stories.City) -> None:
    limited(city, value=3, unit="wd")
    with clock.at(WEDNESDAY):
        case = stories.dispatched(city)
        effect = outlook.of_calendar(calendars.preview([FREE]))
    with clock.at(WEDNESDAY + timedelta(days=30)):
        recounting.move(effect, "published")
    assert ends(case) == ("01-04 09:00", True)


AFTERNOONS = "Mo-Fr 13:30-17:30"


def test_other_hours_of_a_unit_move_the_clocks_of_that_unit_only(city: stories.City) -> None:
    limited(city, value=12, unit="wh")
    with clock.at(WEDNESDAY - timedelta(days=7)):
        case = stories.dispatched(city)
        effect = outlook.of_hours(calendars.current(), {city.unit["lighting"].pk: AFTERNOONS})
    assert [(move.kind, move.case) for move in effect.moves] == [(ClockKind.ASSIGNMENT, case.pk)]
    assert (effect.running, effect.later) == (1, 1)


def test_other_hours_of_the_city_move_what_has_none_of_its_own(city: stories.City) -> None:
    limited(city, value=12, unit="wh")
    with clock.at(WEDNESDAY - timedelta(days=7)):
        stories.dispatched(city)
        effect = outlook.of_hours(calendars.preview([], AFTERNOONS), {})
        same = outlook.of_hours(calendars.preview([], calendars.current().hours), {})
    assert {move.kind for move in effect.moves} == {ClockKind.RESOLVE, ClockKind.ASSIGNMENT}
    assert (same.running, same.moved) == (0, 0)


def test_a_rule_of_the_city_moves_what_waits_for_a_unit(city: stories.City) -> None:
    with clock.at(WEDNESDAY):
        stories.received(city)
        effect = outlook.of_tiers({("city", "dispatch"): Period(9, "h")})
    assert effect.biggest
    assert (effect.running, effect.later, effect.biggest.by) == (1, 1, timedelta(hours=5))


def test_other_rules_move_return_windows_and_reminders_and_say_by_how_much(city: stories.City) -> None:
    limited(city, value=10, unit="d")
    with clock.at(WEDNESDAY - timedelta(days=7)):
        stories.dispatched(city)
        windows = outlook.of_windows(Limits(return_window=Period(2, "wd")))
        reminders = outlook.of_reminders(Limits(warn_at=(60,)))
        nothing = outlook.of_windows(Limits()), outlook.of_reminders(Limits())
    assert windows.biggest
    assert (windows.running, windows.later, windows.biggest.by) == (1, 1, timedelta(days=1))
    assert reminders.biggest
    assert (reminders.later, reminders.biggest.by) == (reminders.running, timedelta(days=1))
    assert [effect.moved for effect in nothing] == [0, 0]
