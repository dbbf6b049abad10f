"""Counting for many at once comes to what counting one by one comes to, in two time zones, with daylight saving."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.base.worktime.calendar import LAST, Calendar, ticks
from huying.base.worktime.line import OffTheLine
from huying.base.worktime.many import ManyAtOnce, array
from huying.base.worktime.periods import Period
from tests.base.worktime.test_calendar import CHINA, UNITED_STATES

CALENDARS = st.sampled_from([CHINA, UNITED_STATES])
AROUND_CHANGES = st.sampled_from([datetime(2025, 3, 9, 6, tzinfo=UTC), datetime(2025, 11, 2, 5, tzinfo=UTC)])
"""Hours before the clocks of New York are put forward and back."""
ANY_TIME = st.integers(0, 365 * 24 * 60).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
MOMENTS = ANY_TIME | st.builds(lambda at, n: at + timedelta(minutes=n), AROUND_CHANGES, st.integers(0, 180))
MANY = st.lists(MOMENTS, min_size=1, max_size=20)
PERIODS = st.builds(Period, st.integers(0, 60), st.sampled_from(["min", "h", "wh", "d", "wd"])) | st.sampled_from(
    [Period(3, "wd", "close"), Period(15, "d", "midnight", rolls=True), Period(2, "wd", begins="cutoff")]
)


@given(calendar=CALENDARS, starts=MANY, period=PERIODS)
def test_periods_end_where_they_end_one_by_one(calendar: Calendar, starts: list[datetime], period: Period) -> None:
    found = ManyAtOnce(calendar).after(array([ticks(at) for at in starts]), period)
    assert found.tolist() == [ticks(calendar.after(start, period).at) for start in starts]


@given(calendar=CALENDARS, starts=MANY, period=PERIODS)
def test_they_are_provisional_where_they_are_one_by_one(
    calendar: Calendar, starts: list[datetime], period: Period
) -> None:
    counted, begun = ManyAtOnce(calendar), array([ticks(at) for at in starts])
    found = counted.provisional(begun, counted.after(begun, period), period)
    assert found.tolist() == [calendar.after(start, period).provisional for start in starts]


@given(calendar=CALENDARS, starts=MANY, wait=st.integers(-100, 60_000), period=PERIODS, percent=st.integers(0, 100))
def test_a_part_is_over_when_it_is_one_by_one(
    calendar: Calendar, starts: list[datetime], wait: int, period: Period, percent: int
) -> None:
    dues = [start + timedelta(minutes=wait) for start in starts]
    counted = ManyAtOnce(calendar)
    found = counted.part(array([ticks(at) for at in starts]), array([ticks(at) for at in dues]), period.unit, percent)
    one_by_one = [ticks(calendar.part(start, due, period, percent)) for start, due in zip(starts, dues, strict=True)]
    assert found.tolist() == one_by_one


@pytest.mark.parametrize("unit", ["wh", "wd"])
def test_beyond_the_years_laid_out_there_is_no_answer(unit: str) -> None:
    starts = array([ticks(datetime(LAST, 12, 31, 23, tzinfo=UTC))])
    with pytest.raises(OffTheLine):
        ManyAtOnce(CHINA).after(starts, Period(9, unit))
