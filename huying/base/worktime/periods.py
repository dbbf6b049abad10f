"""Periods as tiers write them, and when they end. Public holidays come with the city's calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class Period:
    """So much time: `unit` is min, h (clock hours), d (calendar days) or wd (Monday to Friday)."""

    value: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in ("min", "h", "d", "wd"):
            raise ValueError(f"unknown unit of time: {self.unit} (known: min, h, d, wd)")


def after(start: datetime, period: Period) -> datetime:
    """The moment when `period` counted from `start` ends, in the time zone of `start` (aware)."""
    if period.unit == "min":
        return start + timedelta(minutes=period.value)
    if period.unit == "h":
        return start + timedelta(hours=period.value)
    if period.unit == "d":
        return start + timedelta(days=period.value)
    end = start
    for _day in range(period.value):
        end += timedelta(days=1)
        while end.weekday() >= SATURDAY:
            end += timedelta(days=1)
    return end
