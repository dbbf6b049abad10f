"""Office hours and working days, in two time zones, against a naïve walk minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.base.worktime.calendar import Calendar
from huying.base.worktime.days import Days, Special
from huying.base.worktime.periods import Period

SHANGHAI, BOSTON = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
HOURS = "Mo-Fr 08:30-12:00,14:00-17:30; May-Sep Mo-Fr 08:30-12:00,15:00-18:00"
SPRING = {
    **{date(2025, 1, day): Special(False, "春节") for day in range(28, 32)},
    **{date(2025, 2, day): Special(False, "春节") for day in range(1, 5)},
    date(2025, 1, 26): Special(True, "春节调休"),
    date(2025, 2, 8): Special(True, "春节调休"),
    date(2025, 1, 27): Special(True, "除夕前", closes=time(12)),
}
CHINA = Calendar(Days(SPRING, frozenset({2025})), HOURS, SHANGHAI)
UNITED_STATES = Calendar(
    Days({date(2025, 11, 11): Special(False)}, frozenset({2025})), "Mo-Fr 09:00-17:00; Sa 22:00-26:00", BOSTON
)
CALENDARS = st.sampled_from([CHINA, UNITED_STATES])
MINUTES = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOURS_OF_WORK = st.integers(0, 60)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@given(CALENDARS, MINUTES, HOURS_OF_WORK)
def test_between_undoes_after(calendar: Calendar, start: datetime, hours: int) -> None:
    assert calendar.between(start, calendar.after(start, Period(hours, "wh")).at) == timedelta(hours=hours)


@pytest.mark.parametrize("unit", ["wh", "h", "min", "d", "wd"])
@given(start=MINUTES, first=st.integers(0, 20), second=st.integers(0, 20))
def test_two_periods_one_after_the_other_are_their_sum(unit: str, start: datetime, first: int, second: int) -> None:
    once = CHINA.after(start, Period(first + second, unit)).at
    assert CHINA.after(CHINA.after(start, Period(first, unit)).at, Period(second, unit)).at == once


@pytest.mark.parametrize("ends", ["moment", "midnight", "close"])
@given(start=MINUTES, later=st.integers(0, 5_000), days=st.integers(0, 20), more=st.integers(0, 3))
def test_whoever_starts_earlier_or_has_less_time_is_never_due_later(
    ends: str, start: datetime, later: int, days: int, more: int
) -> None:
    for unit in ("d", "wd"):
        due = CHINA.after(start, Period(days, unit, ends, rolls=ends != "moment")).at
        assert due <= CHINA.after(start + timedelta(minutes=later), Period(days, unit, ends, rolls=ends != "moment")).at
        assert due <= CHINA.after(start, Period(days + more, unit, ends, rolls=ends != "moment")).at


@settings(max_examples=25)
@given(CALENDARS, MINUTES, st.integers(1, 12))
def test_office_hours_end_where_a_walk_minute_by_minute_ends(calendar: Calendar, start: datetime, hours: int) -> None:
    left, moment = hours * 60, start
    while left:
        left -= calendar.is_open(moment)
        moment += timedelta(minutes=1)
    assert calendar.after(start, Period(hours, "wh")).at == moment


def test_a_worked_sunday_has_the_hours_of_the_weekday_before() -> None:
    assert CHINA.is_open(at("2025-01-26 16:00"))
    assert not CHINA.is_open(at("2025-01-19 16:00"))


def test_a_half_day_closes_at_noon_and_counts_as_a_day() -> None:
    assert not CHINA.is_open(at("2025-01-27 14:30"))
    assert CHINA.after(at("2025-01-26 10:00"), Period(1, "wd")).at == at("2025-01-27 10:00")


def test_summer_hours_hold_in_summer() -> None:
    assert CHINA.is_open(at("2025-07-01 17:45"))
    assert not CHINA.is_open(at("2025-12-01 17:45"))


def test_when_clocks_are_put_back_a_night_of_work_is_an_hour_longer() -> None:
    night = at("2025-11-01 22:00", BOSTON), at("2025-11-02 02:00", BOSTON)
    assert UNITED_STATES.between(*night) == timedelta(hours=5)


def test_days_keep_the_time_on_the_wall_when_clocks_change() -> None:
    assert UNITED_STATES.after(at("2025-10-31 09:30", BOSTON), Period(3, "d")).at == at("2025-11-03 09:30", BOSTON)
    assert UNITED_STATES.after(at("2025-10-31 09:30", BOSTON), Period(72, "h")).at == at("2025-11-03 08:30", BOSTON)


def test_what_comes_on_a_free_day_is_counted_from_the_next_worked_one() -> None:
    end_of_monday = at("2025-03-11 00:00")
    assert CHINA.after(at("2025-03-08 10:00"), Period(1, "wd")).at == end_of_monday


def test_it_says_which_days_it_left_out_and_whether_holidays_are_published() -> None:
    due = CHINA.after(at("2025-01-27 10:00"), Period(1, "wd"))
    assert due.at == at("2025-02-05 10:00")
    assert due.left_out == tuple(date(2025, 1, 28) + timedelta(days=n) for n in range(8))
    assert not due.provisional
    assert CHINA.after(at("2025-12-31 10:00"), Period(1, "wd")).provisional
    assert not CHINA.after(at("2025-12-31 10:00"), Period(1, "d")).provisional


def test_a_statutory_period_leaves_the_first_day_out_and_rolls_to_the_next_worked_day() -> None:
    due = CHINA.after(at("2025-01-13 16:00"), Period(15, "d", "midnight", rolls=True))
    assert (due.at, due.moved_from) == (at("2025-02-06 00:00"), date(2025, 1, 28))


def test_a_period_may_end_with_the_business_of_its_last_day() -> None:
    assert CHINA.after(at("2025-03-03 20:00"), Period(5, "wd", "close")).at == at("2025-03-10 17:30")
    assert CHINA.after(at("2025-03-03 09:00"), Period(0, "d", "close")).at == at("2025-03-03 17:30")


def test_what_comes_outside_office_hours_may_be_counted_from_when_they_begin() -> None:
    from_opening = Period(1, "wd", begins="opening")
    assert CHINA.after(at("2025-03-07 19:00"), from_opening).at == at("2025-03-11 08:30")
    assert CHINA.after(at("2025-03-10 12:30"), from_opening).at == at("2025-03-11 14:00")
    assert CHINA.after(at("2025-03-10 10:15"), from_opening).at == at("2025-03-11 10:15")


def test_after_a_cut_off_it_counts_as_of_the_next_opening_and_before_it_as_it_came() -> None:
    cutoff = Period(1, "wd", begins="cutoff")
    assert CHINA.after(at("2025-03-07 19:00"), cutoff).at == at("2025-03-11 08:30")
    assert CHINA.after(at("2025-03-10 07:15"), cutoff).at == at("2025-03-11 07:15")
    assert CHINA.after(at("2025-03-08 11:00"), cutoff).at == at("2025-03-11 11:00")


def test_hours_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(ValueError, match="25:99"):
        Calendar(Days(), "Mo-Fr 25:99x", SHANGHAI)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("3 working days", Period(3, "wd")),
        ("24 h", Period(24, "h")),
        ("5个工作日", Period(5, "wd")),
        ("15 d midnight rolls", Period(15, "d", "midnight", rolls=True)),
        ("8 working hours", Period(8, "wh")),
        ("0 d close", Period(0, "d", "close")),
        ("10 wd from opening", Period(10, "wd", begins="opening")),
        ("2 wd from cutoff", Period(2, "wd", begins="cutoff")),
    ],
)
def test_periods_are_read_as_people_write_them(text: str, period: Period) -> None:
    assert Period.read(text) == period
    assert Period(**period.written()) == period


@pytest.mark.parametrize("text", ["soon", "3 moons", "-1 d", "2 h midnight", "3", "3 d from lunch"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"period|unit|days end"):
        Period.read(text)


RESTED = st.tuples(MINUTES, st.integers(0, 20_000)).map(
    lambda given: (given[0], given[0] + timedelta(minutes=given[1]))
)
PERIODS = st.sampled_from(["8 wh", "3 wd", "7 d", "24 h", "15 d midnight rolls", "5 wd close"]).map(Period.read)


@given(MINUTES, PERIODS, RESTED)
def test_a_rest_never_makes_it_due_earlier_and_no_rest_changes_nothing(
    start: datetime, period: Period, rested: tuple[datetime, datetime]
) -> None:
    due = CHINA.after(start, period).at
    assert CHINA.pushed(due, period, rested) >= due
    assert CHINA.pushed(due, period, (rested[0], rested[0])) == due


@given(MINUTES, st.integers(0, 40), RESTED)
def test_office_hours_that_rested_are_given_back_to_the_minute(
    start: datetime, hours: int, rested: tuple[datetime, datetime]
) -> None:
    due = CHINA.after(start, Period(hours, "wh")).at
    given_back = CHINA.between(due, CHINA.pushed(due, Period(hours, "wh"), rested))
    assert given_back == CHINA.between(*rested)


def test_days_that_rested_over_a_weekend_are_given_back_in_the_measure_of_the_period() -> None:
    friday, monday = at("2025-03-07 10:00"), at("2025-03-10 10:00")
    due = at("2025-03-12 15:00")
    assert CHINA.pushed(due, Period(5, "wd"), (friday, monday)) == at("2025-03-13 15:00")
    assert CHINA.pushed(due, Period(7, "d"), (friday, monday)) == at("2025-03-15 15:00")
    assert CHINA.pushed(at("2025-03-13 00:00"), Period(5, "wd", "midnight"), (friday, monday)) == at("2025-03-14 00:00")
