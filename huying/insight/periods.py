"""Calendar periods, and what a period is compared with. Days are those of the city; the last day counts."""

from calendar import monthrange
from datetime import date, timedelta

from huying.base.places import register as places

DAY = timedelta(days=1)


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
