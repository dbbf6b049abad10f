"""A calendar to count by: working days, office hours and a time zone, laid out once as two lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from opening_hours import State

from .days import DAY, Days
from .hours import ALWAYS, opening
from .line import Line
from .periods import Period

FIRST, LAST = 2004, 2045
"""The years that are laid out. China's papers on holidays can be had from 2004 on."""
MOMENT = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAIVE = EPOCH.replace(tzinfo=None)
Spell = tuple[datetime, datetime]


@dataclass(frozen=True)
class Due:
    """When a period ends, and why then."""

    at: datetime
    """Aware, in the calendar's time zone. Midnight is the end of the day before it."""
    provisional: bool = False
    """It counts days of a year whose holidays are not published yet."""
    left_out: tuple[date, ...] = ()
    """Holidays and weekends that were not counted."""
    moved_from: date | None = None
    """The last day by the period alone, where it was not worked."""


class Calendar:
    """`days`, `hours` (OpenStreetMap's `opening_hours`, such as "Mo-Fr 08:30-12:00,14:00-17:30; May-Sep Mo-Fr …"), `zone`.

    Holidays are free whatever the hours say, but for "24/7"; a worked weekend day has the hours of the weekday before it.
    """

    def __init__(self, days: Days, hours: str, zone: ZoneInfo) -> None:
        """Raises `ValueError` where the hours are not written as the specification has it."""
        self.days, self.hours, self.zone = days, hours, zone
        self._opening = opening(hours)

    # -- counting

    def after(self, start: datetime, period: Period) -> Due:
        """When `period`, counted from `start` (aware), ends. Raises `OffTheLine` beyond the years laid out."""
        start = self._begin(start, period.begins)
        if period.unit in ("min", "h", "wh"):
            at, moved = self._hours_after(start, period), None
        elif period.ends == "moment":
            at, moved = self._days_after(start, period), None
        else:
            at, moved = self._whole_days_after(start, period)
        first, last = self._day(start), self._day(at - MOMENT)
        counts_days = period.unit in ("wh", "wd") or period.rolls
        skipped = [day for day in _from_to(first, last) if not self.days.works(day)] if counts_days else []
        known = not counts_days or all(self.days.known(date(year, 1, 1)) for year in range(first.year, last.year + 1))
        return Due(at, not known, tuple(skipped), moved)

    def pushed(self, due: datetime, period: Period, rested: tuple[datetime, datetime]) -> datetime:
        """When `period`, which would have ended at `due`, ends after it rested so long, in its own measure.

        Clock time is given back as such, office hours and worked days by their lines; what ends with a day, by whole days.
        """
        a, b = rested
        if period.ends != "moment":
            days = len(
                [
                    day
                    for day in _from_to(self._day(a), self._day(b) - DAY)
                    if period.unit == "d" or self.days.works(day)
                ]
            )
            last = self._day(due - MOMENT)
            last = last + days * DAY if period.unit == "d" else self.days.worked_after(last, days)
            return self._end(self.days.worked_after(last, 0) if period.rolls else last, period.ends)
        if period.unit == "wh":
            return self._local(self.open.after(ticks(due), self.open.between(ticks(a), ticks(b))))
        if period.unit == "wd":
            wall = self.worked.after(self._wall(due), self.worked.between(self._wall(a), self._wall(b)))
            return self._real(NAIVE + wall * MOMENT)
        return (due.astimezone(UTC) + (b - a)).astimezone(self.zone)

    def part(self, start: datetime, due: datetime, period: Period, percent: int) -> datetime:
        """When so much of the time from `start` to `due` is over, in the measure of `period`."""
        if period.unit == "wh":
            whole = max(self.open.between(ticks(start), ticks(due)), 0)
            return self._local(self.open.after(ticks(start), whole * percent // 100))
        if period.unit == "wd":
            wall = self._wall(start)
            whole = max(self.worked.between(wall, self._wall(due)), 0)
            return self._real(NAIVE + self.worked.after(wall, whole * percent // 100) * MOMENT)
        return start + max(due - start, timedelta()) * percent // 100

    def between(self, a: datetime, b: datetime) -> timedelta:
        """The office hours from `a` to `b` (aware)."""
        return self.open.between(ticks(a), ticks(b)) * MOMENT

    def is_open(self, moment: datetime) -> bool:
        return self.open.covers(ticks(moment))

    def opens(self, moment: datetime) -> datetime:
        """The first moment from `moment` on that lies in office hours."""
        return moment if self.is_open(moment) else self._local(self.open.after(ticks(moment), 1) - 1)

    # -- how each kind of period is counted

    def _begin(self, start: datetime, begins: str) -> datetime:
        if begins == "receipt":
            return start
        if begins == "opening":
            return self.opens(start)
        wall = start.astimezone(self.zone).replace(tzinfo=None)
        day = self.days.worked_after(wall.date(), 0)
        wall = datetime.combine(day, wall.time())
        spells = list(self._spells(day))
        return self.opens(self._real(wall)) if spells and wall >= spells[-1][1] else self._real(wall)

    def _hours_after(self, start: datetime, period: Period) -> datetime:
        amount = timedelta(minutes=period.value) if period.unit == "min" else timedelta(hours=period.value)
        if period.unit != "wh":
            return (start.astimezone(UTC) + amount).astimezone(self.zone)
        return self._local(self.open.after(ticks(start), amount // MOMENT))

    def _days_after(self, start: datetime, period: Period) -> datetime:
        if period.unit == "d":
            return self._real(NAIVE + self._wall(start) * MOMENT + period.value * DAY)
        return self._real(NAIVE + self.worked.after(self._wall(start), period.value * DAY // MOMENT) * MOMENT)

    def _whole_days_after(self, start: datetime, period: Period) -> tuple[datetime, date | None]:
        """The first day is left out; the last one ends at midnight or at the close of business (民法典 Art. 201, 203)."""
        first = self._day(start)
        last = first + period.value * DAY if period.unit == "d" else self.days.worked_after(first, period.value)
        moved = last if period.rolls and not self.days.works(last) else None
        last = self.days.worked_after(last, 0) if moved else last
        return self._end(last, period.ends), moved

    def _end(self, day: date, ends: str) -> datetime:
        spells = list(self._spells(day)) if ends == "close" else []
        return self._real(spells[-1][1] if spells else datetime.combine(day + DAY, time()))

    # -- the two lines

    @cached_property
    def open(self) -> Line:
        """Office hours, in microseconds of UTC."""
        spells = (spell for day in _from_to(date(FIRST, 1, 1), date(LAST, 12, 31)) for spell in self._spells(day))
        return Line((ticks(self._real(start)), ticks(self._real(end))) for start, end in spells)

    @cached_property
    def worked(self) -> Line:
        """Worked days from midnight to midnight, in microseconds as the clock on the wall shows them."""
        days = (day for day in _from_to(date(FIRST, 1, 1), date(LAST, 12, 31)) if self.days.works(day))
        starts = ((datetime.combine(day, time()) - NAIVE) // MOMENT for day in days)
        return Line((start, start + DAY // MOMENT) for start in starts)

    def _spells(self, day: date) -> Iterator[Spell]:
        """The office hours of one day, by the clock on the wall."""
        special, midnight = self.days.special.get(day), datetime.combine(day + DAY, time())
        if self.hours == ALWAYS:
            yield datetime.combine(day, time()), midnight
        elif special is None:
            yield from self._week.get(day, ())
        elif special.works:
            model = self.days.like(day)
            closes = datetime.combine(day, special.closes) if special.closes else midnight
            shifted = [
                (start + (day - model), min(end + (day - model), closes)) for start, end in self._week.get(model, ())
            ]
            yield from (spell for spell in shifted if spell[0] < spell[1])

    @cached_property
    def _week(self) -> dict[date, list[Spell]]:
        """What the hours say of each day, holidays or not; a spell past midnight belongs to both days."""
        found: dict[date, list[Spell]] = {}
        first, last = datetime.combine(date(FIRST - 1, 12, 1), time()), datetime.combine(date(LAST + 1, 1, 1), time())
        for start, end, state, _note in self._opening.intervals(first, last):
            if state == State.OPEN:
                for day in _from_to(start.date(), (end - MOMENT).date()):
                    midnight = datetime.combine(day, time())
                    found.setdefault(day, []).append((max(start, midnight), min(end, midnight + DAY)))
        return found

    # -- time zones

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _wall(self, moment: datetime) -> int:
        """What the clock on the wall shows, in microseconds."""
        return (moment.astimezone(self.zone).replace(tzinfo=None) - NAIVE) // MOMENT

    def _local(self, ticks: int) -> datetime:
        return (EPOCH + ticks * MOMENT).astimezone(self.zone)

    def _real(self, wall: datetime) -> datetime:
        """The moment at which the clock on the wall shows this; where it is put forward past it, as much later."""
        return wall.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)


def ticks(moment: datetime) -> int:
    """A moment as a number: microseconds since 1970 in UTC."""
    return (moment - EPOCH) // MOMENT


def _from_to(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
