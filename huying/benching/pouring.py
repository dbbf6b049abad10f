"""The whole: what is wanted is noted, batches go to several processes, indexes that only slow them down come back at the end.

Interrupted, by Ctrl-C or by `kill -9`, it is taken up again by the same command: each batch is here with its seal, or not at all.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection, transaction

from .wanted import Wanted

MOST = 4
"""Processes at most."""
WORTH_IT = 100_000
"""Cases from which on the indexes are taken away first."""
TABLES = (
    "cases_case", "cases_casetext", "cases_contact", "cases_clock", "cases_assignment", "cases_request", "cases_verdict",
    "cases_asking", "journal_event", "journal_words", "journal_leaf",
)  # fmt: skip
SIZE = """
SELECT sum(pg_total_relation_size(whole) + coalesce((
    SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree(whole) WHERE relid <> whole), 0))
FROM unnest(%s::regclass[]) whole
"""
NOTE = -1
"""The row of `bench_seed` that holds what is wanted; every other one is a batch that is here."""


def pour(wanted: Wanted, *, workers: int, progress: Callable[[int], Any] = lambda n: None) -> dict[str, Any]:
    """Write what of the history is not here yet, and say what that was. `workers`: processes, 0 for this one alone.

    `progress` is called with the cases that came in since the last call. Raises `Refused` where another history was begun.
    """
    began = time.perf_counter()
    wanted, done = begin(wanted)
    numbers = [number for number in range(len(wanted.batches)) if number not in done]
    here = sum(n for number in done for _day, n, _before in wanted.batches[number])
    progress(here)
    if wanted.cases - here >= WORTH_IT:
        take_away_indexes()
    written, interrupted = 0, False
    try:
        for n in _poured(wanted, numbers, workers):
            written += n
            progress(n)
    except KeyboardInterrupt:
        interrupted = True
    copied = time.perf_counter() - began
    n_indexes = bring_back_indexes()
    if written:
        _looked_over()
    took = time.perf_counter() - began
    return {
        "read": wanted.cases, "written": written, "unchanged": here, "refused": 0, "interrupted": interrupted,
        "until": wanted.until, "seconds": round(took, 1), "seconds_of_copy": round(copied, 1), "indexes_built": n_indexes,
        "cases_per_second": round(written / took), "bytes_of_a_case": round(size() / max(_one("SELECT count(*) FROM cases_case"), 1)),
    }  # fmt: skip


def size() -> int:
    """Bytes of the tables that grow with cases, with their indexes and partitions."""
    return int(_one(SIZE, [list(TABLES)]))


def workers_for(n_cases: int) -> int:
    """How many processes are worth starting for so many cases."""
    return min(os.cpu_count() or 1, MOST) if n_cases > 20_000 else 0


def begin(wanted: Wanted) -> tuple[Wanted, set[int]]:
    """Note what is wanted, with keys of its own; and which batches of it are here already."""
    from huying.base.journal import rows  # noqa: PLC0415 (app ready: a new process imports this file first)
    from huying.base.journal.refusals import Refused  # noqa: PLC0415 (app ready)
    from huying.cases.models import Case  # noqa: PLC0415 (app ready)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_seed (batch integer PRIMARY KEY, wanted text, indexes text)")
        cursor.execute("SELECT wanted FROM bench_seed WHERE batch = %s FOR UPDATE", [NOTE])
        if row := cursor.fetchone():
            known = Wanted(**json.loads(row[0]))
            if asdict(known) != {**asdict(wanted), "first": known.first}:
                raise Refused(f"已有另一段虚构历史 Another made-up history is here: {row[0]}")
            cursor.execute("SELECT batch FROM bench_seed WHERE batch > %s", [NOTE])
            return known, {number for (number,) in cursor.fetchall()}
        (before,) = rows.reserve(Case, 1)
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s)", [before + wanted.cases])
        begun = Wanted(**{**asdict(wanted), "first": before + 1})
        cursor.execute("INSERT INTO bench_seed (batch, wanted) VALUES (%s, %s)", [NOTE, json.dumps(asdict(begun))])
        return begun, set()


# -- processes


def _poured(wanted: Wanted, numbers: Sequence[int], workers: int) -> Iterator[int]:
    """Cases of each batch, as it is here. Ctrl-C is answered when the batches under way are."""
    if not workers:
        from .seeding import Seeding  # noqa: PLC0415 (app ready)

        yield from map(Seeding(wanted).batch, numbers)
        return
    spawned = multiprocessing.get_context("spawn")
    turn = spawned.Condition(), spawned.Value("q", 0)
    with ProcessPoolExecutor(workers, spawned, _begin, (wanted, *turn)) as pool:
        rest = enumerate(numbers)
        under_way: deque[Future[int]] = deque(pool.submit(_pour, *each) for each in islice(rest, 2 * workers))
        try:
            while under_way:
                yield under_way.popleft().result()
                under_way.extend(pool.submit(_pour, *each) for each in islice(rest, 1))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_own: list[Any] = []
FAILED = -1


def _begin(wanted: Wanted, condition: Any, turn: Any) -> None:
    """Ctrl-C is for whoever started this process, and without that one it ends."""
    import django  # noqa: PLC0415 (app ready: models are imported after this)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.settings")
    django.setup()
    from .seeding import Seeding  # noqa: PLC0415 (app ready)

    _own[:] = [Seeding(wanted), condition, turn]


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _pour(place: int, number: int) -> int:
    """Write a batch, and let the next one be sealed."""
    seeding, condition, turn = _own
    after = FAILED
    try:
        n: int = seeding.batch(number, partial(_wait, place, condition, turn))
        after = place + 1
        return n
    finally:
        with condition:
            turn.value = after
            condition.notify_all()


def _wait(place: int, condition: Any, turn: Any) -> None:
    """Seals follow one another in the order of time, whichever process is quicker."""
    with condition:
        condition.wait_for(lambda: turn.value in (place, FAILED))
        if turn.value == FAILED:
            raise RuntimeError("The batch before this one was not written.")


# -- indexes

SECONDARY = """
SELECT i.indexrelid::regclass::text, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index i WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique ORDER BY 1
"""


def take_away_indexes() -> None:
    """Those that hold nothing together; how they were is noted before, so that they come back whatever happens."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SECONDARY, [list(TABLES)])
        if found := dict(cursor.fetchall()):
            cursor.execute("UPDATE bench_seed SET indexes = %s WHERE batch = %s", [json.dumps(found), NOTE])
            cursor.execute(f"DROP INDEX {', '.join(found)}")


def bring_back_indexes() -> int:
    """Build them, one after the other; how many. What an interruption left is gone on with the next time."""
    noted = json.loads(_one("SELECT indexes FROM bench_seed WHERE batch = %s", [NOTE]) or "{}")
    for definition in noted.values():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute(definition.replace(" INDEX ", " INDEX IF NOT EXISTS ", 1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bench_seed SET indexes = NULL WHERE batch = %s", [NOTE])
    return len(noted)


def _looked_over() -> None:
    """What the planner knows, and which pages hold nothing that is dead."""
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")


def _one(sql: str, parameters: Sequence[Any] = ()) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return (cursor.fetchone() or (None,))[0]
