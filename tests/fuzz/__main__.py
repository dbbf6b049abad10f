"""`make fuzz`: a hundred thousand malformed requests, in two processes; interrupted, it goes on where it was."""

import argparse
import atexit
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from huying import console
from tests.fuzz import SHARES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "reference" / "fuzz.md"
CHUNK = 250
"""Requests that are one piece of work."""
Chunk = tuple[str, int]
"""A door, and the seed of the requests to it."""

worlds: list[Any] = []
"""This process' own, once `begin` has made it."""


def begin(names: Any) -> None:
    """In each process: a database of its own, and in it what the requests meet, never committed."""
    os.environ["HUYING_TEST_DB"] = names.get()
    import django

    import huying.plug  # noqa: F401 - has the database server up

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import setup_test_environment

    from tests.fuzz import raw
    from tests.fuzz.ground import prepared
    from tests.fuzz.trial import World

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    folder, stack = Path(mkdtemp(prefix="huying-fuzz-")), ExitStack()
    port = stack.enter_context(raw.server(folder / "data"))
    stack.enter_context(transaction.atomic())
    worlds.append(World(stack.enter_context(prepared(folder / "files")), port))
    atexit.register(stack.close)


def run(chunk: Chunk) -> dict[str, Any]:
    """One piece of work: the statuses that came, or what was wrong."""
    from tests.fuzz.trial import trial

    door, number = chunk
    began, found, wrong = time.monotonic(), Counter[int](), ""
    try:
        found = trial(worlds[0], door, CHUNK, number)
    except AssertionError as finding:
        wrong = str(finding)
    return {"door": door, "number": number, "statuses": found, "wrong": wrong, "seconds": time.monotonic() - began}


def chunks(requests: int) -> list[Chunk]:
    """All the work, the doors by turns."""
    work = [(door, n) for door, share in SHARES.items() for n in range(1, round(requests * share / CHUNK) + 1)]
    return sorted(work, key=lambda chunk: chunk[1])


def done(file: Path) -> dict[Chunk, dict[str, Any]]:
    """What was finished before, if the run was interrupted."""
    lines = file.read_text().splitlines() if file.exists() else []
    return {(line["door"], line["number"]): line for line in map(json.loads, lines)}


def results(requests: int, processes: int) -> Iterator[dict[str, Any]]:
    """Every piece of work with what came of it; each is kept on disk until all are done well."""
    strategies = b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py")))
    file = ROOT / "var" / "fuzz" / f"{requests}-{hashlib.sha256(strategies).hexdigest()[:12]}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    known = done(file)
    yield from known.values()
    context = get_context("spawn")
    names = context.Queue()
    for n in range(processes):
        names.put(f"fuzz_{n}")
    with ProcessPoolExecutor(processes, context, begin, (names,)) as pool, file.open("a") as kept:
        waiting: list[Future[dict[str, Any]]] = [
            pool.submit(run, chunk) for chunk in chunks(requests) if chunk not in known
        ]
        for future in as_completed(waiting):
            result = future.result()
            if not result["wrong"]:
                kept.write(json.dumps(result) + "\n")
                kept.flush()
            yield result


def page(found: dict[str, Counter[str]], requests: int, minutes: float, processes: int) -> str:
    """The result for the docs."""
    statuses = sorted({status for seen in found.values() for status in seen})
    rows = found | {"**all**": sum(found.values(), Counter[str]())}
    lines = [
        NOTE, "# Malformed requests", "",
        f"`make fuzz`, {datetime.now(UTC):%Y-%m-%d}: **{requests:,} requests in {minutes:.0f} minutes of {processes} processes, no 5xx**;",
        "nothing was written that a door did not say it took in, and no file was left behind.", "",
        "The requests are Hypothesis' and schemathesis', from `tests/fuzz/doors.py` and `raw.py`; what must hold for every answer",
        "stands in `tests/fuzz/ground.py`. `make test` sends 3,000 of the same kind.", "",
        "| door | " + " | ".join(NAMES.get(status, status) for status in statuses) + " | all |",
        "| --- |" + " ---: |" * (len(statuses) + 1),
    ]  # fmt: skip
    for door, seen in rows.items():
        cells = [f"{seen[status]:,}" if seen[status] else "" for status in statuses]
        lines.append(f"| {' | '.join([door, *cells, f'{seen.total():,}'])} |")
    return "\n".join([*lines, ""])


NAMES = {"0": "hung up"}
NOTE = "<!-- Written by `make fuzz`. -->\n"


def main() -> int:
    """0: all was well, and the page is written; 1: something was wrong, and stands on the terminal."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--requests", type=int, default=100_000)
    given.add_argument("--processes", type=int, default=2)
    asked = given.parse_args()
    found = {door: Counter[str]() for door in SHARES}
    wrong, seconds = [], 0.0
    with console.progress("畸形请求", "malformed requests", asked.requests) as advance:
        for result in results(asked.requests, asked.processes):
            found[result["door"]].update({str(status): n for status, n in result["statuses"].items()})
            seconds += result["seconds"]
            wrong += [f"{result['door']} {result['number']}: {result['wrong']}"] * bool(result["wrong"])
            advance(CHUNK)
    sent, minutes = sum(seen.total() for seen in found.values()), seconds / asked.processes / 60
    console.say(f"{sent} 个请求 requests, {len(wrong)} 个问题 wrong, {minutes:.1f} min", *wrong)
    if not wrong and asked.requests >= 100_000:
        PAGE.write_text(page(found, sent, minutes, asked.processes), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
