"""What one due time costs, beside a walk over the same calendar minute by minute.

    python bench/worktime.py [--seconds 2] [--json]

Real holidays of China, office hours of seven hours a day. Both sides answer the same questions and must agree. Prints JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from huying.base.worktime import papers
from huying.base.worktime.calendar import Calendar
from huying.base.worktime.days import Days
from huying.base.worktime.periods import Period

PERIODS = [Period.read(text) for text in ("4 wh", "3 wd", "20 wd midnight", "15 d midnight rolls", "7 d", "2 h")]
MINUTE = timedelta(minutes=1)


def walked(calendar: Calendar, start: datetime, hours: int) -> datetime:
    """When so many office hours have passed, found minute by minute."""
    left, moment = hours * 60, start
    while left:
        left -= calendar.is_open(moment)
        moment += MINUTE
    return moment


def a_call(work: Callable[[Any], Any], tasks: list[Any], seconds: float) -> float:
    """Nanoseconds a call, over and over the tasks for so long."""
    done, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        for task in tasks:
            work(task)
        done += len(tasks)
    return spent / done * 1e9


def main(seconds: Annotated[float, typer.Option(help="Seconds for each figure.")] = 2.0) -> None:
    published = papers.of_china()
    days = Days({day: what for paper in published for day, what in paper.days.items()}, frozenset(range(2004, 2027)))
    calendar = Calendar(days, "Mo-Fr 09:00-12:00,13:30-17:30", ZoneInfo("Asia/Shanghai"))
    began = time.perf_counter()
    calendar.after(datetime(2026, 1, 1, tzinfo=UTC), Period(1, "wh"))
    laid_out = time.perf_counter() - began
    chance = Random(7)
    starts = [datetime(2025, 1, 1, tzinfo=UTC) + chance.randrange(600_000) * MINUTE for _ in range(50)]
    quarter = Period(28, "wh")
    assert all(calendar.after(start, quarter).at == walked(calendar, start, 28) for start in starts)
    ours = a_call(lambda start: calendar.after(start, quarter), starts, seconds)
    naive = a_call(lambda start: walked(calendar, start, 28), starts[:5], seconds)
    figures = {
        "laid out once, ms": round(laid_out * 1e3),
        "28 working hours, ns": round(ours),
        "28 working hours walked, ns": round(naive),
        "ratio": round(naive / ours),
        "a point on the line, ns": round(a_call(lambda point: calendar.open.after(point, 10**9), [1_767_000_000_000_000] * 50, seconds)),
    }  # fmt: skip
    for period in PERIODS:
        name = " ".join(map(str, period.written().values()))
        figures[f"{name}, ns"] = round(
            a_call(lambda start, period=period: calendar.after(start, period), starts, seconds)
        )
    sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    typer.run(main)
