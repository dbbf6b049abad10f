"""A day of a city: thousands of cases, two watches at once, killed over and over. Every breach is marked and told of once."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from select import select
from subprocess import Popen
from urllib.parse import urlsplit

import psutil
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal import clock, history, rows
from huying.base.journal.memory import Event
from huying.base.units.models import Unit
from huying.base.units.roles import SYSTEM, Actor
from huying.cases import handling, intake, routing
from huying.cases.models import Case, Clock, Reach
from huying.cases.words import State
from tests import stories
from tests.faults.processes import ended, kill, line, start, until

pytestmark = pytest.mark.django_db(transaction=True)

CASES = 5000
MONDAY = datetime(2026, 11, 15, 16, tzinfo=UTC)  # midnight in the city
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGINS, ENDS = MONDAY + 2 * DAY, MONDAY + 3 * DAY + 2 * HOUR
LEVELS = {1: 1, 2: 3}
"""Levels above → working days after the breach; no day of this week is free."""
WATCH = """
import sys
from datetime import datetime
from huying.startup import set_up_django
set_up_django()
from huying.base.journal import clock
from huying.cases import watch
print("here", flush=True)
for said in sys.stdin:
    with clock.at(datetime.fromisoformat(said.strip())):
        watch.watch(batch=40)
    print("done", flush=True)
"""


class Watch:
    """A watch in a process of its own, which looks when it is told the time."""

    def __init__(self, url: str, data: Path, stack: ExitStack) -> None:
        self.start = lambda: stack.enter_context(ended(start(["-c", WATCH], DATABASE_URL=url, HUYING_DATA=str(data))))
        self.wake()

    def wake(self) -> None:
        self.program: Popen[str] = self.start()
        assert line(self.program) == "here"

    def look(self, now: datetime) -> None:
        assert self.program.stdin
        self.program.stdin.write(f"{now.isoformat()}\n")
        self.program.stdin.flush()

    def is_done(self) -> None:
        assert line(self.program) == "done"

    def has_spoken(self) -> bool:
        assert self.program.stdout
        return bool(select([self.program.stdout], [], [], 0)[0])

    def kill(self) -> None:
        kill(psutil.Process(self.program.pid))


@pytest.fixture
def url() -> str:
    """Of the tests' own database."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def test_every_breach_is_marked_once_whatever_is_killed(url: str, tmp_path: Path) -> None:
    city, chance = stories.city(), Random(4)
    _live(city, chance)
    interrupted = 0
    with ExitStack() as stack:
        watches = [Watch(url, tmp_path, stack) for _place in range(2)]
        for now in _hours():
            before, enough = Reach.objects.count(), chance.randrange(1, 100)
            victim = watches[chance.randrange(2)] if chance.random() < 0.4 else None
            for watch in watches:
                watch.look(now)
            if victim:
                until(lambda: Reach.objects.count() >= before + enough or victim.has_spoken())  # noqa: B023 - called at once
                interrupted += not victim.has_spoken()
                victim.kill()
                victim.wake()
            for watch in watches:
                if watch is not victim:
                    watch.is_done()
        watches[0].look(ENDS)
        watches[0].is_done()
    assert interrupted
    assert _marked() == _expected()
    told = Counter(job["reach"] for job in _jobs())
    assert told == Counter(Reach.objects.values_list("pk", flat=True))
    accepted = Event.objects.filter(life="case", verb="accept", by="system").values_list("thing", flat=True)
    assert len(accepted) == len(set(accepted)) == CASES // 50


def _hours() -> Iterator[datetime]:
    now = BEGINS
    while now < ENDS:
        yield now
        now += HOUR


def _live(city: stories.City, chance: Random) -> None:
    """One in ten was never dispatched, one in fifty never accepted; the others came to their week's end in these days."""
    with history.replay() as past:
        for place, key in enumerate(rows.reserve(Case, CASES)):
            at = MONDAY + timedelta(seconds=chance.randrange(1, 2 * 86400, 2))
            kind = "roads" if place % 2 else "light"
            state = State.RECEIVED if place % 10 == 0 else State.DISPATCHED if place % 50 == 1 else State.IN_PROGRESS
            began = at - 7 * DAY if state == State.IN_PROGRESS else at
            with clock.at(began):
                case = intake.receive(
                    stories.call(city, category=city.category[kind]), by=Actor.resident(), key=key
                ).case
                if state != State.RECEIVED:
                    to = city.unit["west" if place % 2 else "lighting"]
                    routing.dispatch(case, to=to, by=SYSTEM, basis="职责清单")
                if state == State.IN_PROGRESS:
                    handling.accept(case, by=stories.lead(case))
                    handling.contact(case, by=stories.lead(case), means="phone", reached=True)
        past.flush()


def _marked() -> Counter[tuple[int, str, int | None]]:
    """Clock, mark and unit."""
    marks = Reach.objects.exclude(mark__startswith="warn").values_list("clock_id", "mark", "unit_id")
    return Counter(marks)


def _expected() -> Counter[tuple[int, str, int | None]]:
    """By looking at every clock there ever was: what it had passed when it was stopped, or at the end."""
    above = dict(Unit.objects.values_list("id", "parent_id"))
    hotline = Unit.objects.get(parent=None).pk
    found: Counter[tuple[int, str, int | None]] = Counter()
    for row in Clock.objects.select_related("case"):
        until_, unit = row.stopped_at or ENDS, None if row.kind == "dispatch" else row.unit_id or row.case.unit_id
        if row.due_at is None or row.due_at >= until_:
            continue
        found[row.pk, "breach", unit] += 1
        to = unit
        for level, days in LEVELS.items():
            to = above[to] if to else (hotline if level == 1 else None)
            if to is None:
                break
            if row.due_at + days * DAY < until_:
                found[row.pk, f"escalate_{level}", to] += 1
    return found


def _jobs() -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name="notify_reach").values_list("args", flat=True))
