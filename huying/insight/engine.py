"""The one DuckDB of this process, over the files that a manifest names."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

from . import lake
from .lake import Manifest

_alone = Lock()
_opened: dict[Any, duckdb.DuckDBPyConnection] = {}
Rows = list[dict[str, Any]]


@contextmanager
def asking(held: Manifest, tables: Mapping[str, pa.Table]) -> Iterator[Any]:
    """A function from SQL to rows, for whoever holds the engine. `tables`: what the SQL names beside `facts`."""
    with _alone:
        engine = _open(held)
        for name, table in tables.items():
            engine.register(name, table)
        yield lambda sql: _rows(engine, sql)


def _open(held: Manifest) -> duckdb.DuckDBPyConnection:
    """The engine over the files of this manifest: one at a time, changed when they are."""
    key = (str(lake.folder()), held.stamp, held.files)
    if key not in _opened:
        for old in [*_opened]:
            _opened.pop(old).close()
        engine = lake.engine()
        engine.execute("SET parquet_metadata_cache = true")  # or each look reads how the files are laid out
        if held.files:
            engine.execute(f"CREATE VIEW facts AS {lake.live(held)}")
        else:
            engine.register("facts", lake.SCHEMA.empty_table())
        _opened[key] = engine
    return _opened[key]


def _rows(engine: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    found = engine.execute(sql)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
