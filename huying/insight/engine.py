"""The one DuckDB of this process, over the files that a manifest names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings

from . import lake, sums
from .lake import Manifest

_alone = Lock()
_opened: dict[Any, duckdb.DuckDBPyConnection] = {}
Rows = list[dict[str, Any]]


@contextmanager
def asking(held: Manifest, tables: Mapping[str, pa.Table]) -> Iterator[Callable[[Sequence[str]], list[Rows]]]:
    """A function from statements to the rows of each, for whoever holds the engine. `tables`: what they name beside `facts` and `sums`."""
    with _alone:
        yield partial(_each, _open(held), tables)


def _open(held: Manifest) -> duckdb.DuckDBPyConnection:
    """The engine over the files of this manifest: one at a time, changed when they are."""
    key = (str(lake.folder()), held.stamp, held.files)
    if key not in _opened:
        for old in [*_opened]:
            _opened.pop(old).close()
        engine = lake.engine()
        engine.execute("SET GLOBAL parquet_metadata_cache = true")  # or each look reads how the files are laid out
        if held.files:
            engine.execute(f"CREATE VIEW facts AS {lake.live(held)}")
            engine.execute(f"CREATE VIEW sums AS {lake.read(held.sums)}")
        else:
            engine.from_arrow(lake.SCHEMA.empty_table()).create("facts")
            engine.from_arrow(sums.table().schema().to_pyarrow().empty_table()).create("sums")
        _opened[key] = engine
    return _opened[key]


def _each(engine: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table], statements: Sequence[str]) -> list[Rows]:
    """Side by side: most of a small statement is its planning, which takes one core."""
    with ThreadPoolExecutor(settings.LAKE_THREADS) as pool:
        return [*pool.map(partial(_rows, engine, tables), statements)]


def _rows(engine: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table], sql: str) -> Rows:
    with engine.cursor() as own:
        for name, table in tables.items():
            own.register(name, table)
        found = own.execute(sql)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
