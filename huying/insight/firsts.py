"""What a period said when it was first published: kept once and never changed, so that late and corrected data show as such.

The last month and the last quarter that are over are kept at the first refresh behind their end, if there was a lake when they ended:
what is taken in from before was never published here. Making the lake anew leaves them alone.
"""

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huying.base.places import register as places

from . import counting, lake, periods, trees
from .counting import ALL, Among, Counts
from .lake import Manifest

GROUPS = (None, "unit", "area", "category", "channel")
COUNTS = [field.name for field in fields(Counts)]
Found = dict[Any, dict[str, Counts]]


@dataclass(frozen=True)
class First:
    """All that a period said, and when it did."""

    at: datetime
    found: Found


def keep(held: Manifest) -> list[Path]:
    """Write down the periods that are over and were not published before; return the files."""
    today = places.today()
    over = (periods.before(*periods.month(today)), periods.past_quarter(today))
    watched = [(since, until) for since, until in over if counting.moment(until) >= held.began]
    return [_write(held, since, until) for since, until in watched if not _file(since, until).exists()]


def forget() -> None:
    """Drop what belongs to another record."""
    shutil.rmtree(lake.folder() / "first", ignore_errors=True)
    _read.cache_clear()


def first(since: date, until: date, group: str | None) -> First | None:
    """What was first published of this period along this tree; None where nothing was."""
    file = _file(since, until)
    return _read(str(file), group or "") if file.exists() else None


def _file(since: date, until: date) -> Path:
    return lake.folder() / "first" / f"{since}_{until}.parquet"


def _write(held: Manifest, since: date, until: date) -> Path:
    rows = [*_rows(held, since, until)]
    columns = {name: [row[name] for row in rows] for name in ("group", "key", "code", *COUNTS)}
    table = pa.table(columns).replace_schema_metadata({"at": str(held.until)})
    file = _file(since, until)
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, written := file.with_suffix(".new"), compression="zstd")
    return written.replace(file)


def _rows(held: Manifest, since: date, until: date) -> Iterator[dict[str, Any]]:
    for group in GROUPS:
        tree = trees.of(group)
        found = counting.counted(held, Among(since, until), group or "", tree.groups(set(tree.nodes)))
        for key, counts in found.items():
            for code, told in counts.items():
                if told.n or told.excluded:
                    yield {"group": group or "", "key": str(key), "code": code, **asdict(told)}


@lru_cache(maxsize=16)
def _read(file: str, group: str) -> First:
    table = pq.read_table(file, filters=[("group", "=", group)])
    found: Found = {}
    for row in table.to_pylist():
        key = row["key"] if group == "channel" else int(row["key"]) if group else ALL
        found.setdefault(key, {})[row["code"]] = Counts(**{name: row[name] for name in COUNTS})
    return First(datetime.fromtimestamp(float(table.schema.metadata[b"at"]), UTC), found)
