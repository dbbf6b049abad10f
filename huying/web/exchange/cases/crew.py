"""Processes that take batches in beside this one. Nothing heavy is imported here: a new process reads this file first."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .batch import Done, Taking
    from .reading import Row

MOST = 4
WORTH_IT = 20  # batches

TakeAll = Callable[[Iterable[list["Row"]]], Iterator["Done"]]


@contextmanager
def crew(taking: Taking, n: int, begin: Callable[[], Taking]) -> Iterator[TakeAll]:
    """This process with `taking`, and `n` others, each of which calls `begin` once for one of its own."""
    if not n:
        yield partial(map, taking.take)
        return
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(n, spawned, _begin, (begin,)) as pool:
        yield partial(_shared, taking, pool, n)


def size(n_batches: int) -> int:
    """How many processes are worth starting for so many batches."""
    return min((os.cpu_count() or 1) - 1, MOST) if n_batches >= WORTH_IT else 0


def _shared(taking: Taking, pool: ProcessPoolExecutor, n: int, batches: Iterable[list[Row]]) -> Iterator[Done]:
    """The others first, with one batch ready for whoever is done; when all are busy, this process takes one itself."""
    under_way: deque[Future[Done]] = deque()
    for batch in batches:
        if len(under_way) <= n:
            under_way.append(pool.submit(_take, batch))
        else:
            yield taking.take(batch)
        while under_way and under_way[0].done():
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


# -- in the new process

_own: list[Taking] = []


def _begin(begin: Callable[[], Taking]) -> None:
    """Ctrl-C is for whoever started this process, and without that one it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _own.append(begin())


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _take(batch: Sequence[Row]) -> Done:
    return _own[0].take(batch)


def begin(mapping_file: Path, header: list[str], withhold_unit: bool) -> Taking:
    """What a new process needs: Django, and what the columns mean."""
    import django  # noqa: PLC0415 (app ready: models are imported after this)

    django.setup()
    from .taking import begun  # noqa: PLC0415 (app ready)

    return begun(mapping_file, header, withhold_unit)
