"""File → accept → reply → read over HTTP, in an open loop: a rate that is held, and DIGIT's bursts.

    python bench/cycle.py [--cases 1000000] [--pattern 60x120]
    python bench/cycle.py --pattern digit                    # 1→15→1→25→2→35→10 cycles a second
    python bench/cycle.py --pattern digit --times 3

`huying serve` as in production, on the city of `city.py` or of --data; web, workers, database and the load generator share the machine.
The calls stand in `calls/cycle.yaml`; routing is a job of the worker, as ever. Beside it, raw psycopg writes all rows of the same cases
once more, one transaction a case. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import os
import time
from pathlib import Path
from random import Random
from typing import Annotated, Any

import city
import typer
from load.description import Description
from load.generator import Load, Phase
from load.report import report
from processes import watched
from result import Result, machine
from serving import supervised

from huying.startup import ready

CALLS = Path(__file__).parent / "calls" / "cycle.yaml"
DIGIT = (1, 15, 1, 25, 2, 35, 10)
"""Cycles a second, one phase after the other, as DIGIT's own load test goes (`performance/README.md` there)."""
MATTERS, WARM = 200, Phase(5, 10)
WAITING = """SELECT count(*) FROM procrastinate_jobs
    WHERE status = 'todo' AND queue_name IN ('reactions', 'notices') AND (scheduled_at IS NULL OR scheduled_at <= now())"""
QUIET, PATIENCE = 10, 3600  # jobs; seconds
ROUTED = 600  # looks, a tenth of a second apart
SAID = ("路灯连续三天不亮,夜里看不清路", "小区门口路面破损积水,老人走过很危险", "早晨六点工地施工噪声扰民,影响休息")


def main(
    cases: Annotated[int, typer.Option()] = 1_000_000, pattern: Annotated[str, typer.Option()] = "60x120",
    times: Annotated[float, typer.Option(help="Of the rates.")] = 1, phase: Annotated[float, typer.Option(help="Seconds, of digit.")] = 20,
    data: Annotated[Path | None, typer.Option()] = None,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    os.environ |= {
        "HUYING_DATA": str(city.folder(cases, data)),
        "HUYING_LIMITS": "1000",
        "HUYING_TIME_ZONE": "Asia/Shanghai",
    }
    os.environ.pop("DATABASE_URL", None)
    phases = [Phase(rate, phase) for rate in DIGIT] if pattern == "digit" else Phase.read(pattern)
    phases = [Phase(each.rate * times, each.seconds) for each in phases]
    with ready(migrated=True):
        measured("burst" if pattern == "digit" else "cycle", phases).printed()


def measured(name: str, phases: list[Phase]) -> Result:
    """The calls, what each process used meanwhile, and how long the worker still had to do when the last answer was there."""
    from huying.cases.models import Case

    n, where, given = Case.objects.count(), machine(), matters()
    with supervised() as address:
        settled()
        Load(address, Description.read(CALLS, given)).run([WARM])
        settled()
        with watched() as processes:
            told = report(Load(address, Description.read(CALLS, given)).run(phases), phases)
            left = waiting()
            took = statements(given[0])
        told |= {"jobs left at the last answer": left, "s until they were done": round(settled(), 1)}
    for call, n_statements in took.items():
        told["calls"][call]["statements"] = n_statements
    told["CPU a cycle, ms"] = {
        kind: round(row["CPU, s"] / told["journeys"]["intended"] * 1000, 1) for kind, row in processes.items()
    }
    what = "file → accept → reply → read over HTTP, open loop"
    return Result(name, what, n, calls=told.pop("calls"), figures=told, processes=processes, machine=where)


def statements(matter: dict[str, Any]) -> dict[str, int]:
    """How many SQL statements each call takes, asked in process and warm; the worker routes the case meanwhile."""
    from asking import counted

    counts, values = dict[str, int](), {**matter, "n": 0}
    for call in Description.read(CALLS, [matter]).calls * 2:
        for _try in range(ROUTED):
            answer, counts[call.name] = counted(*call.request(values))
            if answer.status_code != 404:
                break
            time.sleep(0.1)
        values |= call.taken({}, answer.content)
    return counts


def waiting() -> int:
    """Jobs that the worker could do now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def settled() -> float:
    """Wait until hardly a job waits, as on a day on which a city did not just move in; seconds."""
    began = time.monotonic()
    while waiting() > QUIET and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
    return time.monotonic() - began


def matters() -> list[dict[str, Any]]:
    """What is filed where, and the key of the unit that gets it by the duty list."""
    from huying.base.catalogue import register as catalogue
    from huying.base.places import locator
    from huying.base.units.models import Key, Unit
    from huying.base.units.roles import Role
    from huying.cases import ancestry, responsibility
    from huying.cases.models import Case
    from huying.web import maps

    west, south, east, north = map(float, maps.bounds().split(","))
    random, keys, found = Random(7), dict[int, str](), list[dict[str, Any]]()
    plain = [
        leaf for leaf in catalogue.current().leaves() if not (leaf.evidence or leaf.emergency_number or leaf.questions)
    ]
    filing = Key.make(Role.OPERATOR, Unit.objects.get(code="hotline"))
    while len(found) < MATTERS:
        lon, lat, category = random.uniform(west, east), random.uniform(south, north), random.choice(plain)
        area = locator.locate(lon, lat)
        unit = area and responsibility.suggest(Case(category=category, **ancestry.of_area(area))).unit
        if not unit:
            continue
        if unit.pk not in keys:
            keys[unit.pk] = Key.make(Role.HANDLER, unit)
        found.append(
            {"lon": round(lon, 6), "lat": round(lat, 6), "category": category.code, "said": random.choice(SAID),
             "house": random.randrange(400), "filing": filing, "key": keys[unit.pk]}
        )  # fmt: skip
    return found


if __name__ == "__main__":
    typer.run(main)
