"""How fast records of other systems are applied, mixed as they come: new cases, updates of known ones, duplicates, refusals.

    python bench/exchange.py api [--records 150000] [--at-once 500]        # POST /api/v1/bulk
    python bench/exchange.py folder [--records 150000]                     # a drop folder

Starts a database of its own (durable) on the made-up city Yunxi, in a temporary folder; `api` beside it a web server as `huying
serve` does. First some cases are filed that later records update or repeat. Then, in the same run, new cases are filed one by one, so
that the share of that rate can be told. Prints JSON.
"""

import json
import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from random import Random
from typing import Annotated, Any, Literal

import psutil
import typer
from intake import CITY, bodies, cpu, served

from huying import embedded
from huying.serve import HUYING

SOURCE = "bench"
MIX = {"new": 0.60, "update": 0.25, "known": 0.10, "refused": 0.05}
"""Kinds of record, and their shares."""
STOCK = 0.05
"""Cases that are there before, as a share of the records."""
CLIENTS = 8

app = typer.Typer()


@app.callback(help=__doc__)
def either_way() -> None:
    """What both ways share is above; each has a command of its own."""


@dataclass(frozen=True)
class Record:
    """What another system tells: a case with its number there, or, of an update, words to be noted at it."""

    kind: Literal["new", "update", "known", "refused"]
    external: str
    call: dict[str, Any]
    """As `POST /cases` takes it, without source and number there; empty of an update."""
    note: str = ""


def stock(calls: Sequence[dict[str, Any]], n: int) -> list[Record]:
    """The cases that are there before."""
    return [Record("new", f"S{i}", calls[i % len(calls)]) for i in range(max(int(n * STOCK), 50))]


def records(calls: Sequence[dict[str, Any]], n: int, known: Sequence[Record]) -> Iterator[Record]:
    """`n` records in the mix above; updates and repetitions are of `known`."""
    random = Random(11)
    for i, kind in enumerate(random.choices([*MIX], [*MIX.values()], k=n)):
        call, old = calls[i % len(calls)], random.choice(known)
        if kind == "update":
            yield Record("update", old.external, {}, f"第 {i} 次核实:现场情况属实,已安排处理。")
        elif kind == "known":
            yield Record("known", old.external, old.call)
        elif kind == "refused":
            yield Record("refused", f"R{i}", call | {"category": "no such category"})
        else:
            yield Record("new", f"N{i}", call)


@contextmanager
def city() -> Iterator[Path]:
    """The made-up city in a data folder of its own, its database up."""
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"HUYING_DATA": data, "HUYING_LIMITS": "0"}
        os.environ.pop("DATABASE_URL", None)
        with embedded.database():
            subprocess.run([*HUYING, "setup", str(CITY)], check=True, stdout=subprocess.DEVNULL)
            yield Path(data)


# -- through the API


@app.command()
def api(
    records_: Annotated[int, typer.Option("--records")] = 150_000, at_once: Annotated[int, typer.Option()] = 500,
    single: Annotated[int, typer.Option()] = 2_000,
) -> None:  # fmt: skip
    """Through the bulk call over HTTP, with eight clients."""
    with city(), served() as (server, port):
        made = subprocess.run(
            [*HUYING, "key", "create", "--role", "operator", "--unit", "hotline"],
            check=True,
            capture_output=True,
            text=True,
        )
        key = next(word for word in made.stdout.split() if word.startswith("hy_"))
        calls = [json.loads(body) for body in bodies(port, 5_000)]
        typer.echo(json.dumps(through_the_api(server, port, key, calls, records_, at_once, single), indent=2))


def through_the_api(
    server: psutil.Process, port: int, key: str, calls: list[dict[str, Any]], n: int, at_once: int, single: int
) -> dict[str, Any]:  # fmt: skip
    """What single calls and what the bulk call reach, and what became of the records."""
    known = stock(calls, n)
    send(port, key, "bulk", [_bulk(part) for part in parts(known, at_once)])
    alone = [_json(calls[i % len(calls)] | {"source": "alone", "external": str(i)}) for i in range(single)]
    one_by_one, cpu_single, _answers = timed(server, port, key, "cases", alone)
    mixed = [*records(calls, n, known)]
    wall, used, answers = timed(server, port, key, "bulk", [_bulk(part) for part in parts(mixed, at_once)])
    told = Counter[str]()
    for answer in answers:
        told.update({name: answer[name] for name in ("received", "applied", "known", "refused")})
    sent = Counter(record.kind for record in mixed)
    assert told == {
        "received": n,
        "applied": sent["new"] + sent["update"],
        "known": sent["known"],
        "refused": sent["refused"],
    }
    return {
        "records": n, "of a kind": dict(sent), "answered": dict(told), "at once": at_once, "clients": CLIENTS,
        "s": round(wall, 1), "records/s": round(n / wall), "server CPU, ms a record": round(1000 * used / n, 2),
        "single calls": single, "single calls/s": round(single / one_by_one),
        "server CPU, ms a single call": round(1000 * cpu_single / single, 2),
        "times the single rate": round(n / wall / (single / one_by_one), 1), "cpus": os.cpu_count(),
    }  # fmt: skip


def timed(
    server: psutil.Process, port: int, key: str, path: str, bodies: Sequence[bytes]
) -> tuple[float, float, list[Any]]:
    """Seconds by the wall, seconds of the server's CPU, and the answers."""
    began, before = time.perf_counter(), cpu(server)
    answers = send(port, key, path, bodies)
    took = time.perf_counter() - began
    return took, cpu(server) - before, [json.loads(answer) for answer in answers]


def send(port: int, key: str, path: str, bodies: Sequence[bytes]) -> list[bytes]:
    """POST each body, by eight clients that keep their connections; anything but 200 and 201 ends the bench."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        shares = [bodies[n::CLIENTS] for n in range(CLIENTS)]
        return [answer for some in pool.map(_share, repeat(port), repeat(key), repeat(path), shares) for answer in some]


def _share(port: int, key: str, path: str, bodies: Sequence[bytes]) -> list[bytes]:
    connection, answers = HTTPConnection("127.0.0.1", port), []
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    for body in bodies:
        connection.request("POST", f"/api/v1/{path}", body, headers)
        answer = connection.getresponse()
        answers.append(answer.read())
        assert answer.status in (200, 201), answers[-1]
    return answers


def parts(items: Sequence[Record], n: int) -> Iterator[Sequence[Record]]:
    """`n` at a time."""
    return (items[at : at + n] for at in range(0, len(items), n))


def _bulk(part: Sequence[Record]) -> bytes:
    return _json({"items": [_item(record) for record in part]})


def _item(record: Record) -> dict[str, Any]:
    if record.kind == "update":
        return {"take": "note", "source": SOURCE, "external": record.external, "said": {"text": record.note}}
    return {"file": record.call | {"source": SOURCE, "external": record.external}}


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


if __name__ == "__main__":
    app()
