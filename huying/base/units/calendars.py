"""The city's calendar and its units' office hours, kept in every process; a change is noticed within a second."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from huying.base.journal import editions
from huying.base.worktime.calendar import Calendar
from huying.base.worktime.days import Days, Special
from huying.base.worktime.models import Hours, SpecialDay, Year
from huying.base.worktime.papers import CHINA, Paper, of_china

NAME = "worktime"


class Calendars:
    """All office hours over one set of days, each laid out when it is first asked for."""

    def __init__(self, days: Days, zone: ZoneInfo, hours: str = "") -> None:
        self.days, self.zone, self.hours = days, zone, hours or settings.OFFICE_HOURS
        self._by_hours: dict[str, Calendar] = {}

    @cached_property
    def city(self) -> Calendar:
        """The hours that hold where a unit has none of its own."""
        return self.of(self.hours)

    def of(self, hours: str) -> Calendar:
        """The calendar with these office hours (OpenStreetMap's `opening_hours`), "" for the city's. Raises `ValueError`."""
        hours = hours or self.hours
        if hours not in self._by_hours:
            self._by_hours[hours] = _laid_out(tuple(self.days.special.items()), self.days.published, hours, self.zone)
        return self._by_hours[hours]


@lru_cache(16)
def _laid_out(
    special: tuple[tuple[date, Special], ...], published: frozenset[int], hours: str, zone: ZoneInfo
) -> Calendar:
    """The same for the same days and hours, however often they are read: a line over forty years takes tens of milliseconds."""
    return Calendar(Days(dict(special), published), hours, zone)


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


@transaction.atomic
def keep_hours(hours: str) -> bool:
    """Make these the city's office hours, "" for what this installation was started with; whether that changed anything."""
    if hours == city_hours():
        return False
    Hours.objects.all().delete()
    if hours:
        Hours.objects.create(text=hours)
    editions.changed(NAME)
    return True


def city_hours() -> str:
    """The city's office hours as they were set up, "" where they were not."""
    return Hours.objects.values_list("text", flat=True).first() or ""


def in_force() -> set[int]:
    """The keys of the years in force."""
    return {year.pk for year in _newest()}


def papers() -> list[Paper]:
    """What the years in force say."""
    return [Paper(year.year, year.source, _special(year)) for year in _newest()]


def preview(papers: Iterable[Paper], hours: str = "") -> Calendars:
    """The calendars as they would be with these years in force, and these office hours of the city."""
    now, news = current(), {paper.year: paper for paper in papers}
    special = {day: told for day, told in now.days.special.items() if day.year not in news}
    for paper in news.values():
        special |= paper.days
    return Calendars(Days(special, now.days.published | set(news)), now.zone, hours or now.hours)


def coming_from_china() -> list[Paper]:
    """The years that China published and that are not in force yet, nor those of another paper."""
    newest = {year.year: year for year in _newest()}
    return [
        paper for paper in of_china()
        if (known := newest.get(paper.year)) is None or (known.source == CHINA and _special(known) != paper.days)
    ]  # fmt: skip


def _newest() -> list[Year]:
    return list(Year.objects.order_by("year", "-version").distinct("year").prefetch_related("days"))


def _special(year: Year) -> dict[date, Special]:
    return {row.day: Special(row.works, row.zh, row.en, row.closes) for row in year.days.all()}


def _read() -> Calendars:
    special: dict[date, Special] = {}
    newest = _newest()
    for year in newest:
        special |= _special(year)
    days = Days(special, frozenset(year.year for year in newest))
    return Calendars(days, ZoneInfo(settings.TIME_ZONE), city_hours())


current = editions.Copy(NAME, load=_read)
