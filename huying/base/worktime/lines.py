"""A year's special days as somebody types them, a line each: "2027-02-05 ~ 2027-02-11 春节", "2027-02-14 春节", "2027-02-04 12:00 除夕".

A name in English may follow behind " / "; those of China's holidays are known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

from .days import DAY, Special
from .papers import EN

DATE = r"(?:(\d{4})\s*[-/.年])?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?"
LINE = re.compile(
    rf"{DATE}(?:\s*(?:~|～|–|—|\.\.|\s-\s|至|到|to)\s*(?:{DATE}|(\d{{1,2}})日?))?(?:\s+(\d{{1,2}}:\d\d))?(?:\s+|$)(.*)"
)
WEEKDAY = re.compile(r"[(（](?:周|星期)[一二三四五六日天][)）]")
"""As notices put it behind a date: "1月1日（周五）至3日（周日）"."""
LONGEST = timedelta(days=31)
BESIDE = " / "
"""Stands between the name and its English."""


@dataclass(frozen=True)
class Line:
    """A span of days, both ends with it, and what they are."""

    first: date
    last: date
    special: Special

    @property
    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += DAY


def read(text: str, year: int, *, works: bool) -> tuple[list[Line], list[str]]:
    """What is understood, and the lines that are not, as they were typed. A date without its year is one of `year`."""
    lines, strange = [], []
    for typed in filter(None, map(str.strip, text.splitlines())):
        try:
            lines.append(_line(typed, year, works))
        except ValueError:
            strange.append(typed)
    return lines, strange


def write(days: Mapping[date, Special], *, works: bool) -> str:
    """As `read` takes it, days in a row with one name on one line."""
    chosen = sorted((day, special) for day, special in days.items() if special.works == works)
    rows = groupby(enumerate(chosen), key=lambda found: (found[1][0] - found[0] * DAY, found[1][1]))
    return "\n".join(_written([day for _n, (day, _special) in row], special) for (_start, special), row in rows)


def _line(typed: str, year: int, works: bool) -> Line:
    found = LINE.fullmatch(WEEKDAY.sub("", typed))
    if not found:
        raise ValueError(typed)
    own, month, day, own_too, month_too, day_too, day_only, closes, name = found.groups()
    first = date(int(own or year), int(month), int(day))
    last = date(int(own_too or first.year), int(month_too or month), int(day_too or day_only or day))
    zh, _, en = name.partition(BESIDE)
    if not first <= last <= first + LONGEST or (closes and not works):
        raise ValueError(typed)
    half = time.fromisoformat(closes.zfill(5)) if closes else None
    return Line(first, last, Special(works, zh.strip(), en.strip() or EN.get(zh.strip(), ""), half))


def _written(days: list[date], special: Special) -> str:
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]} ~ {days[-1]}"
    half = f"{special.closes:%H:%M}" if special.closes else ""
    english = f"{BESIDE}{special.en}" if special.en and special.en != EN.get(special.zh) else ""
    return " ".join(filter(None, (span, half, f"{special.zh}{english}".strip())))
