"""Due times that were worked out by hand from printed law and published calendars."""

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from huying.base.worktime import papers
from huying.base.worktime.calendar import Calendar
from huying.base.worktime.days import Days
from huying.base.worktime.periods import Period

PUBLISHED = papers.of_china()
CALENDARS = {
    "China": Calendar(
        Days({day: what for paper in PUBLISHED for day, what in paper.days.items()}, frozenset(range(2004, 2027))),
        "Mo-Fr 09:00-12:00,13:30-17:30",
        ZoneInfo("Asia/Shanghai"),
    ),
    "Boston": Calendar(Days(), "Mo-Fr 08:30-17:00", ZoneInfo("America/New_York")),
}
with (Path(__file__).parent / "golden.csv").open(encoding="utf-8") as file:
    LINES = list(csv.DictReader(line for line in file if not line.startswith("#")))


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['start']} + {line['period']}: {line['source']}")
def test_it_is_due_when_a_person_says(line: dict[str, str]) -> None:
    calendar = CALENDARS[line["zone"]]
    start = datetime.fromisoformat(line["start"]).replace(tzinfo=calendar.zone)
    due = calendar.after(start, Period.read(line["period"])).at
    assert due.strftime("%Y-%m-%d %H:%M") == line["due"]


def test_the_table_is_long_enough_to_be_worth_its_name() -> None:
    laws = [line for line in LINES if any(mark in line["source"] for mark in ("条例", "法第", "典第", "U.S.C."))]
    moved = [line for line in LINES if line["period"].endswith("rolls")]
    assert len(LINES) >= 60
    assert len(laws) >= 20
    assert len(moved) >= 10
