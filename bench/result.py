"""One shape of what every bench prints: where it ran, beside which limit, how long calls took, what each process used."""

import json
import os
import platform
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any

import psutil
import psycopg
import typer
from processes import watched

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


@dataclass
class Result:
    """What one bench found. `figures` is what only this bench tells, names with their units."""

    name: str
    what: str
    cases: int = 0
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


def told(name: str, what: str, measure: Callable[[], dict[str, Any]]) -> None:
    """Run `measure` and print what it found as a `Result`: its `cases`, `ratio` and `calls`, and the rest as figures."""
    with watched() as processes:
        found = measure()
    own = {key: found.pop(key) for key in ("cases", "ratio", "calls") if key in found}
    Result(name, what, figures=found, processes=processes, machine=machine(), **own).printed()
