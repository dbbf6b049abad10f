"""`make fuzz`: a hundred thousand malformed requests, in two processes; interrupted, it goes on where it was."""

import argparse
import hashlib
import json
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from huying import console
from tests.fuzz import SHARES
from tests.fuzz.work import CHUNK, Chunk, begin, run

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "reference" / "fuzz.md"


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
    with ProcessPoolExecutor(processes, get_context("spawn"), begin) as pool, file.open("a") as kept:
        waiting = [pool.submit(run, chunk) for chunk in chunks(requests) if chunk not in known]
        try:
            for future in as_completed(waiting):
                result = future.result()
                if not result["wrong"]:
                    kept.write(json.dumps(result) + "\n")
                    kept.flush()
                yield result
        finally:
            pool.shutdown(cancel_futures=True)


def page(found: dict[str, Counter[str]], requests: int, minutes: float, processes: int) -> str:
    """The result for the docs."""
    statuses = sorted({status for seen in found.values() for status in seen})
    rows = found | {"**all**": sum(found.values(), Counter[str]())}
    lines = [
        NOTE, "# Malformed requests", "",
        f"`make fuzz`, {datetime.now(UTC):%Y-%m-%d}: **{requests:,} requests in {minutes:.0f} minutes of {processes} processes, "
        "nothing broke**: no 5xx but",
        "the 503 of `/readyz`, which says that no worker runs beside these tests; nothing was written that a door did not say it took",
        "in (200 with a receipt, 201, 302), and no file was left behind.", "",
        "The requests are Hypothesis' and schemathesis', from `tests/fuzz/doors.py` and `raw.py`; what must hold for every answer",
        "stands in `tests/fuzz/ground.py`. `make test` sends 3,000 of the same kind. `raw` is the socket of the running server, where",
        "“hung up” is an answer, too; the others are put to the application itself.", "",
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
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(1))
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
