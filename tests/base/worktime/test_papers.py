"""China's calendar as it was published, from the package and from the State Council's papers."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from huying.base.worktime import papers
from huying.base.worktime.days import Days

SHARED = Path(__file__).parents[4] / "shared" / "data" / "holidays"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/holidays")


def calendar_of(published: list[papers.Paper]) -> Days:
    special = {day: what for paper in published for day, what in paper.days.items()}
    return Days(special, frozenset(paper.year for paper in published))


def written() -> list[papers.Paper]:
    return [papers.read(json.loads((SHARED / f"{year}.json").read_text("utf-8"))) for year in (2024, 2025, 2026)]


@needs_shared
@pytest.mark.parametrize("source", [papers.of_china, written])
def test_all_days_of_three_years_are_as_they_were_published(source: object) -> None:
    days = calendar_of(source())  # type: ignore[operator]
    with (SHARED / "calendar_2024_2026.csv").open(encoding="utf-8") as file:
        published = {date.fromisoformat(row["date"]): row["is_workday"] == "1" for row in csv.DictReader(file)}
    assert len(published) == 1096
    assert {day: days.works(day) for day in published} == published


def test_the_package_knows_every_year_since_2004() -> None:
    years = [paper.year for paper in papers.of_china()]
    assert years[:23] == list(range(2004, 2027))


def test_a_paper_with_mistakes_is_refused_with_all_of_them() -> None:
    wrong = {"days": [{"name": "x", "date": "2027-02-30", "isOffDay": True}, {"date": "2027-01-01", "isOffDay": "yes"}]}
    with pytest.raises(ValueError, match=r"days, 1(.|\n)*days, 2(.|\n)*year") as refused:
        papers.read(wrong)
    assert len(str(refused.value).splitlines()) == 3


def test_a_half_day_says_when_it_ends() -> None:
    days = [{"name": "除夕", "date": "2027-02-05", "isOffDay": False, "closes": "12:00", "name_en": "New Year's Eve"}]
    special = papers.read({"year": 2027, "days": days}).days[date(2027, 2, 5)]
    assert (special.works, str(special.closes), special.en) == (True, "12:00:00", "New Year's Eve")
