"""A day of a city: thousands of cases, two watches at once and a worker, killed over and over, and a real mail server.

Every breach is marked once, every notice comes, and one comes twice only where a kill fell between hand-over and note.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from select import select
from signal import SIGKILL
from subprocess import Popen
from urllib.parse import urlsplit

import psutil
import pytest
from django.conf import settings
from django.db import connection

from huying.base.journal import clock, history, rows
from huying.base.journal.memory import Event
from huying.base.journal.verify import verify
from huying.base.units.models import Staff, Unit
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import handling, intake, routing
from huying.cases.models import Case, Clock, Reach
from huying.cases.words import State
from tests import stories
from tests.faults.processes import ended, kill, line, start, until
from tests.notices.receivers import Receiver, mail_server

pytestmark = pytest.mark.django_db(transaction=True)

CASES = 5000
MONDAY = datetime(2026, 11, 15, 16, tzinfo=UTC)  # midnight in the city
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGINS, ENDS = MONDAY + 2 * DAY, MONDAY + 3 * DAY + 2 * HOUR
LEVELS = {1: 1, 2: 3}
"""Levels above → working days after the breach; no day of this week is free."""
MORNING = MONDAY + 4 * DAY + 9 * HOUR
EVERY = 200
"""About so many e-mails from kill to kill."""
READERS = {"111": "street@city.example", "11": "district@city.example", "0": "city@city.example"}
"""By the codes of their units."""
WORDS = {"warn": "将于", "breach": "已超期", "escalate": "超期未办结"}
"""What tells the kinds of marks apart, in the line that begins with the number of the case."""
LINE = re.compile(rf"^(\d{{6}}-\d{{8}}-\d) .*?({'|'.join(WORDS.values())})", re.MULTILINE)
WORKER = """
import asyncio, sys
from datetime import datetime
from huying.startup import set_up_django
set_up_django()
from procrastinate.contrib.django import app
from huying.base.journal import clock
from huying.notices import sending

async def work(app):
    async with app.open_async():
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=0):
            await app.job_manager.retry_job(job)
        await app.run_worker_async(queues=["notices"], concurrency=1, wait=False, install_signal_handlers=False, listen_notify=False)

print("here", flush=True)
with app.replace_connector(app.connector.get_worker_connector()) as worker:
    for said in sys.stdin:
        with clock.at(datetime.fromisoformat(said.strip())):
            asyncio.run(work(worker))
            sending.gather()
            sending.send()
        print("done", flush=True)
"""
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
        watch.watch(batch=200)
    print("done", flush=True)
"""


class Program:
    """A process of its own, which does its work when it is told the time."""

    def __init__(self, source: str, environment: dict[str, str], stack: ExitStack) -> None:
        key = {"HUYING_SECRET_KEY": settings.SECRET_KEY}
        self.start = lambda: stack.enter_context(ended(start(["-c", source], **environment, **key)))
        self.wake()

    def wake(self) -> None:
        self.program: Popen[str] = self.start()
        assert line(self.program) == "here"

    def go(self, now: datetime) -> None:
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


class Worker(Program):
    """Runs the jobs and sends, one after the other, so that a kill falls into one hand-over; then another takes up what it left."""

    def works(self, now: datetime) -> None:
        self.go(now)
        while not self._ends():
            self.wake()
            self.go(now)

    def _ends(self) -> bool:
        """Whether it did its work; False where it was killed. What else it says is from the queue's log."""
        assert self.program.stdout
        said = []
        for printed in self.program.stdout:
            if printed == "done\n":
                return True
            said.append(printed)
        assert self.program.wait() == -SIGKILL, "".join(said)
        return False


