"""How soon My work is there with a million cases: SQL statements and milliseconds over HTTP, and in a browser.

    python bench/list.py [--cases 1000000] [--looks 60] [--data DIR]

Takes a made-up history into a database of its own, in Yunxi (see `import.py`; one case in twenty is still open), in a temporary
folder or in DIR, where a second run finds it: 50,000 cases by `huying import cases`, then copies of their rows (case, clocks,
assignments, events; no texts) by SQL until there are enough. Then each account opens its lists, and looks for what is new, one
request after the other, against the web server of `huying serve`; Chromium opens the first of them. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import json
import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from intake import served

from huying.serve import HUYING
from huying.startup import ready

CITY = Path(__file__).parents[1] / "samples" / "yunxi"
LOOKED_AT = {
    "dispatcher": ("?list=mine", "?list=mine&late=1", "?list=all", "?list=mine&category=0203", "?list=returns"),
    "supervisor": ("?list=mine", "?list=all"),
    "handler": ("?list=mine", "?list=all", "?list=called"),
    "street": ("?list=mine", "?list=all"),
}
"""Accounts of the made-up city, from the whole city to one street, and the addresses they open."""
IMPORTED = 50_000
COPIED = {"cases_case": "id", "cases_clock": "case_id", "cases_assignment": "case_id", "journal_event": "thing"}
"""What a list is read from → where the case's key stands in it."""
COUNTED = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", re.IGNORECASE)
CHROMIUM = "/usr/bin/chromium"


