"""How quick dockets, search and figures of mediation stay over three years of disputes.

    python bench/disputes.py [--cases 300000] [--data DIR]

The city is 云溪市; `--cases` disputes are stamped out from lives that the real commands lived (`huying/benching/disputes.py`), once, and
kept. Asked is what the pages ask: each docket of a mediator, of a centre and of the whole city, its first and a later page, by area and by
type; words anywhere in what was told, common and rare; one room; the figures of a month, a quarter and a year, of a committee and of the
whole city. Times are those of the queries with their rows. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from result import percentiles, told

from huying.startup import ready

HERE = Path(__file__).parent
LOOKS = 40
WORDS = ("拖欠工资", "漏水", "停车费", "两车剐蹭", "学府路 17", "相邻通道")


def main(
    cases: Annotated[int, typer.Option()] = 300_000, data: Annotated[Path | None, typer.Option()] = None,
    looks: Annotated[int, typer.Option()] = LOOKS,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    os.environ["HUYING_DATA"] = str(data or HERE.parent / "var" / f"bench-disputes-{cases}")
    os.environ.pop("DATABASE_URL", None)
    with ready(migrated=True):
        told("disputes", "dockets, search and rooms over many disputes", lambda: measured(cases, looks))


def measured(n: int, looks: int) -> dict[str, Any]:
    """Milliseconds and statements of each look, and how the disputes came in."""
    from huying.civic.mediation.models import Dispute

    poured = _poured(n)
    calls = {name: _looked(look, looks) for name, look in _looks().items()}
    return {"cases": Dispute.objects.count(), "calls": calls, **poured}


def _poured(n: int) -> dict[str, Any]:
    from django.db import connection

    from huying.base.journal import audit
    from huying.base.places import register as places
    from huying.base.units import register as units
    from huying.benching import disputes
    from huying.civic.mediation.models import Committee
    from huying.web import setup

    if not Committee.objects.exists():
        setup.load(HERE.parent / "samples" / "yunxi", lambda _n: None, by=audit.console())
        places.current.forget()
        units.current.forget()
    poured = disputes.upto(n, until=audit.today())
    if poured["written"]:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return {"came in": poured}


def _looks() -> dict[str, Callable[[random.Random], Any]]:
    from huying.base.places.models import Area
    from huying.base.units.models import Staff, Unit
    from huying.base.units.roles import Actor, Role
    from huying.civic.mediation import queries
    from huying.civic.mediation.models import Dispute, DisputeType
    from huying.civic.mediation.room import room

    mediators = [row.actor for row in Staff.objects.filter(role=Role.MEDIATOR, unit__committee__isnull=False)]
    top = Unit.objects.get(parent=None).pk
    whole = Actor(Role.SUPERVISOR, "staff:0", unit_id=top)
    areas, types = list(Area.objects.filter(level=2)), list(DisputeType.objects.all())
    newest = list(Dispute.objects.order_by("-pk")[:200])

    def docket(by: Callable[[random.Random], Actor], name: str, **more: Any) -> Callable[[random.Random], Any]:
        return lambda chance: queries.page(queries.LISTS[name](by(chance)), **more)

    def later(chance: random.Random) -> Any:
        first = queries.page(queries.docket_of(whole))
        return queries.page(queries.docket_of(whole), after=first.next)

    def narrowed(**given: Callable[[random.Random], Any]) -> Callable[[random.Random], Any]:
        return lambda chance: queries.page(
            queries.narrowed(
                queries.visible_to(whole), queries.Filters(**{name: of(chance) for name, of in given.items()})
            ),
            newest_first=True,
        )

    own = lambda chance: chance.choice(mediators)  # noqa: E731 - one of many, drawn
    city = lambda chance: whole  # noqa: E731
    return {
        "docket of a mediator": docket(own, "open"),
        "all of a committee, newest first": docket(own, "all", newest_first=True),
        "docket of the city": docket(city, "open"),
        "its second page": later,
        "all of the city, newest first": docket(city, "all", newest_first=True),
        "by area": narrowed(area=lambda chance: chance.choice(areas)),
        "by type": narrowed(type=lambda chance: chance.choice(types)),
        "late": narrowed(late=lambda chance: True),
        "by words": narrowed(text=lambda chance: chance.choice(WORDS)),
        "by number": narrowed(text=lambda chance: chance.choice(newest).number),
        "one room": lambda chance: room(chance.choice(newest), whole),
        **_figures(whole, own),
    }


def _figures(whole: Any, own: Callable[[random.Random], Any]) -> dict[str, Callable[[random.Random], Any]]:
    """Every figure of a period and of the two it is compared with, and one figure by parts and over time."""
    from huying.base.journal import audit
    from huying.civic.mediation.figures import COUNTED
    from huying.insight import disputes, periods

    until = periods.month(audit.today())[0] - periods.DAY

    def around(kind: str) -> list[Any]:
        days = periods.AROUND[kind](until)
        return [days, periods.before(*days), periods.year_before(*days)]

    def every(kind: str, by: Callable[[random.Random], Any] = lambda chance: whole) -> Callable[[random.Random], Any]:
        return lambda chance: disputes.told(by=by(chance), days=around(kind))

    def parted(kind: str, group: str) -> Callable[[random.Random], Any]:
        return lambda chance: disputes.told(by=whole, days=around(kind), group=group, codes=["agreed"])

    def line(chance: random.Random) -> Any:
        return disputes.told(
            by=whole, days=periods.split("month", *periods.latest("month", until, 13)), codes=["agreed"]
        )

    return {
        "figures of a month": every("month"), "figures of a month, one committee": every("month", own),
        "figures of a quarter": every("quarter"), "figures of a year": every("year"),
        "agreed by committee, a quarter": parted("quarter", "unit"), "agreed by type, a quarter": parted("quarter", "type"),
        "agreed over 13 months": line,
        "behind a figure": lambda chance: list(_behind(whole, around("quarter")[0], chance.choice([*COUNTED]))),
    }  # fmt: skip


def _behind(by: Any, days: Any, code: str) -> Any:
    from huying.civic.mediation import figures, queries

    return queries.page(figures.behind(code, by=by, days=days), newest_first=True).disputes


def _looked(look: Callable[[random.Random], Any], n: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    chance, spans, statements = random.Random(7), [], 0
    look(chance)
    with CaptureQueriesContext(connection) as seen:
        look(chance)
    statements = len(seen.captured_queries)
    for _look in range(n):
        began = time.perf_counter()
        look(chance)
        spans.append((time.perf_counter() - began) * 1000)
    return percentiles(spans) | {"statements": statements}


if __name__ == "__main__":
    typer.run(main)
