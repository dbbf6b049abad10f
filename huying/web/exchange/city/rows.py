"""Rows as JSON Lines, a part at a time: PostgreSQL writes and reads the JSON itself, so a row costs Python next to nothing.

COPY in CSV form with signs for quote and delimiter that no JSON holds is the JSON as it stands, without COPY's own escapes.
"""

import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from . import safe
from .manifest import Given, Part
from .tables import Table, quoted

SIZE = 50_000
"""Rows of a part."""
BARE = r"(FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01')"
BUFFER = 1 << 20
LEVEL = 3
"""Of gzip: nearly as small as the default, twice as quick."""
SETTINGS = "SET LOCAL TimeZone = 'UTC'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
INCOMING = "CREATE TEMP TABLE IF NOT EXISTS incoming (line json) ON COMMIT DELETE ROWS"


@dataclass(frozen=True)
class Range:
    """The rows of one part: the keys it ends after and at, how many they are, and a mark that differs once one of them was touched."""

    table: Table
    number: int
    after: Any
    until: Any
    rows: int
    mark: str

    @property
    def file(self) -> str:
        return f"rows/{self.table.name}/{self.number:06}.jsonl.gz"


def ranges(table: Table, *, without_contacts: bool) -> Iterator[Range]:
    """The parts of a table. The mark is drawn from where each row lies and which transaction wrote it."""
    key, name = quoted(table.key), quoted(table.name)
    which = table.which(without_contacts=without_contacts)
    touched = "hashtextextended(xmin::text || ctid::text, 0)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT max(k), count(*), bit_xor(touched) FROM (SELECT {key} AS k, {touched} AS touched,"  # noqa: S608 - names from our models
            f" (row_number() OVER (ORDER BY {key}) - 1) / {SIZE} AS part FROM {name} WHERE {which}) AS row"
            " GROUP BY part ORDER BY part"
        )
        after = None
        for number, (until, n, mark) in enumerate(cursor.fetchall(), 1):
            yield Range(table, number, after, until, n, f"{n}/{mark}")
            after = until


def give(part: Range, folder: Path, *, without_contacts: bool) -> Part:
    """Write the rows of a part in the order of their keys. The same rows give the same file."""
    key = quoted(part.table.key)
    rows = part.table.rows(without_contacts=without_contacts)
    within, given = f"{key} <= %s", [part.until]
    if part.after is not None:
        within, given = f"{within} AND {key} > %s", [part.until, part.after]
    lines = f"SELECT row_to_json(row) FROM ({rows} AND {within} ORDER BY {key}) AS row"  # noqa: S608 - names from our models; values are bound
    into = f"COPY ({lines}) TO STDOUT WITH {BARE}"
    with (
        connection.cursor() as cursor,
        safe.written(folder / part.file) as file,
        _zipped(file) as out,
        cursor.copy(into, given) as copy,
    ):
        for data in copy:
            out.write(data)
    return Part(file=part.file, bytes=file.size, sha256=file.sha256.hexdigest(), rows=part.rows)


def lines(file: str, rows: Iterator[bytes], folder: Path) -> Part:
    """Write lines that do not come from one table."""
    n = 0
    with safe.written(folder / file) as made, _zipped(made) as out:
        for row in rows:
            out.write(row)
            n += 1
    return Part(file=file, bytes=made.size, sha256=made.sha256.hexdigest(), rows=n)


def read(path: Path) -> Iterator[bytes]:
    """The lines of a part."""
    with gzip.open(path, "rb") as file:
        yield from file


def _zipped(file: safe.Hashing) -> io.BufferedWriter:
    """Without name and time, so that the same rows give the same bytes."""
    return io.BufferedWriter(gzip.GzipFile("", "wb", LEVEL, file, mtime=0), BUFFER)


def take(table: Given, path: Path) -> int:
    """Write the rows of a part into its table; how many. In the transaction of whoever calls."""
    columns = ", ".join(map(quoted, table.columns))
    wanted = ", ".join(f"row.{quoted(name)}" for name in table.columns)
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(INCOMING)
        with gzip.open(path, "rb") as file, cursor.copy(f"COPY incoming FROM STDIN WITH {BARE}") as copy:
            while data := file.read(BUFFER):
                copy.write(data)
        name = quoted(table.name)
        cursor.execute(
            f"INSERT INTO {name} ({columns}) SELECT {wanted} FROM incoming,"  # noqa: S608 - names that the catalogue of the database knows
            f" json_populate_record(NULL::{name}, line) AS row"
        )
        return int(cursor.rowcount)
