"""How fast cases are filed over HTTP, beside raw psycopg writing the same rows with separate statements.

    python bench/intake.py [--cases 1000] [--rounds 5]

Starts a database of its own (durable: see "settings" in what it prints) and a web server as `huying serve` does, on the
made-up city Yunxi, in a temporary folder; then both sides take turns with eight clients. No worker runs: nothing
but intake uses the machine. Prints JSON. Other load shows in both rates alike: believe the ratio and the CPU times.
"""

import json
import os
import statistics
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Annotated, Any

import psutil
import psycopg
import typer
from psycopg import sql
from psycopg.types.json import Jsonb
from result import told
from serving import served

import clients
from huying import embedded
from huying.serve import HUYING

CITY = Path(__file__).parents[1] / "samples" / "yunxi"
TABLES = {
    "cases_case": "id", "cases_casetext": "case_id", "cases_saying": "case_id", "cases_contact": "case_id", "journal_event": "thing",
    "journal_unsealed": "thing", "journal_words": "thing", "procrastinate_jobs": "(args->>'thing')::bigint",
}  # fmt: skip
"""What filing writes → where the case's key stands in it."""
MADE_BY_DATABASE = ("journal_event.id", "journal_unsealed.id", "journal_words.id", "procrastinate_jobs.id")


def main(cases: Annotated[int, typer.Option()] = 1000, rounds: Annotated[int, typer.Option()] = 5) -> None:
    """Run the bench and print its figures as JSON."""
    with tempfile.TemporaryDirectory() as data:
        os.environ["HUYING_DATA"] = data
        os.environ["HUYING_LIMITS"] = "1000"  # counted as ever, but all come from one address
        os.environ.pop("DATABASE_URL", None)
        with embedded.database():
            subprocess.run([*HUYING, "setup", str(CITY)], check=True, stdout=subprocess.DEVNULL)
            with served() as (server, port):
                told("intake", "a case filed over HTTP, eight clients", lambda: measured(server, port, cases, rounds))