def main(
    cases: Annotated[int, typer.Option()] = 1_000_000, looks: Annotated[int, typer.Option()] = 60,
    data: Annotated[Path | None, typer.Option()] = None,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    with tempfile.TemporaryDirectory() as made:
        os.environ["HUYING_DATA"] = str(data or made)
        os.environ["HUYING_TIME_ZONE"] = "Asia/Shanghai"
        os.environ["HUYING_LIMITS"] = "1000"
        os.environ["HUYING_MFA_ROLES"] = ""
        os.environ.pop("DATABASE_URL", None)
        with ready(migrated=True):
            _filled(Path(made), cases)
            typer.echo(json.dumps(measured(looks), ensure_ascii=False, indent=1))


def measured(looks: int) -> dict[str, Any]:
    """Every list of every account, and what it costs."""
    from huying.cases.models import OPEN, Case

    with served() as (_server, port):
        return {
            "what": "the page of a work list over HTTP, one client; ready: in Chromium, from the request to the drawn table",
            "cases": Case.objects.count(), "open": Case.objects.filter(OPEN).count(), "cpus": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
            "lists": {
                f"{name} {address}": looked(name, address, port, looks)
                for name, addresses in LOOKED_AT.items() for address in addresses
            },
            "what is new": arrivals("dispatcher", port, looks),
            "ready, ms": drawn("dispatcher", port, looks),
        }  # fmt: skip


def looked(name: str, address: str, port: int, looks: int) -> dict[str, Any]:
    """Statements, rows and time of one list."""
    page, spans = asked(name, port, f"/desk/{address}", looks)
    number, sql = counted(name, address)
    return {"rows": page.count(b'name="case"'), "statements": number, "SQL, ms": sql, **_times(spans)}


def arrivals(name: str, port: int, looks: int) -> dict[str, Any]:
    """The question for new cases that every open list asks twice a minute."""
    page, _spans = asked(name, port, "/desk/?list=mine", 1)
    url = re.search(rb'data-arrived="([^"]+)"', page)
    assert url
    return _times(asked(name, port, url[1].decode().replace("&amp;", "&"), looks)[1])


def asked(name: str, port: int, path: str, looks: int) -> tuple[bytes, list[float]]:
    """The page, and how long each look took in milliseconds; the first is not counted."""
    spans, page = [], b""
    for _look in range(looks + 1):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": _cookie(name)})
        began = time.perf_counter()
        page = urllib.request.urlopen(request).read()  # noqa: S310 - our own server
        spans.append((time.perf_counter() - began) * 1000)
    return page, spans[1:]


def counted(name: str, address: str) -> tuple[int, float]:
    """How many statements the page costs in process, warm, and what the database says they took, in milliseconds."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Cookie": _cookie(name), "Host": "127.0.0.1"})
    client.get(f"/desk/{address}")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/desk/{address}")
    mine = [query for query in seen.captured_queries if COUNTED.match(query["sql"])]
    return len(mine), round(sum(float(query["time"]) for query in mine) * 1000, 1)


def drawn(name: str, port: int, looks: int) -> dict[str, float]:
    """From the request to the table on the screen and everything loaded, in Chromium at 1440 px, nothing in its cache the first time."""
    from playwright.sync_api import sync_playwright

    key, _equals, value = _cookie(name).partition("=")
    spans = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": key, "value": value, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        for _look in range(min(looks, 20)):
            page.goto(f"http://127.0.0.1:{port}/desk/?list=mine")
            page.locator(".desk-list tbody tr").first.wait_for()
            spans.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
        browser.close()
    return {"first": round(spans[0]), "median": round(statistics.median(spans[1:])), "worst": round(max(spans[1:]))}


_cookies: dict[str, str] = {}


def _cookie(name: str) -> str:
    """Somebody who is signed in."""
    from django.conf import settings
    from django.test import Client

    from huying.base.units.models import Staff

    if name not in _cookies:
        client = Client()
        client.force_login(Staff.objects.get(username=name))
        _cookies[name] = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return _cookies[name]


def _filled(folder: Path, cases: int) -> None:
    from huying.cases.models import Case

    if not Case.objects.exists():
        subprocess.run([*HUYING, "setup", str(CITY)], check=True, stdout=subprocess.DEVNULL)
        file, mapping = import_module("import").made(folder, CITY, min(cases, IMPORTED))
        with _quiet():
            subprocess.run([*HUYING, "import", "cases", str(file), "--mapping", str(mapping), "--json"], check=True)
    if Case.objects.count() < cases:
        _multiplied(cases)


def _multiplied(cases: int) -> None:
    """Copy what is there, each time under new keys, and let the sequences go on behind it."""
    from django.db import connection
    from django.db.models import Max

    from huying.cases.models import Case

    n, far = Case.objects.count(), Case.objects.aggregate(last=Max("pk"))["last"]
    with connection.cursor() as cursor:
        for turn in range(1, -(-cases // n)):
            for table, key in COPIED.items():
                cursor.execute(_copy(cursor, table, key), {"turn": turn, "by": turn * far, "far": far})
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), (SELECT max(id) FROM cases_case))")
        cursor.execute("VACUUM ANALYZE")


def _copy(cursor: Any, table: str, key: str) -> str:
    """A copy of the first rows of a table; a case gets a number and an earlier number of its own."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [name for (name,) in cursor.fetchall() if name != "id" or key == "id"]
    other = {
        key: f'"{key}" + %(by)s', "number": "'9' || lpad((id + %(by)s)::text, 14, '0')", "parent_id": "NULL", "earlier_id": "NULL",
        "external": "external || '.' || %(turn)s",
    }  # fmt: skip
    chosen = ", ".join(
        other.get(name, f'"{name}"') if table == "cases_case" or name == key else f'"{name}"' for name in columns
    )
    named = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({named}) SELECT {chosen} FROM "{table}" WHERE "{key}" <= %(far)s'


@contextmanager
def _quiet() -> Iterator[None]:
    """What the import prints goes to the error stream: ours is JSON."""
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _times(spans: list[float]) -> dict[str, float]:
    ordered = sorted(spans)
    return {"p50, ms": round(statistics.median(ordered), 1), "p95, ms": round(ordered[int(len(ordered) * 0.95) - 1], 1)}


if __name__ == "__main__":
    typer.run(main)
