"""The lake: facts in Parquet files, and one manifest that says which of them count. A reader sees the old or the new, never half.

Files are written once and never changed. A case's facts are those of the newest part that has it: a refresh adds a part with the
cases that changed and puts a new manifest in place of the old, in one step of the file system.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from operator import attrgetter
from pathlib import Path
from time import time
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from . import again
from .facts import Fact

FORM = 4
"""Raised with every change of what a fact is or how it is made: a lake of another form is made anew."""
MANIFEST = "manifest.json"
MOST_DELTAS = 8
"""More of them are put together into one."""
TOO_OLD = 0.25
"""So large a share of the facts in the deltas, and everything is put together into one sorted part."""
KEPT = 600  # seconds for which a file that no manifest names any more is left to whoever reads it still
GROUP = 60_000  # rows that are read or passed over together

LONG = 30 * 86_400  # seconds
ORDER = f"""kind, CASE WHEN kind = 'due' THEN name ELSE '' END, kind = 'open' AND ("until" IS NULL OR "until" - "at" > {LONG}),
    CASE WHEN kind = 'open' THEN "until" // 86400 ELSE day END, "case\""""
"""What is counted together lies together. What was open for a short time lies by when it ended, so that of all that was ever open only what
was about then is read for a day; what was, or is, open for long is little, and lies apart."""

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


def grown(held: Manifest, facts: Sequence[Fact], cases: Iterable[int]) -> Manifest:
    """A manifest with one part more, in which these cases have their newest facts (or none any more)."""
    stamp = held.stamp + 1
    name, newest = f"delta-{stamp}.parquet", f"newest-{stamp}.parquet"
    n = write(name, facts, stamp)
    write_newest(newest, newest_of(held) | dict.fromkeys(cases, stamp))
    return replace(held, stamp=stamp, deltas=(*held.deltas, name), newest=newest, n_deltas=held.n_deltas + n)


def compacted(held: Manifest, *, whole: bool = False) -> Manifest:
    """Fewer files, the same facts: the deltas in one part, or, where they have grown large or `whole` is asked, everything."""
    whole = whole or held.n_deltas > TOO_OLD * held.n_base
    if not whole and len(held.deltas) <= MOST_DELTAS:
        return held
    stamp = held.stamp + 1
    name = f"{'base' if whole else 'delta'}-{stamp}.parquet"
    n = _together(held.files if whole else held.deltas, held, stamp, name)
    if whole:
        return replace(held, stamp=stamp, base=(name,), deltas=(), newest="", n_base=n, n_deltas=0)
    newest = f"newest-{stamp}.parquet"
    write_newest(newest, dict.fromkeys(newest_of(held), stamp))
    return replace(held, stamp=stamp, deltas=(name,), newest=newest, n_deltas=n)


def live(held: Manifest, files: Sequence[str] = ()) -> str:
    """SQL for the facts that count, of these files or of all."""
    paths = [str(folder() / file) for file in files or held.files]
    every = f"SELECT f.* FROM read_parquet({paths}) f"  # noqa: S608 - paths of ours
    if not held.newest:
        return every
    return f'{every} ANTI JOIN read_parquet(\'{folder() / held.newest}\') n ON f."case" = n."case" AND f.part < n.part'


def _together(files: Sequence[str], held: Manifest, stamp: int, name: str) -> int:
    target, facts = folder() / name, live(held, files)
    if files == held.files:  # all there is
        facts = again.known(facts)
    facts = f"SELECT * REPLACE ({stamp}::INTEGER AS part) FROM ({facts}) ORDER BY {ORDER}"  # noqa: S608 - paths of ours
    with engine() as lake:
        lake.execute(f"COPY ({facts}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})")
    return int(pq.read_metadata(target).num_rows)


def engine() -> duckdb.DuckDBPyConnection:
    """DuckDB, with as much of the machine as counting may take. It fetches nothing from anywhere."""
    limits: dict[str, Any] = {"memory_limit": settings.LAKE_MEMORY, "threads": settings.LAKE_THREADS}
    opened = duckdb.connect(config=limits | {"temp_directory": str(folder() / "spilled")})
    opened.execute("SET autoinstall_known_extensions = false")
    return opened


def _tidy(held: Manifest) -> None:
    """Remove files that no manifest names any more, once nobody can be reading them."""
    named = {*held.files, held.newest}
    for file in folder().glob("*.parquet"):
        if file.name not in named and file.stat().st_mtime < time() - KEPT:
            file.unlink(missing_ok=True)
