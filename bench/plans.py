"""What PostgreSQL reads for each page: statements, pages of 8 kB and milliseconds, and the costliest statement with its plan.

    python bench/plans.py --data DIR [--looks 20] [--plan]

DIR holds a city as `huying bench seed` makes it. Each page is asked for in process as somebody who is signed in, `--looks` times
with other cases, words and places; every SELECT is then explained (ANALYZE, BUFFERS), warm. Pages tell how it grows, whatever else
the machine does: with ten times the cases they must stay the same. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import json
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer
from result import percentiles, told

from huying.startup import ready

READS = ("SELECT", "WITH")
COUNTED = (*READS, "INSERT", "UPDATE", "DELETE")
COMMON, RARE = "路灯", "蓝花楹落叶堆积"


def main(
    data: Annotated[Path, typer.Option()], looks: Annotated[int, typer.Option()] = 20,
    plan: Annotated[bool, typer.Option(help="with the plan of the costliest statement")] = False,
    only: Annotated[str, typer.Option(help="pages whose name holds this")] = "",
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    os.environ |= {
        "HUYING_DATA": str(data),
        "HUYING_TIME_ZONE": "Asia/Shanghai",
        "HUYING_MFA_ROLES": "",
        "HUYING_LIMITS": "0",
    }
    os.environ.pop("DATABASE_URL", None)
    with ready():
        told("plans", "what PostgreSQL reads for each page", lambda: every(looks, plan, only))


def every(looks: int, plan: bool, only: str) -> dict[str, Any]:
    """Every page whose name holds `only`."""
    from huying.cases.models import OPEN, Case

    asked = {name: asked for name, asked in pages(Random(1)).items() if only in name}
    calls = {name: measured(account, address, looks, plan) for name, (account, address) in asked.items()}
    return {"cases": Case.objects.count(), "open": Case.objects.filter(OPEN).count(), "calls": calls}


def pages(random: Random) -> dict[str, tuple[str, Callable[[], str]]]:
    """Name → who opens it, and its next address."""
    from huying.cases.models import OPEN, Case

    numbers = list(Case.objects.filter(OPEN).values_list("number", flat=True)[:500])
    old = list(Case.objects.filter(state="closed").order_by("pk").values_list("number", flat=True)[:500])
    points = list(Case.objects.filter(OPEN, lat__isnull=False).values_list("lon", "lat")[:500])

    def window(zoom: int) -> str:
        west, north = tile(*random.choice(points), zoom)
        return f"/desk/map/points.json?list=all&zoom={zoom}&west={west - 1}&north={north - 1}&east={west + 1}&south={north + 1}"

    lists = {
        f"list: {account} {query}": (account, lambda query=query: f"/desk/?list={query}")
        for account in ("dispatcher", "supervisor", "handler", "street")
        for query in ("mine", "all", "all&late=1", "all&state=closed")
    }
    return {
        **lists,
        "search: common word": ("dispatcher", lambda: f"/desk/?list=all&q={COMMON}"),
        "search: common word, of one street": ("street", lambda: f"/desk/?list=all&q={COMMON}"),
        "search: rare phrase": ("dispatcher", lambda: f"/desk/?list=all&q={RARE}"),
        "search: nothing like it": ("dispatcher", lambda: "/desk/?list=all&q=鲸鱼搁浅"),
        "search: number": ("dispatcher", lambda: f"/desk/?list=all&q={random.choice(old)}"),
        "case: open": ("dispatcher", lambda: f"/desk/case/{random.choice(numbers)}/"),
        "case: closed": ("supervisor", lambda: f"/desk/case/{random.choice(old)}/"),
        "map: a quarter": ("dispatcher", lambda: window(14)),
        "map: the whole city": ("dispatcher", lambda: window(9)),
        "overview": ("supervisor", lambda: "/desk/overview/"),
        "dispatching": ("dispatcher", lambda: "/desk/dispatching/"),
        "looks": ("auditor", lambda: "/desk/looks/"),
        "audit": ("auditor", lambda: "/desk/audit/"),
        "public cases": ("", lambda: "/city/"),
    }


def tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile around a point (Web Mercator)."""
    side, angle = 1 << zoom, math.radians(lat)
    return int((lon + 180) / 360 * side), int((1 - math.asinh(math.tan(angle)) / math.pi) / 2 * side)


def measured(account: str, address: Callable[[], str], looks: int, plan: bool) -> dict[str, Any]:
    """The page asked for so many times, after one that is not counted."""
    client = signed_in(account)
    asked(client, address())
    times, buffers, statements, status, worst = [], [], [], set(), {"ms": 0.0}
    for _look in range(looks):
        code, seen = asked(client, address())
        status.add(code)
        reads = [each for each in seen if each[0].lstrip().upper().startswith(READS)]
        explained = [found for sql, params in reads if (found := explain(sql, params))]
        statements.append(sum(sql.lstrip().upper().startswith(COUNTED) for sql, _params in seen))
        times.append(sum(each["ms"] for each in explained))
        buffers.append(sum(each["pages"] for each in explained))
        worst = max(explained, key=lambda each: each["pages"], default=worst)
    if not plan:
        worst.pop("plan", None)
    return {
        **percentiles(times), "status": sorted(status), "statements": max(statements), "pages": max(buffers), "costliest": worst,
    }  # fmt: skip


def asked(client: Any, address: str) -> tuple[int, list[tuple[str, Any]]]:
    """The answer's status and the statements it took."""
    with watched() as seen:
        response = client.get(address)
        b"".join(response) if response.streaming else response.content
    return response.status_code, seen


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that Django sends meanwhile."""
    from django.db import connection

    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        seen.append((str(sql), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def explain(sql: str, params: Any) -> dict[str, Any] | None:
    """Milliseconds of planning and running, pages touched and the plan, the second time; None for what is sent prepared."""
    from django.db import connection

    if "$1" in sql:
        return None
    with connection.cursor() as cursor:
        for _time in range(2):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            told = cursor.fetchone()[0]
    told = (json.loads(told) if isinstance(told, str) else told)[0]
    top = told["Plan"]
    return {
        "ms": round(told["Planning Time"] + told["Execution Time"], 3), "pages": top["Shared Hit Blocks"] + top["Shared Read Blocks"],
        "sql": " ".join(sql.split())[:3000], "plan": _short(top),
    }  # fmt: skip


def _short(node: dict[str, Any], deep: int = 0) -> list[str]:
    about = node.get("Index Name") or node.get("Relation Name") or ""
    found, read = (
        f"{node['Actual Rows']}×{node['Actual Loops']}",
        node["Shared Hit Blocks"] + node["Shared Read Blocks"],
    )
    line = f"{'  ' * deep}{node['Node Type']} {about} rows {found} pages {read}"
    return [line, *(each for child in node.get("Plans", ()) for each in _short(child, deep + 1))]


def signed_in(account: str) -> Any:
    """A browser of this account; of nobody where it is empty."""
    from django.test import Client

    from huying.base.units.models import Staff

    client = Client(headers={"Host": "127.0.0.1"})
    if account:
        client.force_login(Staff.objects.get(username=account))
    return client


if __name__ == "__main__":
    typer.run(main)
