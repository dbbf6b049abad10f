"""The lake: facts in Parquet files, and one manifest that says which of them count. A reader sees the old or the new, never half.

Files are written once and never changed. A case's facts are those of the newest part that has it: a refresh adds a part with the
cases that changed and puts a new manifest in place of the old, in one step of the file system.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from operator import attrgetter
from pathlib import Path
from time import time
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from .facts import Fact

FORM = 5
"""Raised with every change of what a fact is or how it is made: a lake of another form is made anew."""
MANIFEST = "manifest.json"
KEPT = 600  # seconds for which a file that no manifest names any more is left to whoever reads it still
GROUP = 60_000  # rows that are read or passed over together

SCHEMA = pa.schema([
    ("kind", pa.string()), ("case", pa.int64()), ("root", pa.int64()), ("unit", pa.int64()), ("area", pa.int64()),
    ("category", pa.int64()), ("channel", pa.string()), ("day", pa.int32()), ("at", pa.int64()), ("name", pa.string()),
    ("round", pa.int16()), ("until", pa.int64()), ("hit", pa.bool_()), ("first", pa.bool_()), ("minutes", pa.float64()),
    ("weight", pa.float64()), ("contacted", pa.bool_()), ("satisfied", pa.int8()), ("excluded", pa.string()),
    ("place", pa.int64()), ("part", pa.int32()),
])  # fmt: skip
NEWEST = pa.schema([("case", pa.int64()), ("part", pa.int32())])
NAMES = [field.name for field in fields(Fact)]


@dataclass(frozen=True)
class Manifest:
    """What the lake holds. `until`: everything written by then is in it (seconds since 1970)."""

    form: int = FORM
    seal: int = 0
    """The last seal whose events it holds, and its root: a lake of another record is made anew."""
    root: str = ""
    until: float = 0.0
    began: float = 0.0
    """Since when there is a lake of this record: periods that ended later were published when they ended."""
    stamp: int = 0
    """Raised with every manifest; numbers the parts."""
    base: tuple[str, ...] = ()
    deltas: tuple[str, ...] = ()
    newest: str = ""
    """The file that says for each case in a delta which part is its newest."""
    n_base: int = 0
    n_deltas: int = 0

    @property
    def files(self) -> tuple[str, ...]:
        return self.base + self.deltas

    @property
    def sums(self) -> tuple[str, ...]:
        """The files with what is counted ahead, one beside each part."""
        return tuple(map(sums_of, self.files))


def sums_of(part: str) -> str:
    return f"sums-{part}"


def folder() -> Path:
    return Path(settings.LAKE)


def manifest() -> Manifest:
    """The one that holds now; an empty one where nothing was made yet, or what was made has another form."""
    try:
        read = json.loads((folder() / MANIFEST).read_bytes())
    except FileNotFoundError:
        return Manifest()
    if read.get("form") != FORM:
        return Manifest(stamp=int(read.get("stamp", 0)), began=float(read.get("began", 0)))
    return Manifest(**{**read, "base": tuple(read["base"]), "deltas": tuple(read["deltas"])})


@contextmanager
def alone() -> Iterator[None]:
    """One refresh at a time; whoever comes second waits. The lock goes with its holder, however they end."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def publish(new: Manifest) -> None:
    """From now on this one holds."""
    target, written = folder() / MANIFEST, folder() / f"{MANIFEST}.new"
    with written.open("w") as file:
        json.dump(asdict(new), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(written, target)
    _tidy(new)


def write(name: str, facts: Sequence[Fact], part: int) -> int:
    """Write facts as a part; return how many."""
    rows = list(map(attrgetter(*NAMES), facts))
    columns = [*map(list, zip(*rows, strict=True))] if rows else [[] for _name in NAMES]
    arrays = [pa.array(values, SCHEMA.field(column).type) for column, values in zip(NAMES, columns, strict=True)]
    table = pa.table([*arrays, pa.array([part] * len(rows), pa.int32())], schema=SCHEMA)
    table = table.sort_by([("kind", "ascending"), ("day", "ascending"), ("case", "ascending")])
    pq.write_table(table, folder() / name, compression="zstd", row_group_size=GROUP)
    return len(rows)


def newest_of(held: Manifest) -> dict[int, int]:
    """Case → the part that has its newest facts, for those in a delta."""
    if not held.newest:
        return {}
    table = pq.read_table(folder() / held.newest)
    return dict(zip(table["case"].to_pylist(), table["part"].to_pylist(), strict=True))


def write_newest(name: str, newest: Mapping[int, int]) -> None:
    table = pa.table([pa.array(newest, pa.int64()), pa.array(newest.values(), pa.int32())], schema=NEWEST)
    pq.write_table(table, folder() / name)


def read(files: Iterable[str]) -> str:
    """SQL for the rows of these files."""
    return f"SELECT * FROM read_parquet({[str(folder() / file) for file in files]})"  # noqa: S608 - paths of ours


def live(held: Manifest, files: Sequence[str] = ()) -> str:
    """SQL for the facts that count, of these files or of all."""
    every = read(files or held.files)
    if not held.newest:
        return every
    newer = f'ANTI JOIN ({read([held.newest])}) n ON f."case" = n."case" AND f.part < n.part'
    return f"SELECT f.* FROM ({every}) f {newer}"  # noqa: S608 - paths of ours


def engine() -> duckdb.DuckDBPyConnection:
    """DuckDB, with as much of the machine as counting may take. It fetches nothing from anywhere."""
    limits: dict[str, Any] = {"memory_limit": settings.LAKE_MEMORY, "threads": settings.LAKE_THREADS}
    opened = duckdb.connect(config=limits | {"temp_directory": str(folder() / "spilled")})
    opened.execute("SET autoinstall_known_extensions = false")
    return opened


def _tidy(held: Manifest) -> None:
    """Remove files that no manifest names any more, once nobody can be reading them."""
    named = {*held.files, *held.sums, held.newest}
    for file in folder().glob("*.parquet"):
        if file.name not in named and file.stat().st_mtime < time() - KEPT:
            file.unlink(missing_ok=True)
