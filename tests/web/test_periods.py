"""Periods as an address names them, and what each is held against."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.utils import translation

from huying.base.journal import clock
from huying.web import periods
from huying.web.periods import Period

TODAY = datetime(2026, 11, 22, 4, tzinfo=UTC)


def days(period: Period) -> tuple[str, str]:
    return period.since.isoformat(), period.until.isoformat()


@pytest.fixture(autouse=True)
def today() -> object:
    with clock.at(TODAY), translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("asked", "kind", "found", "name"),
    [
        ("", "month", ("2026-11-01", "2026-11-30"), "2026年11月"),
        ("period=day", "day", ("2026-11-22", "2026-11-22"), "2026-11-22 星期日"),
        ("period=week&day=2026-01-01", "week", ("2025-12-29", "2026-01-04"), "2026年第1周"),
        ("period=quarter&day=2024-02-29", "quarter", ("2024-01-01", "2024-03-31"), "2024年第1季度"),
        ("period=year", "year", ("2026-01-01", "2026-12-31"), "2026年"),
        ("since=2026-10-03&until=2026-10-09", "span", ("2026-10-03", "2026-10-09"), "2026-10-03 – 10-09"),
        ("since=2026-10-03&until=2026-10-01", "month", ("2026-11-01", "2026-11-30"), "2026年11月"),
        ("period=month&day=2026-02-30", "month", ("2026-11-01", "2026-11-30"), "2026年11月"),
        ("period=century&day=9999-12-31", "month", ("2026-11-01", "2026-11-30"), "2026年11月"),
    ],
)
def test_an_address_names_a_period(asked: str, kind: str, found: tuple[str, str], name: str) -> None:
    period = periods.asked(QueryDict(asked), "month")
    assert (period.kind, days(period), str(period)) == (kind, found, name)


@pytest.mark.parametrize("kind", periods.KINDS)
def test_before_and_after_are_neighbours(kind: str) -> None:
    period = periods.of(kind, date(2024, 2, 29))
    assert (period.before.after, period.after.before) == (period, period)
    assert periods.asked(QueryDict("&".join(f"{k}={v}" for k, v in period.address.items())), "day") == period


def test_a_span_is_followed_by_as_many_days() -> None:
    span = Period("span", date(2026, 10, 3), date(2026, 10, 9))
    assert (days(span.before), days(span.after)) == (("2026-09-26", "2026-10-02"), ("2026-10-10", "2026-10-16"))


def test_a_period_that_is_over_is_held_against_whole_ones() -> None:
    october = periods.of("month", date(2026, 10, 5))
    assert [days(each) for each in october.compared] == [("2026-09-01", "2026-09-30"), ("2025-10-01", "2025-10-31")]
    assert [each.kind for each in october.compared] == ["month", "month"]


def test_a_period_that_runs_is_held_against_as_many_days() -> None:
    november = periods.of("month", date(2026, 11, 1))
    assert [days(each) for each in november.compared] == [("2026-10-01", "2026-10-22"), ("2025-11-01", "2025-11-22")]
