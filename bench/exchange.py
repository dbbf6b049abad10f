"""How fast records of other systems are applied, mixed as they come: new cases, updates of known ones, duplicates, refusals.

    python bench/exchange.py api [--records 150000] [--at-once 500]        # POST /api/v1/bulk
    python bench/exchange.py folder [--records 150000]                     # a drop folder

Starts a database of its own (durable) on the made-up city Yunxi, in a temporary folder; `api` beside it a web server as `huying
serve` does. First some cases are filed that later records update or repeat. Then, in the same run, new cases are filed one by one, so
that the share of that rate can be told. Prints JSON. Long because both ways stand beside one another.
"""

import csv
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
from intake import CITY, bodies, cpu
from result import told as printed
from serving import served

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
        printed(
            "exchange",
            "records of another system by POST /api/v1/bulk",
            lambda: through_the_api(server, port, key, calls, records_, at_once, single),
        )


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
        "ratio": {"of": "records/s in bulk", "to": "single calls/s", "value": round(n / wall / (single / one_by_one), 1)},
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


# -- through a drop folder


CALLS = {
    "source": SOURCE, "time_zone": "Asia/Shanghai", "number": "number", "text": "text", "received": "received",
    "point": {"lon": "lon", "lat": "lat"}, "category": "category", "contact": {"name": "name", "phone": "phone"},
}  # fmt: skip
STEPS = {
    "source": SOURCE, "time_zone": "Asia/Shanghai", "number": "number", "id": "id", "step": {"otherwise": "note"}, "text": "text",
}  # fmt: skip


@app.command()
def folder(
    records_: Annotated[int, typer.Option("--records")] = 150_000, single: Annotated[int, typer.Option()] = 2_000
) -> None:
    """Through a drop folder, by one worker: a file of calls, and one of steps of cases that lie with a unit."""
    with city() as data:
        with served() as (server, port):
            command = [*HUYING, "key", "create", "--role", "operator", "--unit", "hotline"]
            made = subprocess.run(command, check=True, capture_output=True, text=True)
            key = next(word for word in made.stdout.split() if word.startswith("hy_"))
            calls = [json.loads(body) for body in bodies(port, 5_000)]
            known = stock(calls, records_)
            send(port, key, "bulk", [_bulk(part) for part in parts(known, 500)])
            alone = [_json(calls[i % len(calls)] | {"source": "alone", "external": str(i)}) for i in range(single)]
            one_by_one, _cpu, _answers = timed(server, port, key, "cases", alone)
        from huying.startup import ready  # noqa: PLC0415 - Django is set up by it

        with ready():
            told = through_a_folder(data, [*records(calls, records_, known)], known)
        rate = told["records/s"]
        told |= {"single calls": single, "single calls/s": round(single / one_by_one)}
        typer.echo(json.dumps(told | {"times the single rate": round(rate / (single / one_by_one), 1)}, indent=2))


def through_a_folder(data: Path, mixed: Sequence[Record], known: Sequence[Record]) -> dict[str, Any]:
    """Drop both files, run a round of each connector, and say what became of the records."""
    from huying.base.journal import audit  # noqa: PLC0415 - Django is set up first
    from huying.cases.models import Connector  # noqa: PLC0415
    from huying.web.exchange.connectors import configuring, rounds  # noqa: PLC0415

    _lie_with_a_unit()
    steps = [record for record in mixed if record.kind == "update"]
    filed = [record for record in mixed if record.kind != "update"]
    _dropped(data, "calls", known)
    _dropped(data, "steps", steps)
    entries = [_connector("calls", "calls", CALLS), _connector("steps", "steps", STEPS)]
    configuring.load(entries, by=audit.console())
    rounds.run(Connector.objects.get(slug="calls"))  # what is there before, sent once: what repeats it is a duplicate
    _dropped(data, "calls", filed)
    me, told = psutil.Process(), Counter[str]()
    began, before = time.perf_counter(), sum(me.cpu_times()[:2])
    for name in ("calls", "steps"):
        counts = rounds.run(Connector.objects.get(slug=name))
        assert not counts.trouble, counts.trouble
        told.update({state: getattr(counts, state) for state in ("received", "applied", "refused", "duplicate")})
    wall, used, n = time.perf_counter() - began, sum(me.cpu_times()[:2]) - before, len(mixed)
    sent = Counter(record.kind for record in mixed)
    assert told == {
        "received": n, "applied": sent["new"] + sent["update"], "duplicate": sent["known"], "refused": sent["refused"]
    }  # fmt: skip
    return {
        "records": n, "of a kind": dict(sent), "became": dict(told), "s": round(wall, 1), "records/s": round(n / wall),
        "worker CPU, ms a record": round(1000 * used / n, 2),
    }  # fmt: skip


def _lie_with_a_unit() -> None:
    """The cases that are there before: the unit whose system tells of them leads them."""
    from huying.base.units.models import Unit  # noqa: PLC0415 - Django is set up first
    from huying.base.units.roles import SYSTEM  # noqa: PLC0415
    from huying.cases import routing  # noqa: PLC0415
    from huying.cases.models import Case  # noqa: PLC0415

    unit = Unit.objects.get(code="lighting")
    for case in Case.objects.filter(source=SOURCE, external__startswith="S").select_related("tier", "category"):
        routing.dispatch(case, to=unit, by=SYSTEM, basis="bench")


def _dropped(data: Path, name: str, told: Sequence[Record]) -> None:
    """A file with these records in the folder of this connector."""
    (data / "exchange" / name).mkdir(parents=True, exist_ok=True)
    with (data / "exchange" / name / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["number", "id", "text"] if name == "steps" else COLUMNS)
        for place, record in enumerate(told):
            out.writerow([record.external, place, record.note] if name == "steps" else _row(record))


COLUMNS = ["number", "text", "received", "lon", "lat", "category", "name", "phone"]


def _row(record: Record) -> list[Any]:
    call, contact = record.call, record.call.get("contact", {})
    place = call["place"]
    said = [call["text"], "2026-11-01 09:00:00", place["lon"], place["lat"], call["category"]]
    return [record.external, *said, contact.get("name", ""), contact.get("phone", "")]


def _connector(name: str, takes: str, mapping: dict[str, Any]) -> dict[str, Any]:
    return {
        "slug": name, "name": name, "unit": "lighting", "takes": takes, "content": "bench", "basis": "bench", "on": True,
        "folder": {"folder": name, "still": 0}, "mapping": mapping,
    }  # fmt: skip


if __name__ == "__main__":
    app()
