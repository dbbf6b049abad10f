"""Everything sealed, sealed again under the first key. Found by walking the models; no table is named here."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.db import connection, transaction

from . import keys
from .fields import SealedField

BATCH = 500

Progress = Callable[[int], Any]
Row = tuple[Any, ...]


@dataclass
class Summary:
    """What became of the rows. `unreadable` names those that no key opens: table, row, column; never what is in them."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    unreadable: list[str] = field(default_factory=list)
    interrupted: bool = False


@dataclass(frozen=True)
class Table:
    """A table with sealed columns."""

    name: str
    key: str
    columns: tuple[str, ...]


def tables() -> list[Table]:
    """Every table that holds something sealed."""
    found = []
    for model in apps.get_models():
        sealed = tuple(known.column for known in model._meta.local_concrete_fields if isinstance(known, SealedField))
        if sealed and model._meta.managed:
            found.append(Table(model._meta.db_table, model._meta.pk.column, sealed))
    return found


def n_rows() -> int:
    """How many rows there are to walk."""
    with connection.cursor() as cursor:
        counts = [f"SELECT count(*) FROM {_quoted(table.name)}" for table in tables()]  # noqa: S608 - names from our models; values are bound
        cursor.execute(f"SELECT {' + '.join(f'({count})' for count in counts)}")
        return int(cursor.fetchone()[0])


def rotate(progress: Progress = lambda n: None) -> Summary:
    """Seal again what another key than the first sealed, a batch a transaction. Ctrl-C ends it; run again, it goes on."""
    summary = Summary()
    try:
        for table in tables():
            last: Any = None
            while True:
                with transaction.atomic():
                    if not (rows := _after(table, last, "FOR NO KEY UPDATE")):
                        break
                    _write(table, _resealed(table, rows, summary))
                summary.read += len(rows)
                last = rows[-1][0]
                progress(len(rows))
    except KeyboardInterrupt:
        summary.interrupted = True
    summary.unchanged = summary.read - summary.written
    return summary


def used(progress: Progress = lambda n: None) -> tuple[Counter[str], list[str]]:
    """How many sealed values each key sealed, and where one stands that no key opens."""
    ring = [(key, Fernet(key)) for key in keys.current()]
    counts, unreadable = Counter({key: 0 for key, _opens in ring}), []
    for table in tables():
        for rows in _batches(table):
            for pk, column, token in _tokens(table, rows):
                if key := next((key for key, opener in ring if _opens(opener, token)), ""):
                    counts[key] += 1
                else:
                    unreadable.append(_where(table, pk, column))
            progress(len(rows))
    return counts, unreadable


def _resealed(table: Table, rows: list[Row], summary: Summary) -> list[Row]:
    """The rows that change: their sealed columns under the first key, and their key."""
    first, ring = Fernet(keys.current()[0]), keys.ring()
    changed: dict[Any, dict[str, bytes]] = {}
    for pk, column, token in _tokens(table, rows):
        if _opens(first, token):
            continue
        try:
            changed.setdefault(pk, {})[column] = ring.rotate(token)
        except InvalidToken:
            summary.unreadable.append(_where(table, pk, column))
    known = {row[0]: dict(zip(table.columns, row[1:], strict=True)) for row in rows}
    summary.written += sum(bool(tokens) for tokens in changed.values())
    return [
        (*((known[pk] | tokens)[column] for column in table.columns), pk) for pk, tokens in changed.items() if tokens
    ]


def _write(table: Table, rows: list[Row]) -> None:
    columns = ", ".join(f"{_quoted(column)} = %s" for column in table.columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {_quoted(table.name)} SET {columns} WHERE {_quoted(table.key)} = %s", rows)  # noqa: S608 - names from our models; values are bound


def _tokens(table: Table, rows: list[Row]) -> Iterator[tuple[Any, str, bytes]]:
    """Row, column and what is sealed there; nothing of columns that are empty."""
    for pk, *values in rows:
        for column, value in zip(table.columns, values, strict=True):
            if value:
                yield pk, column, bytes(value)


def _batches(table: Table) -> Iterator[list[Row]]:
    last: Any = None
    while rows := _after(table, last):
        yield rows
        last = rows[-1][0]


def _after(table: Table, last: Any, lock: str = "") -> list[Row]:
    """The next rows by key, as they lie in the table: the field would open them."""
    key = _quoted(table.key)
    columns = ", ".join([key, *map(_quoted, table.columns)])
    behind = "" if last is None else f"WHERE {key} > %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {_quoted(table.name)} {behind} ORDER BY {key} LIMIT {BATCH} {lock}",  # noqa: S608 - names from our models; values are bound
            [] if last is None else [last],
        )
        return cursor.fetchall()


def _opens(key: Fernet, token: bytes) -> bool:
    try:
        key.decrypt(token)
    except InvalidToken:
        return False
    return True


def _where(table: Table, pk: Any, column: str) -> str:
    return f"{table.name} {pk} {column}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
