"""Rows into PostgreSQL with as few statements as can be: several tables in one INSERT, or many rows by COPY."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from itertools import count
from operator import itemgetter
from typing import Any, TypeVar

import orjson
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
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

from . import kept

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
    with kept.cursor() as cursor:
        cursor.execute(sql, params)
    for row in rows:
        row._state.adding = False


def move(thing: Model, names: Iterable[str], *, seen: int, beside: Sequence[Model]) -> bool:
    """Write these columns of `thing` and the rows `beside` it in one statement: first those that are there already, then all others.

    False, and nothing is written, where it does not have the `seen` number of events any more.
    """
    changed = [*{(type(row), row.pk): row for row in beside if not row._state.adding}.values()]
    added = [row for row in beside if row._state.adding]
    waiting = _waiting.get()
    now = added if waiting is None else []
    fields = _named(type(thing), frozenset(names))
    shape = tuple((type(row), row.pk is not None) for row in now)
    params = [_plain(field, getattr(thing, field.attname)) for field in fields] + [thing.pk, seen]
    params += [value for row in changed for value in (*_written(type(row), False)(row), row.pk)]
    params += [value for row, of in zip(now, shape, strict=True) for value in _written(*of)(row)]
    with kept.cursor() as cursor:
        cursor.execute(_move(type(thing), fields, tuple(map(type, changed)), shape), params)
        (moved,) = cursor.fetchone()
    if moved and waiting is not None:
        waiting += added
    elif moved:
        for row in added:
            row._state.adding = False
    return bool(moved)


@cache
def _named(model: type[Model], names: frozenset[str]) -> tuple[Field[Any, Any], ...]:
    """By the names of fields or of their keys, in the order of the table, so that the same names make the same statement."""
    known = {name: field for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    if unknown := names - known.keys():
        raise FieldDoesNotExist(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    return tuple(dict.fromkeys(known[name] for name in known if name in names))


@cache
def _move(
    model: type[Model], fields: tuple[Field[Any, Any], ...], changed: tuple[type[Model], ...],
    added: tuple[tuple[type[Model], bool], ...],
) -> str:  # fmt: skip
    """Each part asks those before it, as PostgreSQL promises no order else: the thing is locked first, and what ends makes way."""
    place, table = count(1), model._meta.db_table
    columns = ", ".join(f'"{field.column}" = ${next(place)}' for field in fields)
    own = f'"{model._meta.pk.column}" = ${next(place)} AND n_events = ${next(place)}'
    parts = [f'moved AS (UPDATE "{table}" SET {columns} WHERE {own} RETURNING 1)']  # noqa: S608 - names from our models; values are bound
    for i, row in enumerate(changed):
        columns = ", ".join(f'"{field.column}" = ${next(place)}' for field in _columns(row, False))
        key = f'"{row._meta.pk.column}" = ${next(place)}'
        parts.append(f'c{i} AS (UPDATE "{row._meta.db_table}" SET {columns} FROM moved WHERE {key} RETURNING 1)')  # noqa: S608 - names from our models; values are bound
    written = " + ".join(["0", *(f"(SELECT count(*) FROM c{i})" for i in range(len(changed)))])  # noqa: S608 - names from our models; values are bound
    parts.append(f"ready AS (SELECT FROM moved WHERE {written} >= 0)")
    before: dict[type[Model], str] = {}
    for i, (row, with_pk) in enumerate(added):
        of, after = _columns(row, with_pk), before.get(row)
        columns, values = ", ".join(f'"{field.column}"' for field in of), ", ".join(f"${next(place)}" for _field in of)
        chosen = f"{values} FROM ready" + (f" WHERE (SELECT count(*) FROM {after}) >= 0" if after else "")  # noqa: S608 - names from our models; values are bound
        parts.append(f'a{i} AS (INSERT INTO "{row._meta.db_table}" ({columns}) SELECT {chosen} RETURNING 1)')
        before[row] = f"a{i}"
    return f"WITH {', '.join(parts)} SELECT count(*) FROM moved"  # noqa: S608 - names from our models; values are bound


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


def _plain(field: Field[Any, Any], value: Any) -> Any:
    """One value as it is written."""
    write = None if value is None else _how(field)
    return write(value) if write else value


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


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
    with kept.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence($1, $2)) FROM generate_series(1, $3)",
            [model._meta.db_table, model._meta.pk.column, n],
        )
        return [key for (key,) in cursor.fetchall()]
