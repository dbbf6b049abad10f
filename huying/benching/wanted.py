"""What history is wanted, and on which days its cases come in. Pure, and the same in every process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from math import cos, pi
from random import Random

from django.utils import timezone

BATCH = 4_000
"""Cases that come in together, or a day's, where that is more."""
WEEKDAYS = (116, 110, 106, 104, 103, 84, 77)
GROWTH, SEASON = 0.08, 0.12
"""More every year; more in summer than in winter."""


@dataclass(frozen=True)
class Wanted:
    """So many cases over so many years, drawn by `seed`. The same of all four, in the same city, is the same history."""

    cases: int
    seed: int
    years: float
    until: str
    """The day it ends with, ISO 8601."""
    first: int = 0
    """The key of its first case."""

    @property
    def end(self) -> datetime:
        """Nothing happened later."""
        return datetime.combine(date.fromisoformat(self.until), time.max, timezone.get_default_timezone()).replace(
            microsecond=0
        )

    @cached_property
    def days(self) -> list[tuple[date, int, int]]:
        """Each day: how many cases it brings, and how many came before it."""
        n_days = max(1, round(self.years * 365))
        last = date.fromisoformat(self.until)
        days = [last - timedelta(days=back) for back in reversed(range(n_days))]
        random = Random(self.seed)
        sums = list(accumulate(_weight(day, at / 365) * random.lognormvariate(0, 0.06) for at, day in enumerate(days)))
        ends = [round(part / sums[-1] * self.cases) for part in sums]
        return [(day, end - before, before) for day, before, end in zip(days, [0, *ends], ends, strict=False)]

    @cached_property
    def batches(self) -> list[list[tuple[date, int, int]]]:
        """Days that come in together."""
        found: list[list[tuple[date, int, int]]] = [[]]
        for day in self.days:
            if sum(n for _day, n, _before in found[-1]) >= BATCH:
                found.append([])
            found[-1].append(day)
        return found


def _weight(day: date, years: float) -> float:
    season = 1 - SEASON * cos(2 * pi * (day.timetuple().tm_yday - 20) / 365)
    return WEEKDAYS[day.weekday()] * (1 + GROWTH) ** years * season
