"""One shape of what every bench prints: where it ran, beside which limit, how long calls took, what each process used."""

import json
import os
import platform
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from typing import Any

import psutil
import psycopg
import typer

from huying import embedded

SETTINGS = (
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "shared_buffers",
    "max_wal_size",
    "jit",
)
MB = 2**20
EVERY = 1.0
"""Seconds between looks at the processes."""


@dataclass
class Result:
    """What one bench found. `figures` is what only this bench tells, names with their units."""

    name: str
    what: str
    cases: int
    ratio: Mapping[str, Any] | None = None
    """`of` and `to`, the two rates or times in words; `value`, the first over the second, measured in the same run."""
    calls: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Call → n, p50, p95, p99, max in ms; statements; bytes."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    processes: Mapping[str, Any] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)

    def printed(self) -> None:
        """As one JSON document."""
        typer.echo(
            json.dumps({"date": datetime.now(UTC).date().isoformat(), **vars(self)}, ensure_ascii=False, indent=1)
        )


def machine(url: str | None = None) -> dict[str, Any]:
    """Cores, memory, versions, and what the server says of its settings; nothing that names the machine."""
    told = {
        "cores": os.cpu_count(), "memory, GB": round(psutil.virtual_memory().total / 2**30), "python": platform.python_version(),
        "load before": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    with (
        suppress(psycopg.OperationalError),
        psycopg.connect(url or embedded.url(embedded.data_folder() / "db")) as server,
    ):
        told |= {name: server.execute(f"SHOW {name}").fetchone()[0] for name in SETTINGS}  # type: ignore[index]
    return told


def percentiles(ms: list[float]) -> dict[str, float]:
    """Of times in milliseconds."""
    cuts = quantiles(ms, n=100, method="inclusive") if len(ms) > 1 else ms * 99
    return {"n": len(ms)} | {
        name: round(value, 2)
        for name, value in {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(ms)}.items()
    }


@contextmanager
def watched() -> Iterator[dict[str, dict[str, float]]]:
    """Until the end of the block: seconds of CPU that each kind of process used, and the most memory of one (its own and its share)."""
    told: dict[str, dict[str, float]] = {}
    first, over = _used(), Event()
    most: dict[str, float] = {}

    def look() -> None:
        while not over.wait(EVERY):
            for kind, _key, _cpu, memory in _processes(memory=True):
                most[kind] = max(most.get(kind, 0.0), memory)

    looking = Thread(target=look, daemon=True)
    looking.start()
    began = time.perf_counter()
    try:
        yield told
    finally:
        seconds = time.perf_counter() - began
        over.set()
        looking.join()
        for key, (kind, cpu) in _used().items():
            row = told.setdefault(kind, {"processes": 0, "CPU, s": 0.0, "CPU, cores": 0.0, "most memory, MB": 0.0})
            row["processes"] += 1
            row["CPU, s"] += cpu - first.get(key, (kind, 0.0))[1]
        for kind, row in told.items():
            row |= {"CPU, cores": round(row["CPU, s"] / seconds, 2), "CPU, s": round(row["CPU, s"], 2)}
            row["most memory, MB"] = round(most.get(kind, 0.0))


def _used() -> dict[Any, tuple[str, float]]:
    return {key: (kind, cpu) for kind, key, cpu, _memory in _processes()}


def _processes(*, memory: bool = False) -> Iterator[tuple[str, Any, float, float]]:
    """(kind, which, seconds of CPU, MB) of the bench, what it started, and its database."""
    me = psutil.Process()
    found = {
        process.pid: ("bench" if process == me else _kind(process), process)
        for process in (me, *me.children(recursive=True))
    }
    with suppress(OSError, psutil.NoSuchProcess):
        server = psutil.Process(int((embedded.data_folder() / "db" / "postmaster.pid").read_text().split()[0]))
        found |= {process.pid: ("database", process) for process in (server, *server.children())}
    for pid, (kind, process) in found.items():
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            ended = (
                times.children_user + times.children_system
                if kind == "database" and process.name() == "postgres"
                else 0
            )
            held = process.memory_full_info().pss / MB if memory else 0.0
            yield kind, (pid, process.create_time()), times.user + times.system + ended, held


def _kind(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess):
        words = " ".join(process.cmdline())
        return next(
            (
                kind
                for name, kind in (("huying.webserver", "web"), (" worker", "worker"), ("spawn_main", "web"))
                if name in words
            ),
            "bench",
        )
    return "bench"


def kept(folder: Path, result: Mapping[str, Any]) -> Path:
    """The document beside the others, by its name and date; replaces one of the same day."""
    file = folder / f"{result['name']}.json"
    file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file
