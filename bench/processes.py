"""What each kind of process used: the bench itself, web, workers, database."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any, NamedTuple

import psutil

from huying import embedded

MB = 2**20
EVERY = 1.0
"""Seconds between looks."""
KINDS = {"huying.webserver": "web", "multiprocessing": "web", " worker": "worker", "chromium": "browser"}
"""What stands in a command → the kind of process; granian starts its processes by `multiprocessing`."""


class Look(NamedTuple):
    """One process at one moment; `memory` with its part of what several share, MB."""

    kind: str
    cpu: float
    memory: float


@contextmanager
def watched() -> Iterator[dict[str, dict[str, float]]]:
    """Until the end of the block: kind → how many at most at once, CPU used, and the most memory that all of it held."""
    told: dict[str, dict[str, float]] = {}
    began, over, first = time.perf_counter(), Event(), _looks()
    seen = dict(first)

    def look() -> None:
        found = _looks()
        seen.update(found)
        for kind in {one.kind for one in found.values()}:
            held = [one.memory for one in found.values() if one.kind == kind]
            row = told.setdefault(kind, {"processes": 0, "memory, MB": 0.0})
            row |= {
                "processes": max(row["processes"], len(held)),
                "memory, MB": max(row["memory, MB"], round(sum(held))),
            }

    def go_on() -> None:
        while not over.wait(EVERY):
            look()

    looking = Thread(target=go_on, daemon=True)
    looking.start()
    try:
        yield told
    finally:
        over.set()
        looking.join()
        look()
        seconds = time.perf_counter() - began
        for kind, row in told.items():
            used = sum(
                one.cpu - first[key].cpu if key in first else one.cpu for key, one in seen.items() if one.kind == kind
            )
            row |= {"CPU, s": round(used, 2), "CPU, cores": round(used / seconds, 2)}


def _looks() -> dict[Any, Look]:
    """Of this process, what it started, and its database."""
    me = psutil.Process()
    found = {process: "bench" if process == me else _kind(process) for process in (me, *me.children(recursive=True))}
    with suppress(OSError, psutil.NoSuchProcess):
        server = psutil.Process(int((embedded.data_folder() / "db" / "postmaster.pid").read_text().split()[0]))
        found |= dict.fromkeys((server, *server.children()), "database")
    looks = {}
    for process, kind in found.items():
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            looks[process.pid, process.create_time()] = Look(
                kind, times.user + times.system, process.memory_full_info().pss / MB
            )
    return looks


def _kind(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess):
        command = " ".join(process.cmdline())
        return next((kind for words, kind in KINDS.items() if words in command), "bench")
    return "bench"