class Killer:
    """Kills a worker between hand-over and note, or just before hand-over: while it waits for the mail server's answer."""

    def __init__(self, worker: Worker, chance: Random) -> None:
        self.worker, self.chance, self.left = worker, chance, EVERY
        self.before = self.between = 0

    def __call__(self, stage: str) -> None:
        self.left -= stage == "taken"
        if self.left > 0 or stage != self.at:
            return
        self.left = self.chance.randrange(EVERY // 2, EVERY * 2)
        self.before += stage == "asked"
        self.between += stage == "taken"
        os.kill(self.worker.program.pid, SIGKILL)

    @property
    def at(self) -> str:
        """Twice between, then once before."""
        return "asked" if (self.before + self.between) % 3 == 2 else "taken"


@pytest.fixture
def url() -> str:
    """Of the tests' own database."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def test_every_breach_is_marked_once_and_told_whatever_is_killed(url: str, tmp_path: Path) -> None:
    city, chance = stories.city(), Random(4)
    _reachable(city)
    _live(city, chance)
    interrupted = 0
    with ExitStack() as stack:
        mailbox = stack.enter_context(mail_server())
        environment = {"DATABASE_URL": url, "HUYING_DATA": str(tmp_path), "HUYING_SMTP_URL": mailbox.url}
        watches = [Program(WATCH, environment, stack) for _place in range(2)]
        worker = Worker(WORKER, environment, stack)
        killer = mailbox.meets = Killer(worker, chance)
        for now in _hours():
            before, enough = Reach.objects.count(), chance.randrange(1, 100)
            victim = watches[chance.randrange(2)] if now == BEGINS or chance.random() < 0.15 else None
            for watch in watches:
                watch.go(now)
            if victim:
                until(lambda: Reach.objects.count() >= before + enough or victim.has_spoken())  # noqa: B023 - called at once
                interrupted += not victim.has_spoken()
                victim.kill()
                victim.wake()
            for watch in watches:
                if watch is not victim:
                    watch.is_done()
            worker.works(now)
        watches[0].go(ENDS)
        watches[0].is_done()
        for now in (ENDS, MORNING, MORNING + HOUR, MORNING + 2 * HOUR):
            worker.works(now)
    assert interrupted
    _each_once()
    _all_came(mailbox, killer)


def _each_once() -> None:
    assert _marked() == _expected()
    told = Counter(key for event in Event.objects.filter(life="clock") for key, *_more in event.facts["reached"])
    assert told == Counter(Reach.objects.values_list("pk", flat=True))
    assert verify().findings == []
    accepted = Event.objects.filter(life="case", verb="accept", by="system").values_list("thing", flat=True)
    assert len(accepted) == len(set(accepted)) == CASES // 50


def _all_came(mailbox: Receiver, killer: Killer) -> None:
    """As the mail server saw it: each line to each reader once; a message twice only where a kill fell between hand-over and note."""
    assert min(killer.before, killer.between) > 0
    assert len(mailbox.marks) - len({*mailbox.marks}) == killer.between
    messages = dict(zip(mailbox.marks, mailbox.taken, strict=True))
    came = Counter((to, *line) for to, text in messages.values() for line in LINE.findall(text))
    assert came == _mailed()


def _mailed() -> Counter[tuple[str, str, str]]:
    """Reader, case and words, by looking at every reach; the hotline's dispatchers left no address."""
    found: Counter[tuple[str, str, str]] = Counter()
    for reach in Reach.objects.select_related("clock", "case", "unit"):
        kind, own = reach.mark.partition("_")[0], reach.unit.code if reach.unit else ""
        if reach.clock.kind == "assignment":  # the lead unit hears of it by the resident's clock
            continue
        readers = [own, *(["0"] if reach.mark == "breach" and reach.clock.kind in ("resolve", "dispatch") else [])]
        for code in readers:
            if code in READERS:
                found[READERS[code], reach.case.number, WORDS[kind]] += 1
    return found


def _reachable(city: stories.City) -> None:
    """One reader each at a street, at the district above it and at the city's top."""
    Staff.objects.filter(pk__in=[city.staff[name].pk for name in ("field", "roads", "handler")]).delete()
    Staff.objects.create(username="district", unit=city.unit["district"], role=Role.HANDLER)
    for code, address in READERS.items():
        assert Staff.objects.filter(unit__code=code).update(email=address) == 1


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
    rows = Clock.objects.values_list("pk", "kind", "unit_id", "case__unit_id", "due_at", "stopped_at")
    for key, kind, own, lead, due, stopped in rows:
        until_, unit = stopped or ENDS, None if kind == "dispatch" else own or lead
        if due is None or due >= until_:
            continue
        found[key, "breach", unit] += 1
        to = unit
        for level, days in LEVELS.items():
            to = above[to] if to else (hotline if level == 1 else None)
            if to is None:
                break
            if due + days * DAY < until_:
                found[key, f"escalate_{level}", to] += 1
    return found
