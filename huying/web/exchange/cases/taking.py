"""A whole file: batch after batch, interrupted and taken up again at will, every row accounted for."""

import csv
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from huying.web.spreadsheets import cell

from . import crew, reading
from . import mapping as mappings
from .batch import Done, Taking
from .crew import TakeAll
from .mapping import Mapping
from .reading import Row
from .understanding import Understanding

BATCH = 500  # rows


def load(
    file: Path, mapping_file: Path, *, refused_file: Path | None = None, withhold_unit: bool = False, workers: int = 0,
    progress: Callable[[int], Any] = lambda n: None,
) -> dict[str, Any]:  # fmt: skip
    """Take in what is not here yet and say what became of every row; refused ones go to `refused_file` with the reasons.

    `withhold_unit`: units come from duties alone, and the column is only compared. `workers`: processes that take in
    beside this one, 0 for none. `progress` is called with the rows done since the last call. Ctrl-C ends it after the
    batches under way; running it again goes on. Raises `Refused` when mapping or file cannot be read, and writes nothing.
    """
    mapping = mappings.read(mapping_file)
    refused_file = refused_file or _beside(file)
    with _spoken(mapping), reading.opened(file, mapping) as (header, rows), _asked_to_stop() as asked:
        taking = Taking(mapping, header, withhold_unit=withhold_unit)
        done, sorter = Done(), _Sorter(taking.understanding, rows)

        def take_all(batches: Iterable[list[Row]], take: TakeAll) -> None:
            for part in take(batches):
                done.add(part)
                progress(part.read)

        begin = partial(crew.begin, mapping_file, header, withhold_unit)
        with crew.crew(taking, workers, begin) as together:
            take_all(_batches(sorter, asked), together)
        take_all(_batches(sorter.held_back(), asked), partial(map, taking.take))
        done.add(sorter.twice)
        _write_refused(refused_file, header, done)
        return _summary(done, refused_file, stopped=asked.is_set())


def length(file: Path, mapping_file: Path) -> int:
    """How many rows the file has. Raises `Refused` when mapping or file cannot be read."""
    return reading.length(file, mappings.read(mapping_file))


def workers_for(n_rows: int) -> int:
    """How many processes are worth starting for a file of so many rows."""
    return crew.size(n_rows // BATCH)


def begun(mapping_file: Path, header: list[str], withhold_unit: bool) -> Taking:
    """What takes batches in, in a process of its own."""
    mapping = mappings.read(mapping_file)
    translation.activate(_language(mapping))
    return Taking(mapping, header, withhold_unit=withhold_unit)


def _spoken(mapping: Mapping) -> Any:
    return translation.override(_language(mapping))


def _language(mapping: Mapping) -> str:
    """In which reasons are written, those of dispatches and those of refusals."""
    return mapping.language or settings.LANGUAGE_CODE


class _Sorter:
    """Hands on the rows of a file, but keeps back what repeats another row, and drops what stands there twice."""

    def __init__(self, understanding: Understanding, rows: Iterator[Row]) -> None:
        self.understanding, self.rows = understanding, rows
        self.seen: dict[str, int] = {}
        self.later: list[Row] = []
        self.twice = Done()

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            number = self.understanding.number(row.cells)
            if number and number in self.seen:
                words = {"number": number, "line": self.seen[number]}
                self.twice.read += 1
                self.twice.refused.append((row, [_("%(number)s stands in line %(line)d already.") % words]))
                continue
            self.seen[number] = row.line
            if self.understanding.duplicate_of(row.cells):
                self.later.append(row)
            else:
                yield row

    def held_back(self) -> Iterator[Row]:
        """What repeats another row, the older first: then that one is here, whatever order they stand in."""
        return iter(sorted(self.later, key=self._when))

    def _when(self, row: Row) -> str:
        try:
            return str(self.understanding.received(row.cells))
        except ValueError:
            return ""


def _batches(rows: Iterable[Row], asked_to_stop: threading.Event) -> Iterator[list[Row]]:
    rows = iter(rows)
    while not asked_to_stop.is_set() and (batch := list(islice(rows, BATCH))):
        yield batch


# -- Ctrl-C


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """Set by the first Ctrl-C; the second one does not wait, and what was under way comes in not at all."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


# -- accounting for every row


def _beside(file: Path) -> Path:
    """Beside the file, or where one stands if that place is not ours to write in."""
    name = f"{file.name}.refused.csv"
    return file.parent / name if os.access(file.parent, os.W_OK) else Path(name)


def _write_refused(path: Path, header: list[str], done: Done) -> None:
    """The refused rows as they stand in the file, with line and reasons; none, no file."""
    if not done.refused:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(map(cell, [*header, "line", "reasons"]))
        for row, reasons in sorted(done.refused):
            out.writerow(map(cell, [*row.cells[: len(header)], row.line, " ".join(reasons)]))


def _summary(done: Done, refused_file: Path, *, stopped: bool) -> dict[str, Any]:
    return {
        "read": done.read,
        "written": done.written,
        "unchanged": done.unchanged,
        "refused": len(done.refused),
        "merged": done.merged,
        "not_merged": sum(done.not_merged.values()),
        "not_merged_why": done.not_merged,
        "located": done.located,
        "routed": done.routed,
        "agreement": round(done.agreed / done.compared, 4) if done.compared else None,
        "refused_file": str(refused_file) if done.refused else None,
        "interrupted": stopped,
    }
