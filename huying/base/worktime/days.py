"""Which days are worked: weekdays, but for public holidays and the weekends that are worked in their place (调休)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Special:
    """A day that is not what its weekday says: free, worked, or worked until noon (`closes`)."""

    works: bool
    zh: str = ""
    en: str = ""
    closes: time | None = None


@dataclass(frozen=True)
class Days:
    """A city's days. Years that are not `published` are read by their weekdays, and what is counted in them is provisional."""

    special: Mapping[date, Special] = field(default_factory=dict)
    published: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        special = self.special.get(day)
        return special.works if special else day.weekday() < SATURDAY

    def known(self, day: date) -> bool:
        """Whether the holidays of its year are published."""
        return day.year in self.published

    def worked_after(self, day: date, n: int) -> date:
        """The `n`-th worked day after `day`, which is not counted itself; with 0, the first that is worked from `day` on."""
        if n == 0:
            return next(found for found in self.worked_from(day))
        days = self.worked_from(day + DAY)
        return next(found for place, found in enumerate(days, start=1) if place == n)

    def worked_from(self, day: date) -> Iterator[date]:
        """The worked days from `day` on, without end."""
        while True:
            if self.works(day):
                yield day
            day += DAY

    def like(self, day: date) -> date:
        """The ordinary weekday whose hours a worked weekend day has: the nearest before it."""
        while day.weekday() >= SATURDAY or day in self.special:
            day -= DAY
        return day
