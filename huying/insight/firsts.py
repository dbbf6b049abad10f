"""What a period said when it was first published: kept once and never changed, so that late and corrected data show as such.

Every month and quarter is kept at the first refresh behind its end, if there was a lake when it ended:
what is taken in from before was never published here. Making the lake anew leaves them alone.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huying.base.places import register as places

from . import counting, lake, periods
from .counting import ALL, Counts
from .lake import Manifest
from .periods import Days
from .slices import Asked

MONTHS, QUARTERS = 2, 2
"""So far back one that was missed is made good, where nothing was counted for some weeks."""
GROUPS = (None, "unit", "area", "category", "channel", "reason")
COUNTS = [field.name for field in fields(Counts)]
Found = dict[Any, dict[str, Counts]]


@dataclass(frozen=True)
class First:
    """All that a period said, and when it did."""

    at: datetime
    found: Found


def keep(held: Manifest) -> list[Path]:
    """Write down the periods that are over and were not published before; return the files."""
    over = (days for of, n in ((periods.month, MONTHS), (periods.quarter, QUARTERS)) for days in _over(of, n))
    watched = [(since, until) for since, until in over if counting.moment(until) >= held.began]
    return [_write(held, since, until) for since, until in watched if not _file(since, until).exists()]


def _over(of: Callable[[date], Days], n: int) -> Iterator[Days]:
    """The last `n` months or quarters that are over."""
    days = of(places.today())
    for _earlier in range(n):
        days = of(days[0] - periods.DAY)
        yield days


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
        (found,) = counting.counted(held, [(since, until)], parted=Asked(group).parted)
        for key, counts in found.items():
            if (key == ALL) == bool(group):
                continue
            for code, told in counts.items():
                if told.n or told.excluded:
                    yield {"group": group or "", "key": str(key), "code": code, **asdict(told)}


@lru_cache(maxsize=128)
def _read(file: str, group: str) -> First:
    table = pq.read_table(file, filters=[("group", "=", group)])
    keys, codes, *told = (table[name].to_pylist() for name in ("key", "code", *COUNTS))
    found: Found = {}
    for name, code, *counts in zip(
        keys, codes, *told, strict=True
    ):  # tens of thousands: whoever asks first waits for them
        key = name if group in ("channel", "reason") else int(name) if group else ALL
        found.setdefault(key, {})[code] = Counts(*counts)
    return First(datetime.fromtimestamp(float(table.schema.metadata[b"at"]), UTC), found)
