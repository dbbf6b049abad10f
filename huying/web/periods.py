"""Days, weeks, months, quarters and years as an address names them; what a period is compared with stands in `insight/periods.py`."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.journal import audit
from huying.insight import periods

KINDS = {"day": lazy("Day"), "week": lazy("Week"), "month": lazy("Month"), "quarter": lazy("Quarter"), "year": lazy("Year")}  # fmt: skip
SPAN = "span"
"""From one day until another, as somebody typed them."""
LONGEST = timedelta(days=3660)
"""A span; what is longer is cut."""
MANY = timedelta(days=62)
LATELY = {"day": 14, "week": 13, "month": 13, "quarter": 9, "year": 5}
"""How many of a kind a line is drawn over, such that the same time of the year before is on it."""
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
DAY = timedelta(days=1)


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
    def before(self) -> "Period":
        return Period(self.kind, *periods.before(self.since, self.until))

    @property
    def after(self) -> "Period":
        if self.kind == SPAN:
            return Period(SPAN, self.until + DAY, self.until + (self.until - self.since) + DAY)
        return of(self.kind, self.until + DAY)

    @property
    def compared(self) -> "list[Period]":
        """The one before and the one a year before; of one that runs still, as many days of each, so that like meets like."""
        earlier = [periods.before(self.since, self.until), periods.year_before(self.since, self.until)]
        if not self.is_running:
            return [Period(self.kind, *days) for days in earlier]
        passed = max(audit.today() - self.since, timedelta())
        return [
            Period(self.kind if until <= since + passed else SPAN, since, min(until, since + passed))
            for since, until in earlier
        ]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last."""
        return self.since, self.until

    @property
    def lately(self) -> "list[Period]":
        """This one and those before it, oldest first, as far as it is over; of a span its days, or where they are many its months."""
        until = min(self.until, audit.today())
        if self.kind == SPAN:
            kind = "day" if until - self.since < MANY else "month"
            since = self.since
        else:
            kind, since = self.kind, periods.latest(self.kind, until, LATELY[self.kind])[0]
        return [Period(kind, *days) for days in periods.split(kind, since, until)]

    @property
    def address(self) -> dict[str, str]:
        """Its words in an address."""
        if self.kind == SPAN:
            return {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return {"period": self.kind, "day": self.since.isoformat()}

    def __str__(self) -> str:
        since, week = self.since, self.since.isocalendar()
        return {
            "day": lambda: f"{since} {date_format(since, 'D')}",
            "week": lambda: _("Week %(week)d of %(year)d") % {"week": week.week, "year": week.year},
            "month": lambda: date_format(since, "YEAR_MONTH_FORMAT"),
            "quarter": lambda: _("Quarter %(quarter)d of %(year)d") % {"quarter": (since.month + 2) // 3, "year": since.year},
            "year": lambda: _("Year %(year)d") % {"year": since.year},
            SPAN: lambda: f"{since} – {self.until:{'%m-%d' if since.year == self.until.year else '%Y-%m-%d'}}",
        }[self.kind]()  # fmt: skip


def of(kind: str, day: date) -> Period:
    """The day, week, month, quarter or year in which `day` lies."""
    return Period(kind, *periods.AROUND[kind](day))


def asked(given: QueryDict, usual: str) -> Period:
    """What an address asks for; without a word of it, or with one that is no day, the `usual` kind with today in it."""
    since, until = _day(given.get("since", "")), _day(given.get("until", ""))
    if since and until and since <= until:
        return Period(SPAN, since, min(until, since + LONGEST))
    kind = given.get("period", "")
    return of(kind if kind in KINDS else usual, _day(given.get("day", "")) or audit.today())


def _day(typed: str) -> date | None:
    try:
        day = parse_date(typed)
    except ValueError:  # such as 30 February
        return None
    return day if day and EARLIEST <= day <= LATEST else None
