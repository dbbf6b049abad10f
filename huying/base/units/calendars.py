"""The city's calendar and its units' office hours, kept in every process; a change is noticed within a second."""

from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from huying.base.journal import editions
from huying.base.worktime.calendar import Calendar
from huying.base.worktime.days import Days, Special
from huying.base.worktime.models import SpecialDay, Year
from huying.base.worktime.papers import Paper

NAME = "worktime"


class Calendars:
    """All office hours over one set of days, each laid out when it is first asked for."""

    def __init__(self, days: Days, zone: ZoneInfo) -> None:
        self.days, self.zone = days, zone
        self._by_hours: dict[str, Calendar] = {}

    @cached_property
    def city(self) -> Calendar:
        """The hours that hold where a unit has none of its own."""
        return self.of(settings.OFFICE_HOURS)

    def of(self, hours: str) -> Calendar:
        """The calendar with these office hours (OpenStreetMap's `opening_hours`), "" for the city's. Raises `ValueError`."""
        hours = hours or settings.OFFICE_HOURS
        if hours not in self._by_hours:
            self._by_hours[hours] = Calendar(self.days, hours, self.zone)
        return self._by_hours[hours]


@transaction.atomic
def publish(paper: Paper) -> Year:
    """Put a year's holidays in force. What was in force stays as an older version; the same days again change nothing."""
    newest = Year.objects.filter(year=paper.year).order_by("-version").first()
    if newest and _special(newest) == paper.days:
        return newest
    year = Year.objects.create(year=paper.year, version=newest.version + 1 if newest else 1, source=paper.source)
    SpecialDay.objects.bulk_create(
        SpecialDay(year=year, day=day, works=special.works, zh=special.zh, en=special.en, closes=special.closes)
        for day, special in paper.days.items()
    )
    editions.changed(NAME)
    return year


def _special(year: Year) -> dict[date, Special]:
    return {row.day: Special(row.works, row.zh, row.en, row.closes) for row in year.days.all()}


def _read() -> Calendars:
    special: dict[date, Special] = {}
    newest = Year.objects.order_by("year", "-version").distinct("year").prefetch_related("days")
    for year in newest:
        special |= _special(year)
    days = Days(special, frozenset(year.year for year in newest))
    return Calendars(days, ZoneInfo(settings.TIME_ZONE))


current = editions.Copy(NAME, load=_read)
