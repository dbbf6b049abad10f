"""What may go when, and why it is kept: the rules alone, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.cases.retention import Keeps, Standing, keeps

CLOSED = datetime(2026, 1, 1, 9, tzinfo=UTC)
DUE = datetime(2026, 6, 30, 9, tzinfo=UTC)  # counted by hand: 30 + 28 + 31 + 30 + 31 + 30 days after 1 January

moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
standings = st.builds(
    Standing, closed_at=st.none() | moments, days=st.integers(0, 3650), clock_runs=st.booleans(),
    request_waits=st.booleans(), others_wait=st.booleans(), held_until=st.none() | moments,
)  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "now", "why"),
    [
        (Standing(None, 180), DUE, Keeps.OPEN),
        (Standing(CLOSED, 180), DUE - timedelta(seconds=1), Keeps.NOT_YET),
        (Standing(CLOSED, 180), DUE, None),
        (Standing(CLOSED, 30), datetime(2026, 1, 31, 9, tzinfo=UTC), None),
        (Standing(CLOSED, 180, clock_runs=True), DUE, Keeps.CLOCK),
        (Standing(CLOSED, 180, request_waits=True), DUE, Keeps.REQUEST),
        (Standing(CLOSED, 180, others_wait=True), DUE, Keeps.WAITING),
        (Standing(CLOSED, 180, held_until=DUE + timedelta(seconds=1)), DUE, Keeps.HOLD),
        (Standing(CLOSED, 180, held_until=DUE), DUE, None),
        (Standing(CLOSED, 180, clock_runs=True, held_until=DUE + timedelta(days=1)), DUE, Keeps.HOLD),
    ],
)
def test_the_rule_by_cases_counted_by_hand(standing: Standing, now: datetime, why: Keeps | None) -> None:
    assert keeps(standing, now) == why


@given(standings, moments)
def test_nothing_goes_before_its_time_or_while_something_runs(standing: Standing, now: datetime) -> None:
    if keeps(standing, now) is None:
        assert standing.closed_at is not None
        assert now - standing.closed_at >= timedelta(days=standing.days)
        assert not (standing.clock_runs or standing.request_waits or standing.others_wait)
        assert standing.held_until is None or standing.held_until <= now


@given(standings, moments, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_may_go_may_go_later_too(standing: Standing, now: datetime, later: timedelta) -> None:
    if keeps(standing, now) is None:
        assert keeps(standing, now + later) is None


@given(standings, moments, st.sampled_from(["clock_runs", "request_waits", "others_wait"]))
def test_one_more_reason_never_lets_anything_go(standing: Standing, now: datetime, reason: str) -> None:
    assert keeps(replace(standing, **{reason: True}), now) is not None


@given(standings, moments)
def test_in_the_end_everything_goes_once_nothing_runs(standing: Standing, now: datetime) -> None:
    quiet = replace(standing, clock_runs=False, request_waits=False, others_wait=False)
    far = datetime(2045, 1, 1, tzinfo=UTC)
    assert (keeps(quiet, far) is None) == (standing.closed_at is not None)
