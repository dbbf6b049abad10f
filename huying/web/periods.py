"""Days, weeks, months, quarters and years as an address names them, each with the one before it and the one a year before."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.journal import audit

KINDS = {
    "day": lazy("Day"),
    "week": lazy("Week"),
    "month": lazy("Month"),
    "quarter": lazy("Quarter"),
    "year": lazy("Year"),
}
SPAN = "span"
"""From one day until another, as somebody typed them."""
MONTHS = {"month": 1, "quarter": 3, "year": 12}
WEEK = 7
LONGEST = timedelta(days=3660)
"""A span; what is longer is cut."""
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Period:
    """Calendar days of the city, both included."""

    kind: str
    since: date
    until: date

    @property
    def is_running(self) -> bool:
        """Whether some of it has not happened yet, or is happening."""
        return self.until >= audit.today()

    @property
    def so_far(self) -> "Period":
        """What of it has happened; itself where it is over."""
        today = audit.today()
        return replace(self, until=max(self.since, min(self.until, today)))

    @property
    def before(self) -> "Period":
        """The one before it."""
        if self.kind == SPAN:
            return self._moved(-self._days)
        return of(self.kind, self.since - timedelta(days=1))

    @property
    def after(self) -> "Period":
        """The one after it."""
        if self.kind == SPAN:
            return self._moved(self._days)
        return of(self.kind, self.until + timedelta(days=1))

    @property
    def year_before(self) -> "Period":
        """The same a year earlier; days and weeks by 52 weeks, so that a Monday meets a Monday."""
        if self.kind in ("day", "week"):
            return self._moved(timedelta(weeks=-52))
        if self.kind == SPAN:
            return Period(SPAN, _years(self.since, -1), _years(self.until, -1))
        return of(self.kind, _years(self.since, -1))

    def as_long_as(self, other: "Period") -> "Period":
        """Its first days, as many as `other` has, so that half a month is held against half a month."""
        return replace(self, until=min(self.until, self.since + (other.until - other.since)))

    @property
    def address(self) -> dict[str, str]:
        """Its words in an address."""
        if self.kind == SPAN:
            return {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return {"period": self.kind, "day": self.since.isoformat()}

    def __str__(self) -> str:
        since = self.since
        quarter = (since.month + 2) // 3
        names = {
            "day": lambda: f"{since:%Y-%m-%d} {date_format(since, 'D')}",
            "week": lambda: _("Week %(week)d of %(year)d") % {"week": since.isocalendar().week, "year": since.isocalendar().year},
            "month": lambda: _("%(year)d-%(month)02d") % {"year": since.year, "month": since.month},
            "quarter": lambda: _("Quarter %(quarter)d of %(year)d") % {"quarter": quarter, "year": since.year},
            "year": lambda: _("Year %(year)d") % {"year": since.year},
            SPAN: lambda: f"{since} – {self.until}",
        }  # fmt: skip
        return names[self.kind]()

    @property
    def _days(self) -> timedelta:
        return self.until - self.since + timedelta(days=1)

    def _moved(self, by: timedelta) -> "Period":
        return replace(self, since=self.since + by, until=self.until + by)


def of(kind: str, day: date) -> Period:
    """The day, week, month, quarter or year in which `day` lies."""
    if kind == "day":
        return Period(kind, day, day)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=WEEK - 1))
    n = MONTHS[kind]
    first = day.replace(month=(day.month - 1) // n * n + 1, day=1)
    return Period(kind, first, _years_and_months(first, n) - timedelta(days=1))


def asked(given: QueryDict, usual: str) -> Period:
    """What an address asks for; without a word of it, or with one that is no day, the `usual` kind with today in it."""
    since, until = _day(given.get("since", "")), _day(given.get("until", ""))
    if since and until and since <= until:
        return Period(SPAN, since, min(until, since + LONGEST))
    kind = given.get("period", "")
    return of(kind if kind in KINDS else usual, _day(given.get("day", "")) or audit.today())


def last(period: Period, n: int) -> list[Period]:
    """The `n` periods of its kind up to and with it, the oldest first."""
    found = [period]
    while len(found) < n:
        found.append(found[-1].before)
    return found[::-1]


def _day(typed: str) -> date | None:
    try:
        day = parse_date(typed)
    except ValueError:  # such as 30 February
        return None
    return day if day and EARLIEST <= day <= LATEST else None


def _years(day: date, n: int) -> date:
    """The same day `n` years on; 29 February becomes the 28th."""
    last_day = monthrange(day.year + n, day.month)[1]
    return day.replace(year=day.year + n, day=min(day.day, last_day))


def _years_and_months(first: date, months: int) -> date:
    """The first of a month, `months` on."""
    n = first.year * 12 + first.month - 1 + months
    return date(n // 12, n % 12 + 1, 1)
