"""Calendar periods, and what a period is compared with. Days are those of the city; the last day counts."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from huying.base.places import register as places

DAY = timedelta(days=1)
Days = tuple[date, date]
"""The first and the last day of a period."""


def week(day: date) -> tuple[date, date]:
    """The week in which the day lies, from Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return monday, monday + 6 * DAY


def month(day: date) -> tuple[date, date]:
    """The month in which the day lies."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def quarter(day: date) -> tuple[date, date]:
    """The quarter in which the day lies."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return first, month(date(first.year, first.month + 2, 1))[1]


def year(day: date) -> tuple[date, date]:
    """The year in which the day lies."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


AROUND: dict[str, Callable[[date], Days]] = {
    "day": lambda day: (day, day), "week": week, "month": month, "quarter": quarter, "year": year,
}  # fmt: skip
"""Kind → the period of that kind in which a day lies."""
MOST = 400
"""Periods of one question."""


def split(kind: str, since: date, until: date) -> list[Days]:
    """The periods of a kind from `since` to `until`, the first and the last cut off there. At most `MOST`, the latest."""
    found: list[Days] = []
    while since <= until and len(found) < MOST:
        first, _last = AROUND[kind](until)
        found.append((max(first, since), until))
        until = first - DAY
    return found[::-1]


def latest(kind: str, until: date, n: int) -> Days:
    """`n` periods of a kind, the last being the one in which `until` lies, cut off there."""
    first = AROUND[kind](until)[0]
    for _earlier in range(n - 1):
        first = AROUND[kind](first - DAY)[0]
    return first, until


def named(kind: str, since: date) -> str:
    """What files call a period (ISO 8601 where that knows it): 2026-10-01, 2026-W40, 2026-10, 2026-Q4, 2026."""
    year, number, _day = since.isocalendar()
    return {
        "day": since.isoformat(), "week": f"{year}-W{number:02}", "month": f"{since:%Y-%m}",
        "quarter": f"{since.year}-Q{(since.month + 2) // 3}", "year": str(since.year),
    }[kind]  # fmt: skip


def before(since: date, until: date) -> tuple[date, date]:
    """The period before: of a calendar month, quarter or year the one before it, else as many days."""
    for calendar in (month, quarter, year):
        if calendar(since) == (since, until):
            return calendar(since - DAY)
    return since - (until - since) - DAY, since - DAY


def year_before(since: date, until: date) -> tuple[date, date]:
    """The same days of the year before."""
    if month(since)[0] == since and month(until)[1] == until:
        return _back(since), month(_back(until))[1]
    return _back(since), _back(until)


def is_past_quarter(since: date, until: date) -> bool:
    """Whether this is a whole quarter, and over."""
    return quarter(since) == (since, until) and until < places.today()


def past_quarter(today: date) -> tuple[date, date]:
    """The last quarter that is over."""
    return quarter(quarter(today)[0] - DAY)


def _back(day: date) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))
