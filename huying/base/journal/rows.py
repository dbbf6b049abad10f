"""Rows into PostgreSQL with as few statements as can be: several tables in one INSERT, or many rows by COPY."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from itertools import count
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

import orjson
from django.db import connection, connections, router
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
)
from django.db.models.base import ModelState
from psycopg import RawCursor
from psycopg.types.numeric import Int8Dumper

M = TypeVar("M", bound=Model)
AS_THEY_ARE = (BooleanField, CharField, DateField, FloatField, ForeignKey, IntegerField, TextField)
"""Fields whose values psycopg writes as Python holds them."""


@cache
def _columns(model: type[Model], with_pk: bool) -> tuple[Field[Any, Any], ...]:
    return tuple(f for f in model._meta.concrete_fields if with_pk or not f.primary_key)


def _grouped(rows: Iterable[Model]) -> list[tuple[type[Model], bool, list[Model]]]:
    """Rows of one table together, tables in the order in which they first appear."""
    order: dict[tuple[type[Model], bool], list[Model]] = {}
    for row in rows:
        with_pk = getattr(row, type(row)._meta.pk.attname) is not None
        order.setdefault((type(row), with_pk), []).append(row)
    return [(model, with_pk, group) for (model, with_pk), group in order.items()]


class _Kept(RawCursor[Any]):
    """Sends `$1` as it is written, and has the server keep the statement: each connection parses and plans it once.

    Not behind a pooler, where the next transaction may be on another connection (`settings.KEPT`).
    """

    def __init__(self, of: Any) -> None:
        super().__init__(of)
        self.adapters.register_dumper(int, Int8Dumper)  # else every size of number makes another statement

    def execute(self, query: Any, params: Any = None, **_more: Any) -> _Kept:
        super().execute(query, params, prepare=True)
        if connection.queries_logged:  # Django asks for the text, of which psycopg sends only the name
            self._query = self._convert_query(query, params)
        return self


def _kept() -> Any:
    """A cursor for statements that are sent over and over; Django counts and logs them like any other."""
    connection.ensure_connection()
    return connection._prepare_cursor(_Kept(connection.connection))  # type: ignore[attr-defined]


@cache
def _insert(shape: tuple[tuple[type[Model], bool, int], ...]) -> str:
    parts, place = [], count(1)
    for model, with_pk, n in shape:
        fields = _columns(model, with_pk)
        names = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(["(" + ", ".join(f"${next(place)}" for _field in fields) + ")" for _row in range(n)])
        parts.append(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {values}')  # noqa: S608 - names from our models; values are bound
    *first, last = parts
    return ("WITH " + ", ".join(f"w{i} AS ({part})" for i, part in enumerate(first)) + " " if first else "") + last


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of any tables in one statement. A row without a key gets one from the database, unseen."""
    if not rows:
        return
    if (waiting := _waiting.get()) is not None:
        waiting += rows
        return
    groups = _grouped(rows)
    sql = _insert(tuple((model, with_pk, len(group)) for model, with_pk, group in groups))
    params = [value for model, with_pk, group in groups for row in group for value in _written(model, with_pk)(row)]
    with _kept() as cursor:
        cursor.execute(sql, params)
    for row in rows:
        row._state.adding = False


_waiting: ContextVar[list[Model] | None] = ContextVar("waiting", default=None)


@contextmanager
def together() -> Iterator[list[Model]]:
    """What is inserted inside waits in the list that this gives, and is taken in by one COPY a table at the end.

    Whoever takes a part of the list away again has it not written.
    """
    waiting: list[Model] = []
    token = _waiting.set(waiting)
    try:
        yield waiting
    finally:
        _waiting.reset(token)
    copy(waiting)
    for row in waiting:
        row._state.adding = False


def copy(rows: Iterable[Model]) -> None:
    """Take many rows of any tables in by COPY. Foreign keys must point at rows that are there or earlier in `rows`."""
    for model, with_pk, group in _grouped(rows):
        names = ", ".join(f'"{field.column}"' for field in _columns(model, with_pk))
        written = _written(model, with_pk)
        with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as into:
            for row in group:
                into.write_row(written(row))


@cache
def _written(model: type[Model], with_pk: bool) -> Callable[[Model], Sequence[Any]]:
    """From a row to what COPY takes. Most fields are written as they are, so only the others are asked, one by one."""
    fields = _columns(model, with_pk)
    as_they_are = itemgetter(*(field.attname for field in fields))
    others = [(place, write) for place, field in enumerate(fields) if (write := _how(field))]

    def written(row: Model) -> Sequence[Any]:
        values = list(as_they_are(row.__dict__))
        for place, write in others:
            if values[place] is not None:
                values[place] = write(values[place])
        return values

    return written


def _how(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value is written; None where psycopg writes it as Python holds it, in a few instructions."""
    if isinstance(field, DateTimeField):
        return datetime.isoformat
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, AS_THEY_ARE) or type(field) is BinaryField:
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def beside(key: int, *models: type[Model]) -> list[list[Any]]:
    """The rows of several tables whose `case` is `key`, in one statement: a list for each table, in the order of their keys."""
    found: list[list[Any]] = [[] for _model in models]
    source = router.db_for_read(models[0])
    with connections[source].cursor() as cursor:
        cursor.execute(_gathered(models), [key] * len(models))
        for at, told in cursor.fetchall():
            found[at].append(_read(models[at], orjson.loads(told), source))
    for rows in found:
        rows.sort(key=attrgetter("pk"))
    return found


@cache
def _gathered(models: tuple[type[Model], ...]) -> str:
    tables = enumerate(model._meta.db_table for model in models)
    return " UNION ALL ".join(
        f'SELECT {at}, to_jsonb(r)::text FROM "{table}" r WHERE case_id = %s'  # noqa: S608 - names from our models; values are bound
        for at, table in tables
    )


def _read(model: type[M], values: dict[str, Any], source: str) -> M:
    """A row as the database told it in JSON."""
    for name in _moments(model):
        if values.get(name) is not None:
            values[name] = datetime.fromisoformat(values[name])
    row = new(model, **values)
    row._state.adding, row._state.db = False, source
    return row


@cache
def _moments(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if isinstance(field, DateTimeField))


def new(model: type[M], **values: Any) -> M:
    """A fresh row in memory: `model(**values)`, but several times quicker, and without a look at the names."""
    row, state = model.__new__(model), ModelState()
    fixed, made, relations = _shape(model)
    for name in relations.intersection(values):
        related = state.fields_cache[name] = values.pop(name)
        values[f"{name}_id"] = related.pk if related else None
    for name, make in made:
        if name not in values:
            values[name] = make()
    row.__dict__ = {**fixed, **values, "_state": state}
    return row


@cache
def _shape(model: type[Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], frozenset[str]]:
    """What a row holds without being told: the same for all, and made anew for each; and which names stand for other rows."""
    fields = model._meta.concrete_fields
    made = [(field.attname, field.default) for field in fields if field.has_default() and callable(field.default)]
    fixed = {field.attname: field.get_default() for field in fields}
    return fixed, made, frozenset(field.name for field in fields if field.is_relation)


def reserve(model: type[Model], n: int) -> list[int]:
    """`n` fresh keys of a table."""
    with _kept() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence($1, $2)) FROM generate_series(1, $3)",
            [model._meta.db_table, model._meta.pk.column, n],
        )
        return [key for (key,) in cursor.fetchall()]
