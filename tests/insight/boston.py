"""The history of Boston as counts, surges planted in it, and what is found of them. Read where it lies; nothing of it is kept."""

import csv
import gzip
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from huying.insight import surges

FILE = Path(__file__).parents[3] / "shared" / "data" / "boston_311_2011_jul_oct.csv.gz"
FIRST, DAYS = date(2011, 7, 1), 123
OFF = {date(2011, 7, 4), date(2011, 9, 5), date(2011, 10, 10)}
CITY = "the whole city"
OF_STAFF = ("Employee Generated", "Maximo Integration")
"""What crews and machines hand in, often a week's finds at once, is not what residents say."""
QUIET = 7
"""Days within which a cell that surged goes on with it."""
BUSY = 3
"""Reports a day that a cell expects at least, for a surge to be planted in it."""


@dataclass(frozen=True)
class History:
    """Neighbourhood or whole city × kind of service × day."""

    cells: list[tuple[str, str]]
    counts: surges.Counts
    whole: surges.Counts
    kinds: surges.Counts

    def judged(self, day: int, rate: float, counts: surges.Counts | None = None) -> surges.Judged:
        """As the night after this day sees it."""
        seen = slice(max(0, day - 1 - surges.HISTORY), day + 1)
        counted = self.counts if counts is None else counts
        return surges.judge(counted[:, seen], self.whole[:, seen], self.kinds[seen], rate)


@cache
def history() -> History:
    """Every request that a resident made."""
    found: dict[tuple[str, str], surges.Counts] = defaultdict(lambda: np.zeros(DAYS, np.int64))
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = (date.fromisoformat(row["open_dt"][:10]) - FIRST).days
            place = row["neighborhood"].replace("\xa0", " ").strip()
            if row["source"] in OF_STAFF:
                continue
            for area in {CITY, place} - {""}:
                found[area, row["type"]][day] += 1
    cells = sorted(found)
    days = [FIRST + timedelta(n) for n in range(DAYS)]
    kinds = [6 if each in OFF else each.weekday() for each in days]
    counts = np.array([found[cell] for cell in cells])
    return History(cells, counts, np.array([found[CITY, kind] for _area, kind in cells]), np.array(kinds))


def alarms(rate: float, *, since: date) -> Counter[int]:
    """Month → how many surges would have been proposed in the history as it is."""
    past, last, found = history(), dict[int, int](), Counter[int]()
    for day in range((since - FIRST).days, DAYS):
        judged = past.judged(day, rate)
        surging = {int(judged.cells[n]) for n in judged.surging}
        whole = {past.cells[cell][1] for cell in surging if past.cells[cell][0] == CITY}
        for cell in surging:
            area, kind = past.cells[cell]
            goes_on = day - last.get(cell, -DAYS) <= QUIET
            last[cell] = day
            if not goes_on and (area == CITY or kind not in whole):
                found[(FIRST + timedelta(day)).month] += 1
    return found


def recall(times: int, rate: float, *, every: int = 1) -> tuple[int, int]:
    """(found, planted): on two days a cell tells of `times` what it expects. One surge a cell at a time, on each `every`-th day."""
    past, found, planted = history(), 0, 0
    for day in range(surges.LEAST_HISTORY + 14, DAYS - 1, every):
        judged = past.judged(day + 1, rate)
        expected = np.zeros((len(past.cells), 2))
        expected[judged.cells] = judged.daily[:, -2:]
        busy = np.flatnonzero(expected.min(1) >= BUSY)
        told = past.counts.copy()
        told[busy, day : day + 2] = np.ceil(times * expected[busy])
        seen = {
            int(now.cells[n]) for when in (day, day + 1) for now in [past.judged(when, rate, told)] for n in now.surging
        }
        found, planted = found + len(seen & set(busy.tolist())), planted + len(busy)
    return found, planted
