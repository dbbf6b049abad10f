"""Counting for many at once: what `calendar.py` does for one, on arrays. A moment is a whole number of microseconds since 1970 in UTC."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy
from numpy.typing import NDArray

from .calendar import EPOCH, FIRST, LAST, MOMENT, Calendar, ticks
from .days import DAY
from .line import Line, OffTheLine
from .periods import Period

Many = NDArray[numpy.int64]
"""Moments, or microseconds."""
DAYS = DAY // MOMENT
NOON = DAYS // 2
IN_MOMENTS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "wh": timedelta(hours=1), "d": DAY, "wd": DAY}


class ManyAtOnce:
    """Counts by one calendar. Equal to the calendar's own answers, one by one."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def after(self, starts: Many, period: Period) -> Many:
        """When `period`, counted from each of `starts`, ends. Raises `OffTheLine` beyond the years laid out."""
        if period.begins != "receipt":
            return self._one_by_one(starts, period)
        if period.ends != "moment":
            days, of = numpy.unique(self._wall.of(starts) // DAYS, return_inverse=True)
            ends = self._one_by_one(self._wall.back(days * DAYS + NOON), period)
            return ends[of]  # what ends with a day asks for no time of day
        amount = array(period.value * IN_MOMENTS[period.unit] // MOMENT)
        if period.unit == "wh":
            return self._open.after(starts, amount)
        if period.unit == "wd":
            return self._wall.back(self._worked.after(self._wall.of(starts), amount))
        return self._wall.back(self._wall.of(starts) + amount) if period.unit == "d" else starts + amount

    def provisional(self, starts: Many, ends: Many, period: Period) -> NDArray[numpy.bool_]:
        """Whether `period` counts days of a year whose holidays are not published, from each of `starts` to when it `ends`."""
        if period.begins != "receipt":
            return numpy.array(
                [self.calendar.after(moment(start), period).provisional for start in starts.tolist()], bool
            )
        if period.unit not in ("wh", "wd") and not period.rolls:
            return numpy.zeros(len(starts), bool)
        spans, of = numpy.unique([self._year(starts), self._year(ends - 1)], axis=1, return_inverse=True)
        published = self.calendar.days.published
        unknown = [not published.issuperset(range(first, last + 1)) for first, last in spans.T.tolist()]
        return numpy.array(unknown, bool)[of.ravel()]

    def part(self, starts: Many, dues: Many, unit: str, percent: int) -> Many:
        """When so much of the time from each of `starts` to its due time is over, in the measure of a period's `unit`."""
        if unit == "wh":
            return self._open.part(starts, dues, percent)
        if unit == "wd":
            return self._wall.back(self._worked.part(self._wall.of(starts), self._wall.of(dues), percent))
        return starts + numpy.maximum(dues - starts, 0) * percent // 100

    def _one_by_one(self, starts: Many, period: Period) -> Many:
        return array([ticks(self.calendar.after(moment(start), period).at) for start in starts.tolist()])

    def _year(self, moments: Many) -> Many:
        """The year that the clock on the wall shows."""
        return self._wall.of(moments).astype("datetime64[us]").astype("datetime64[Y]").astype(numpy.int64) + EPOCH.year

    @cached_property
    def _open(self) -> "Lines":
        return Lines(self.calendar.open)

    @cached_property
    def _worked(self) -> "Lines":
        return Lines(self.calendar.worked)

    @cached_property
    def _wall(self) -> "Wall":
        return wall(self.calendar.zone)


class Lines:
    """`line.Line` for many points."""

    def __init__(self, line: Line) -> None:
        self.starts, self.ends, self.sums = array(line.starts), array(line.ends), array(line.sums)

    def before(self, points: Many) -> Many:
        at = numpy.searchsorted(self.starts, points, side="right") - 1
        return numpy.where(at < 0, 0, self.sums[at] - numpy.maximum(self.ends[at] - points, 0))

    def after(self, points: Many, amounts: Many) -> Many:
        """Raises `OffTheLine`."""
        wanted = self.before(points) + amounts
        at = numpy.searchsorted(self.sums, wanted, side="left")
        if (off := at == len(self.sums)).any():
            raise OffTheLine(int(points[off][0]))
        return numpy.where(amounts == 0, points, self.ends[at] - (self.sums[at] - wanted))

    def part(self, starts: Many, ends: Many, percent: int) -> Many:
        whole = numpy.maximum(self.before(ends) - self.before(starts), 0)
        return self.after(starts, whole * percent // 100)


class Wall:
    """What the clock on the wall shows, in microseconds, and back."""

    def __init__(self, zone: ZoneInfo) -> None:
        changes = list(_changes(zone))
        self.at = array([at for at, _offset in changes[1:]])
        """When the clock is put forward or back."""
        self.offsets = array([offset for _at, offset in changes])
        self.shown = self.at + numpy.maximum(self.offsets[1:], self.offsets[:-1])
        """From when on the wall shows what is only shown afterwards."""

    def of(self, moments: Many) -> Many:
        return moments + self.offsets[numpy.searchsorted(self.at, moments, side="right")]

    def back(self, walls: Many) -> Many:
        """The moment at which the wall shows this: of two the first, and where it is put forward past it, as much later."""
        return walls - self.offsets[numpy.searchsorted(self.shown, walls, side="right")]


@lru_cache
def wall(zone: ZoneInfo) -> Wall:
    return Wall(zone)


def array(values: int | Sequence[int]) -> Many:
    return numpy.asarray(values, dtype=numpy.int64)


def moment(at: int) -> datetime:
    """The moment of a number, in UTC."""
    return EPOCH + at * MOMENT


def _changes(zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """Moments from which on the zone is so far from UTC (microseconds), to the second; the first holds from ever."""

    def offset(at: datetime) -> int:
        return (at.astimezone(zone).utcoffset() or timedelta()) // MOMENT

    at, end = datetime(FIRST, 1, 1, tzinfo=UTC) - DAY, datetime(LAST + 1, 1, 2, tzinfo=UTC)
    yield ticks(at), offset(at)
    while at < end:
        if offset(at) != offset(at + DAY):
            first, last = 0, DAY // timedelta(seconds=1)
            while last - first > 1:
                middle = (first + last) // 2
                same = offset(at + timedelta(seconds=middle)) == offset(at)
                first, last = (middle, last) if same else (first, middle)
            yield ticks(at + timedelta(seconds=last)), offset(at + DAY)
        at += DAY
