"""Published holidays: China's from the package `chinesecalendar`, any city's from a paper written down as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from chinese_calendar import constants

from .days import Special

EN = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明": "Tomb-sweeping Day",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午": "Dragon Boat Festival",
    "端午节": "Dragon Boat Festival",
    "中秋": "Mid-autumn Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
    "国庆节、中秋节": "National Day and Mid-autumn Festival",
}

CHINA = "国务院办公厅通知 (chinesecalendar)"
"""The source of the years that come with the package."""


@dataclass(frozen=True)
class Paper:
    """What one publication says of one year. A year without special days is published too: all its weekdays are worked."""

    year: int
    source: str
    days: Mapping[date, Special] = field(default_factory=dict)


def read(given: Mapping[str, Any]) -> Paper:
    """From JSON as the project `holiday-cn` has it: `{year, papers: [address], days: [{name, date, isOffDay}]}`.

    A day may carry `name_en`, and `closes` ("12:00") where it is a half day. Raises `ValueError` with every reason at once.
    """
    wrong: list[str] = []
    days: dict[date, Special] = {}
    for place, row in enumerate(given.get("days") or [], start=1):
        try:
            day, free, name = date.fromisoformat(row["date"]), row["isOffDay"], str(row.get("name", ""))
            closes = time.fromisoformat(row["closes"]) if row.get("closes") else None
        except (KeyError, TypeError, ValueError) as error:
            wrong.append(f"days, {place}: {error!r}")
            continue
        if not isinstance(free, bool):
            wrong.append(f"days, {place}: isOffDay is true or false")
        if day in days:
            wrong.append(f"days, {place}: {day} a second time")
        days[day] = Special(not free, name, str(row.get("name_en") or EN.get(name, "")), closes)
    year = given.get("year")
    if not isinstance(year, int) or not 1900 < year < 2200:
        wrong.append("year: a year is missing")
    if wrong:
        raise ValueError("\n".join(wrong))
    return Paper(int(year or 0), "; ".join(given.get("papers") or []), days)


def write(paper: Paper) -> dict[str, Any]:
    """As `read` takes it."""
    days = [
        {
            "name": special.zh, "date": day.isoformat(), "isOffDay": not special.works,
            **({"name_en": special.en} if special.en and special.en != EN.get(special.zh) else {}),
            **({"closes": f"{special.closes:%H:%M}"} if special.closes else {}),
        }
        for day, special in sorted(paper.days.items())
    ]  # fmt: skip
    return {"year": paper.year, "papers": [part for part in paper.source.split("; ") if part], "days": days}


def of_china() -> list[Paper]:
    """Every year that `chinesecalendar` knows, as the State Council's General Office published it."""
    by_year: dict[int, dict[date, Special]] = {}
    for free, named in ((True, constants.holidays), (False, constants.workdays)):
        for day, name in named.items():
            zh = constants.Holiday(name).chinese
            by_year.setdefault(day.year, {})[day] = Special(not free, zh, name)
    return [Paper(year, CHINA, days) for year, days in sorted(by_year.items())]
