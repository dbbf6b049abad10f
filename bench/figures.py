"""How long figures take over a city with many cases: a day's refresh, everything anew, and what dashboards ask.

    python bench/figures.py [--cases 2000000] [--events 5000] [--data DIR] [--no-anew]

The cases are those of bench/city.py, taken in by `huying import cases` (kept, so that they are loaded once): their journal is real, and
the lake is made from it. Their lives are short (receipt, dispatch, acceptance, reply, end). The day's events are then written by the
real commands on cases that are open. A dashboard is a whole page that no earlier one has answered: the boards of heads of units (a day),
of supervisors and of the whole city (a month), each by units, areas, categories and channels, and the public's quarter, as the server makes
them, with their comparisons, their line over time and their scores. Months and quarters that are over are published, as they
are in a city. `--no-anew`: the lake of an earlier run is kept, and only brought up to date before the day. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Annotated, Any

import city
import typer
from result import told

from huying.startup import ready

PAGES = 120


def main(
    cases: Annotated[int, typer.Option()] = 2_000_000, events: Annotated[int, typer.Option()] = 5_000,
    dashboards: Annotated[int, typer.Option()] = PAGES, data: Annotated[Path | None, typer.Option()] = None,
    anew: Annotated[bool, typer.Option(help="First make the whole lake anew.")] = True,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    os.environ["HUYING_DATA"] = str(city.folder(cases, data))
    os.environ.pop("DATABASE_URL", None)
    with ready(migrated=True):
        told(
            "figures",
            "figures made anew, refreshed after a day, and asked as whole pages",
            lambda: measured(events, dashboards, anew=anew),
        )


def measured(events: int, dashboards: int, *, anew: bool) -> dict[str, Any]:
    """Seconds of each part, and what it did."""
    from huying.cases.models import Case
    from huying.insight import lake, refreshing

    first, took = timed(lambda: refreshing.refresh(full=anew))
    _, published = timed(_published)
    n_events, made = timed(lambda: a_day(events))
    day, refreshed = timed(refreshing.refresh)
    held = lake.manifest()
    return {
        "cases": Case.objects.count(), "facts": held.n_base + held.n_deltas,
        "lake, MB": round(sum((lake.folder() / name).stat().st_size for name in held.files) / 1e6, 1),
        "everything anew": {"s": round(took, 1), "cases": first.cases} if first.full else {},
        "months and quarters of a year published in, s": round(published, 1),
        "a day": {"events": n_events, "made in, s": round(made, 1), "refresh, s": round(refreshed, 2), "cases counted anew": day.cases},
        "dashboards": asked(dashboards), "most memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def _published() -> None:
    """As if there had been a lake for two years: what is over is published."""
    from dataclasses import replace

    from huying.insight import firsts, lake

    firsts.MONTHS, firsts.QUARTERS = 13, 9
    lake.publish(replace(lake.manifest(), began=0.0))
    firsts.keep(lake.manifest())


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
    """Milliseconds of pages that nobody asked for before; the first of each kind, which puts its expressions into SQL, is not counted."""
    from django.test import Client, override_settings

    from huying.insight import counting

    chance, taken = random.Random(7), {}
    clients = {name: _client(staff) for name, staff in _staff().items()} | {"public": Client()}
    pages = [*_pages(random.Random(6), [*clients])]
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for name, _kind, address in _one_of_each(pages):  # once each, as a server does before it takes traffic
            clients[name].get(address)
        for name, kind, address in chance.sample(pages, min(n, len(pages))):
            counting.forget()
            answer, took = timed(lambda name=name, address=address: clients[name].get(address))
            assert answer.status_code == 200, (address, answer.status_code)
            taken.setdefault(kind, []).append(took * 1000)
    every = sorted(ms for of in taken.values() for ms in of)
    return {
        "pages": len(every),
        "p50, ms": round(every[len(every) // 2]),
        "p95, ms": round(quantiles(every, n=20)[-1]),
        "by page: p50 and worst, ms": {
            kind: [round(sorted(of)[len(of) // 2]), round(max(of))] for kind, of in sorted(taken.items())
        },
    }


def _one_of_each(pages: list[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Of each kind of page the first."""
    yield from {
        (kind, address.partition("&by=")[2]): (name, kind, address) for name, kind, address in reversed(pages)
    }.values()


def _client(staff: Any) -> Any:
    from django.test import Client

    client = Client(headers={"accept-language": "zh"})
    client.force_login(staff)
    return client


def _staff() -> dict[str, Any]:
    """Heads of some units, a supervisor of the city, and one of each district."""
    from huying.base.units import register as units
    from huying.base.units.models import Staff, Unit
    from huying.base.units.roles import Role

    found: dict[str, Any] = {}
    for unit in units.current().by_id.values():
        top = unit.parent_id is None
        if unit.retired or not (top or unit.level in (Unit.Level.DEPARTMENT, Unit.Level.DISTRICT, Unit.Level.STREET)):
            continue
        role = Role.SUPERVISOR if top or unit.level == Unit.Level.DISTRICT else Role.HANDLER
        name = f"bench-{unit.code}"
        found[f"{role}:{name}"] = Staff.objects.get_or_create(username=name, defaults={"unit": unit, "role": role})[0]
    return found


def _pages(chance: random.Random, names: list[str]) -> Iterator[tuple[str, str, str]]:
    """(who, what kind of page, address): days of units and months of supervisors, of the last year; the public's quarters."""
    from huying.cases.models import Case
    from huying.insight import periods

    newest = Case.objects.latest("received_at").received_at.date()
    by = ("unit", "unit:department", "area", "area:street", "category", "category:2", "channel")
    codes = ("on_time", "received", "resolution", "handling_time", "open", "repeated")
    for name in names:
        if name == "public":
            quarters = {periods.quarter(newest - timedelta(days=back))[0] for back in range(95, 365, 30)}
            yield from (
                (name, "the public, a quarter", f"/city/figures/?day={day}&code={code}&by={of}")
                for day in sorted(quarters)
                for code in codes
                for of in ("area:district", "area:street", "unit:department", "category:1", "channel")
            )
            continue
        kind, period = (
            ("a supervisor, a month", "month")
            if name.startswith("supervisor")
            else ("the head of a unit, a day", "day")
        )
        for back in chance.sample(range(1, 365), 12):
            day = newest - timedelta(days=back)
            yield (
                name,
                kind,
                f"/desk/figures/?period={period}&day={day}&code={chance.choice(codes)}&by={chance.choice(by)}",
            )


if __name__ == "__main__":
    typer.run(main)
