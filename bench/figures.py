"""How long figures take over a city with many cases: a day's refresh, everything anew, and what dashboards ask.

    python bench/figures.py [--cases 2000000] [--events 5000] [--data DIR]

The cases are those of bench/city.py, taken in by `huying import cases` (kept, so that they are loaded once): their journal is real, and
the lake is made from it. Their lives are short (receipt, dispatch, acceptance, reply, end). The day's events are then written by the
real commands on cases that are open. A dashboard is one call of `figures` that no earlier one has answered: a unit's month, a
supervisor's month by unit and by area at each level, the public's quarter, the same before and a year before. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import json
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Annotated, Any

import city
import typer

from huying.startup import ready

LEVELS = {
    "unit": ("department", "district", "street", "community"),
    "area": ("district", "street", "community", "grid"),
}


def main(
    cases: Annotated[int, typer.Option()] = 2_000_000, events: Annotated[int, typer.Option()] = 5_000,
    dashboards: Annotated[int, typer.Option()] = 100, data: Annotated[Path | None, typer.Option()] = None,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    os.environ["HUYING_DATA"] = str(city.folder(cases, data))
    os.environ.pop("DATABASE_URL", None)
    with ready(migrated=True):
        typer.echo(json.dumps(measured(events, dashboards), ensure_ascii=False, indent=1))


def measured(events: int, dashboards: int) -> dict[str, Any]:
    """Seconds of each part, and what it did."""
    from huying.cases.models import Case
    from huying.insight import lake, refreshing

    full, anew = timed(lambda: refreshing.refresh(full=True))
    n_events, made = timed(lambda: a_day(events))
    day, refreshed = timed(refreshing.refresh)
    held = lake.manifest()
    return {
        "cases": Case.objects.count(), "facts": held.n_base + held.n_deltas, "cpus": os.cpu_count(),
        "lake, MB": round(sum((lake.folder() / name).stat().st_size for name in held.files) / 1e6, 1),
        "everything anew": {"s": round(anew, 1), "cases": full.cases},
        "a day": {"events": n_events, "made in, s": round(made, 1), "refresh, s": round(refreshed, 2), "cases counted anew": day.cases},
        "figures": asked(dashboards), "most memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def timed(what: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return what(), time.perf_counter() - began


def a_day(events: int) -> int:
    """So many events on open cases: each is accepted, its reporter told, answered and asked."""
    from huying.base.journal.memory import Event
    from huying.base.journal.refusals import Refused
    from huying.base.units.roles import Actor, Role
    from huying.cases import followup, handling
    from huying.cases.models import Case

    last = Event.objects.latest("pk").pk
    open_ = Case.objects.select_related("category", "tier", "area", "unit").filter(state="dispatched").order_by("?")
    for case in open_[: events // 4 + 1]:
        unit = Actor(Role.HANDLER, "staff:bench", unit_id=case.unit_id)
        with suppress(Refused):
            handling.accept(case, by=unit)
            handling.contact(case, by=unit, means="phone", reached=True)
            handling.reply(case, by=unit, text="已处理", result="resolved", basis="条例")
            followup.follow_up(case, by=Actor.resident(case.pk), decision="yes", contacted=True, satisfied=4)
    return Event.objects.filter(pk__gt=last, life="case").count()


def asked(n: int) -> dict[str, Any]:
    """Milliseconds of dashboards that nobody asked for before; the first of each kind puts its expressions into SQL."""
    from huying.insight import counting, figures

    questions = [*_questions(random.Random(6))]
    for question in questions:  # once each, as a server does before it takes traffic
        figures.figures(**question)
    taken: dict[str, list[float]] = {}
    for question in random.Random(7).choices(questions, k=n):
        counting.counted.cache_clear()
        name = f"{'public' if question['by'] is None else 'staff'}, {question['group'] or 'whole'}, {question.get('level') or '-'}"
        taken.setdefault(name, []).append(timed(lambda question=question: figures.figures(**question))[1] * 1000)
    every = sorted(ms for of in taken.values() for ms in of)
    worst = {name: round(max(of)) for name, of in sorted(taken.items())}
    return {
        "asked": len(every),
        "p50, ms": round(every[len(every) // 2]),
        "p95, ms": round(quantiles(every, n=20)[-1]),
        "worst, ms": worst,
    }


def _questions(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Months and quarters of the last two years, by everything that a dashboard shows."""
    from huying.base.places import register as places
    from huying.base.units import register as units
    from huying.base.units.roles import SYSTEM, Actor, Role
    from huying.cases.models import Case
    from huying.insight import periods

    newest = min(Case.objects.latest("received_at").received_at.date(), places.today())
    months = [periods.month(newest - timedelta(days=30 * back)) for back in range(1, 13)]
    handlers = [
        Actor(Role.HANDLER, "staff:bench", unit_id=unit.pk) for unit in units.current().by_id.values() if unit.parent_id
    ]
    for since, until in months:
        days: dict[str, date] = {"since": since, "until": until}
        yield {"by": chance.choice(handlers), "group": None, **days}
        yield {"by": SYSTEM, "group": None, **days}
        for group, levels in LEVELS.items():
            yield from ({"by": SYSTEM, "group": group, "level": level, **days} for level in levels)
        yield {"by": SYSTEM, "group": "category", "level": "1", **days}
        yield {"by": SYSTEM, "group": "channel", **days}
    for quarter in {periods.quarter(until) for _since, until in months[3:]}:
        for group in (None, "area", "unit", "category"):
            yield {"by": None, "group": group, "level": {"area": "district", "unit": "department", "category": "1"}.get(group or ""),
                   "since": quarter[0], "until": quarter[1]}  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
