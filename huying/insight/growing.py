"""How the lake grows: a part more with each refresh, and fewer, larger parts where they have become many. Beside each part lie its sums."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import duckdb
import pyarrow.parquet as pq

from . import again, lake, periods, sums
from .facts import EPOCH, Fact
from .lake import Manifest

MOST_DELTAS = 8
"""More of them are put together into one."""
TOO_OLD = 0.25
"""So large a share of the facts in the deltas, and everything is put together into one sorted part."""
GROUP, GROUP_OF_SUMS = 60_000, 20_000  # rows that are read or passed over together

LONG = 30  # days
ORDER = f"""kind, CASE WHEN kind = 'due' THEN name ELSE '' END, kind = 'open' AND ("until" IS NULL OR "until" - day > {LONG}),
    CASE WHEN kind = 'open' THEN "until" ELSE day END, "case\""""
"""What is read together lies together. What was open for a short time lies by when it ended, so that of all that was ever open only what
was about then is read for a day; what was, or is, open for long is little, and lies apart."""


def grown(old: Manifest, new: Manifest, facts: Sequence[Fact], cases: Iterable[int]) -> Manifest:
    """`new` with one part more than `old`, in which these cases have their newest facts (or none any more)."""
    stamp = old.stamp + 1
    name, newest = f"delta-{stamp}.parquet", f"newest-{stamp}.parquet"
    n = lake.write(name, facts, stamp)
    lake.write_newest(newest, lake.newest_of(old) | dict.fromkeys(cases, stamp))
    new = replace(new, stamp=stamp, deltas=(*old.deltas, name), newest=newest, n_deltas=old.n_deltas + n)
    before = lake.live(old) if old.files else f"SELECT * FROM ({lake.read([name])}) LIMIT 0"  # noqa: S608 - paths of ours
    changed = f'SELECT "case" FROM ({lake.read([newest])}) WHERE part = {stamp}'  # noqa: S608 - paths of ours
    with lake.engine() as engine:
        _copy(
            engine,
            sums.of_facts(sums.changed(old, before, new, lake.read([name]), changed), few=True),
            lake.sums_of(name),
            GROUP_OF_SUMS,
        )
    return new


def compacted(held: Manifest, *, whole: bool = False) -> Manifest:
    """Fewer files, the same facts: the deltas in one part, or, where they have grown large or `whole` is asked, everything."""
    whole = whole or held.n_deltas > TOO_OLD * held.n_base
    if not whole and len(held.deltas) <= MOST_DELTAS:
        return held
    stamp = held.stamp + 1
    if whole:
        name = f"base-{stamp}.parquet"
        n = _whole(held, stamp, name)
        return replace(held, stamp=stamp, base=(name,), deltas=(), newest="", n_base=n, n_deltas=0)
    name, newest = f"delta-{stamp}.parquet", f"newest-{stamp}.parquet"
    n = _deltas(held, stamp, name)
    lake.write_newest(newest, dict.fromkeys(lake.newest_of(held), stamp))
    return replace(held, stamp=stamp, deltas=(name,), newest=newest, n_deltas=n)


def _whole(held: Manifest, stamp: int, name: str) -> int:
    """Everything in one part, and its sums; return how many facts."""
    facts = lake.read([name])
    with lake.engine() as engine:
        _copy(engine, _ordered(again.known(lake.live(held)), stamp), name)
        _sum_up(engine, held, facts, lake.sums_of(name))
    return _rows(name)


def _sum_up(engine: duckdb.DuckDBPyConnection, held: Manifest, facts: str, file: str) -> None:
    """The sums of these facts, month by month, as all at once need much memory. What holds for a month lies apart from its days."""
    schema, signed = sums.table().schema().to_pyarrow(), sums.begun(held, facts)
    first, last = engine.execute(f"SELECT min(day), max(day) FROM ({facts})").fetchone() or (None, None)  # noqa: S608 - SQL of ours
    with pq.ParquetWriter(lake.folder() / file, schema, compression="zstd") as writer:
        for since, until in _months(first or 0, max(last or 0, int(held.until) // 86_400 + sums.LAST_STEP)):
            engine.execute(f"CREATE OR REPLACE TEMP TABLE month AS {sums.of_facts(signed, since, until)}")
            for part in ("day < 0", "day >= 0"):
                found = engine.sql(f"FROM month WHERE {part}").to_arrow_table()
                writer.write_table(found.cast(schema), GROUP_OF_SUMS)


def _months(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The first day of each month and that of the next one, counted from 1970, over these days."""
    while first <= last:
        since, until = periods.month(EPOCH + timedelta(days=first))
        yield (since - EPOCH).days, (first := (until - EPOCH).days + 1)


def _deltas(held: Manifest, stamp: int, name: str) -> int:
    """The deltas in one part, and their sums; return how many facts."""
    with lake.engine() as engine:
        _copy(engine, _ordered(lake.live(held, held.deltas), stamp), name)
        _copy(engine, sums.together(lake.read(map(lake.sums_of, held.deltas))), lake.sums_of(name), GROUP_OF_SUMS)
    return _rows(name)


def _ordered(facts: str, stamp: int) -> str:
    return f"SELECT * REPLACE ({stamp}::INTEGER AS part) FROM ({facts}) ORDER BY {ORDER}"  # noqa: S608 - SQL of ours


def _copy(engine: duckdb.DuckDBPyConnection, rows: str, file: str, group: int = GROUP) -> None:
    target = lake.folder() / file
    engine.execute(f"COPY ({rows}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {group})")


def _rows(file: str) -> int:
    return int(pq.read_metadata(lake.folder() / file).num_rows)
