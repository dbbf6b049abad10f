"""What one pass of the watch costs over 100,000 open cases, beside bare SQL that marks and puts off as many clocks.

    python bench/watch.py [--cases 100000]

Starts a database of its own (durable) in a temporary folder, on the made-up city Yunxi. The cases came in evenly over a week
and are being worked on. Four passes: over all of them for the first time, a minute later, a day later (the watch was down), and
again with nothing left. Then what tells of that day, and the preview of a change that touches every clock. Prints JSON. Other load
shows in the watch and in bare SQL alike: believe the ratio, and the seconds of this process' own CPU.
"""

# ruff: noqa: PLC0415 - Django is set up first

import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from result import told

from huying.startup import ready

YUNXI = Path(__file__).parents[1] / "samples" / "yunxi"
WEEK, MINUTE, DAY = timedelta(days=7), timedelta(minutes=1), timedelta(days=1)
NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)  # a Friday, 15 o'clock in the city
CHUNK = 10_000
BARE = (
    """CREATE TEMP TABLE found ON COMMIT DROP AS
    SELECT id, case_id, due_at, unit_id, next_at FROM cases_clock WHERE next_at < %(now)s ORDER BY next_at, id""",
    """INSERT INTO cases_reach (clock_id, case_id, mark, at, due_at, unit_id)
    SELECT id, case_id, 'bare', %(now)s, due_at, unit_id FROM found""",
    "UPDATE cases_clock c SET next_at = f.next_at + interval '1 day' FROM found f WHERE f.id = c.id",
    "SET CONSTRAINTS ALL IMMEDIATE",
)


def main(cases: Annotated[int, typer.Option()] = 100_000) -> None:
    """Run the bench and print its figures as JSON."""
    with tempfile.TemporaryDirectory() as data:
        os.environ["HUYING_DATA"] = data
        os.environ.pop("DATABASE_URL", None)
        with ready(migrated=True):
            told("watch", "one pass of the watch over open cases", lambda: measured(cases))


def measured(cases: int) -> dict[str, Any]:
    """Seconds of each pass, and what it did."""
    from huying.base.units.roles import SYSTEM
    from huying.cases.models import Case, Clock
    from huying.web import setup

    setup.load(YUNXI, by=SYSTEM)
    began = time.perf_counter()
    for first in range(0, cases, CHUNK):
        taken_in(range(first, min(first + CHUNK, cases)), cases)
    made = time.perf_counter() - began
    vacuumed()
    passes = {"first": NOW, "a minute later": NOW + MINUTE, "a day later": NOW + DAY, "once more": NOW + DAY}
    turns = {name: turn(now) for name, now in passes.items()}
    return {
        "cases": Case.objects.count(), "running clocks": Clock.objects.filter(stopped_at=None).count(), "cases made, s": round(made, 1),
        "ratio": {"of": "the first pass", "to": "the same rows by bare SQL", "value": turns["first"]["ratio"]},
        **turns, "telling of that day": telling(NOW + DAY), "preview": preview(),
    }  # fmt: skip


def turn(now: datetime) -> dict[str, Any]:
    """First bare SQL, taken back; then the watch."""
    from huying.cases import watch
    from huying.cases.models import Reach

    before, bare = Reach.objects.count(), bared(now)
    began, busy = time.perf_counter(), time.process_time()
    done = watch.watch(now)
    spent, busy = time.perf_counter() - began, time.process_time() - busy
    marks = Reach.objects.count() - before
    return {
        "s": round(spent, 2), "own CPU, s": round(busy, 2), "bare SQL, s": round(bare, 2), "ratio": round(spent / bare, 1),
        "clocks looked at": done.read, "marks": marks, "decided": dict(done.decided),
    }  # fmt: skip


def telling(now: datetime) -> dict[str, Any]:
    """Seconds of the jobs that tell of the newest marks."""
    from huying.base.journal import clock
    from huying.base.journal.memory import Event
    from huying.notices import telling
    from huying.notices.models import Notice

    events = Event.objects.filter(life="clock").order_by("-id")[:5]
    began, marks = time.perf_counter(), sum(len(event.facts["reached"]) for event in events)
    with clock.at(now):
        for event in events:
            telling.notify_reach(event.thing, event.seq)
    return {"s": round(time.perf_counter() - began, 2), "marks": marks, "notices": Notice.objects.count()}


def preview() -> dict[str, Any]:
    """Seconds until it is known what a day more for every tier would move, and another city's office hours."""
    from dataclasses import replace

    from huying.base.catalogue import register as catalogue
    from huying.base.journal import clock
    from huying.base.units import calendars
    from huying.base.worktime.periods import Period
    from huying.cases import outlook

    tiers = {row.tier for row in catalogue.current().leaves() if row.tier and row.tier.limit}
    longer = {(tier.code, "limit"): replace(Period(**tier.limit), value=tier.limit["value"] + 1) for tier in tiers}
    found: dict[str, Any] = {}
    asked = {
        "tiers": lambda: outlook.of_tiers(longer),
        "hours": lambda: outlook.of_calendar(calendars.preview([], "Mo-Fr 07:00-15:00"), provisional_only=False),
    }
    with clock.at(NOW):
        for name, ask in asked.items():
            began = time.perf_counter()
            effect = ask()
            found[name] = {"s": round(time.perf_counter() - began, 2), "counted": effect.running, "moved": effect.moved}
    return found


def bared(now: datetime) -> float:
    """Seconds of plain statements that write a mark and a job for every clock that is due and put it off; rolled back."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        began = time.perf_counter()
        for statement in BARE:
            cursor.execute(statement, {"now": now})
        spent = time.perf_counter() - began
        transaction.set_rollback(True)
    return spent


def taken_in(places: range, of: int) -> None:
    """Cases that came in one after the other over a week, were dispatched at once and accepted within the hour."""
    from huying.base.catalogue import register as catalogue
    from huying.base.journal import clock, history, rows
    from huying.base.units import register as units
    from huying.base.units.models import Unit
    from huying.base.units.roles import SYSTEM, Actor, Role
    from huying.cases import handling, intake, routing
    from huying.cases.models import Case

    leaves = catalogue.current().leaves()
    categories = [
        row
        for row in leaves
        if row.tier and row.tier.limit and not row.tier.urgent and not (row.questions or row.emergency_number)
    ]
    offices = [
        unit for unit in units.current().by_id.values() if unit.level in (Unit.Level.DEPARTMENT, Unit.Level.STREET)
    ]
    with history.replay() as past:
        for place, key in zip(places, rows.reserve(Case, len(places)), strict=True):
            at, unit = NOW - WEEK * (of - place) / of, offices[place % len(offices)]
            with clock.at(at):
                call = intake.Call("路灯连续三天不亮", category=categories[place % len(categories)])
                case = intake.receive(call, by=SYSTEM, key=key).case
                routing.dispatch(case, to=unit, by=SYSTEM, basis="bench")
            with clock.at(at + timedelta(minutes=place % 60)):
                handling.accept(case, by=Actor(Role.HANDLER, "staff:1", unit_id=unit.pk))
        past.flush()


def vacuumed() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    typer.run(main)