def measured(server: psutil.Process, port: int, n: int, rounds: int) -> dict[str, Any]:
    """Let both sides take turns; the first, shorter turn warms both and is not counted."""
    url = embedded.url(embedded.data_folder() / "db")
    calls = list(bodies(port, n))
    taken = [turn(server, url, port, calls[: max(n // 5, 100)])] + [
        turn(server, url, port, calls) for _ in range(rounds)
    ]
    of = {name: [round_[name] for round_ in taken[1:]] for name in taken[0]}
    middle = {name: round(statistics.median(values), 3) for name, values in of.items()}
    return {
        "cases": newest(url), "filed in a round": n, "rounds": rounds,
        "ratio": {
            "of": "over HTTP", "to": "raw psycopg, eight connections, the same rows by separate statements in one transaction",
            "value": middle.pop("ratio"), "rounds": [round(ratio, 3) for ratio in of["ratio"]],
        },
        "calls": {
            "file": {"n": n * rounds, "p50": middle.pop("http_p50_ms"), "p95": middle.pop("http_p95_ms"), "bytes sent": len(calls[0])},
            "raw psycopg": {"n": n * rounds, "p50": middle.pop("raw_p50_ms"), "p95": middle.pop("raw_p95_ms")},
        },
        **middle, "rows of a case": rows_of_a_case(url),
    }  # fmt: skip


def turn(server: psutil.Process, url: str, port: int, calls: list[bytes]) -> dict[str, float]:
    """One turn of each side."""
    database = psutil.Process(int((embedded.data_folder() / "db" / "postmaster.pid").read_text().split()[0]))
    last = newest(url)
    before = cpu(server), cpu(database)
    http = clients.run(clients.post, str(port), calls)
    used = cpu(server) - before[0], cpu(database) - before[1]
    raw = clients.run(clients.write, url, copies(url, last))
    assert len(raw.spans) == len(http.spans)
    return {
        "over HTTP, cases/s": http.rate, "raw psycopg, cases/s": raw.rate, "ratio": http.rate / raw.rate,
        "http_p50_ms": http.ms(50), "http_p95_ms": http.ms(95), "raw_p50_ms": raw.ms(50), "raw_p95_ms": raw.ms(95),
        "CPU a case, server, ms": used[0] / len(calls) * 1000, "CPU a case, database, ms": used[1] / len(calls) * 1000,
    }  # fmt: skip


def cpu(process: psutil.Process) -> float:
    """Seconds of CPU that a process, its children and those that ended have used."""
    times = [process.cpu_times(), *(child.cpu_times() for child in process.children(recursive=True))]
    return sum(time.user + time.system for time in times) + times[0].children_user + times[0].children_system


def bodies(port: int, n: int) -> Iterator[bytes]:
    """`n` calls about many things at many places, with a contact each."""
    random = Random(7)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/categories") as answer:
        categories = [
            row["code"] for row in json.load(answer)
            if row["leaf"] and not row["emergency"] and not row["questions"].get("required")
        ]  # fmt: skip
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/areas?level=0&geometry=true") as answer:
        (ring, *_) = _rings(json.load(answer)[0]["geometry"])
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    for serial in range(n):
        said = random.choice(
            [
                "路灯连续三天不亮,夜里看不清路",
                "小区门口路面破损积水,老人走过很危险",
                "早晨六点工地施工噪声扰民,影响休息",
            ]
        )
        call = {
            "text": f"滨河路 {random.randrange(400)} 号:{said}。第 {serial} 次反映,请尽快处理并答复。",
            "category": random.choice(categories),
            "place": {
                "lon": random.uniform(west, east),
                "lat": random.uniform(south, north),
                "address": f"滨河路 {serial} 号",
            },
            "contact": {"name": "王敏", "phone": f"139{serial:08d}"},
        }
        yield json.dumps(call, ensure_ascii=False).encode()


def _rings(geometry: dict[str, Any]) -> list[Any]:
    return geometry["coordinates"] if geometry["type"] == "Polygon" else geometry["coordinates"][0]


def newest(url: str) -> int:
    """The key of the newest case."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT coalesce(max(id), 0) FROM cases_case").fetchone()[0]  # type: ignore[index]


def copies(url: str, last: int) -> list[list[tuple[str, list[Any]]]]:
    """The statements that write every case behind `last` once more, under a key and a number of its own."""
    statements: dict[int, list[tuple[str, list[Any]]]] = {}
    with psycopg.connect(url) as connection:
        shift = newest(url) - last
        connection.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s)", [newest(url) + shift])
        for table, key in TABLES.items():
            of_cases = "AND life = 'case'" if key == "thing" else ""
            found = connection.execute(
                f"SELECT {key} AS of_case, * FROM {table} WHERE {key} > {last} {of_cases} ORDER BY 1"
            )
            names = [column.name for column in found.description or ()][1:]
            kept = [at for at, name in enumerate(names) if f"{table}.{name}" not in MADE_BY_DATABASE]
            insert = _insert(table, [names[at] for at in kept]).as_string()
            for case, *row in found:
                values = [_again(table, names[at], row[at], shift) for at in kept]
                statements.setdefault(case, []).append((insert, values))
    return list(statements.values())


def _insert(table: str, names: list[str]) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    values = sql.SQL(", ").join(sql.Placeholder() * len(names))
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), columns, values)


def _again(table: str, name: str, value: Any, shift: int) -> Any:
    if f"{table}.{name}" == "cases_case.id" or name in ("case_id", "thing"):
        return value + shift
    if name == "args":
        return Jsonb(value | {"thing": value["thing"] + shift})
    if name == "number":
        return f"{value[:-3]}{value[-1]}{value[-3]}x"  # another one of the same length
    return Jsonb(value) if isinstance(value, (dict, list)) else value


def rows_of_a_case(url: str) -> dict[str, int]:
    """How many rows of each table the newest case has: what both sides write."""
    with psycopg.connect(url) as connection:
        last = newest(url)
        return {
            table: connection.execute(f"SELECT count(*) FROM {table} WHERE {key} = {last}").fetchone()[0]  # type: ignore[index]
            for table, key in TABLES.items()
        }


if __name__ == "__main__":
    typer.run(main)
