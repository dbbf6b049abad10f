"""Rows out of PostgreSQL, of several tables in one statement that the server keeps. Each comes as JSON and costs Python little."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from itertools import count
from operator import attrgetter
from typing import Any, TypeVar

import orjson
from django.db import connections, router
from django.db.models import BinaryField, DateField, DateTimeField, Field, Model, QuerySet

from . import kept, rows

M = TypeVar("M", bound=Model)
Table = tuple[type[Model], str, str]
"""Which rows are read: model, condition on `$1`, and columns ("*"); what is left out is read when somebody asks for it."""


def beside(key: int, tables: tuple[Table, ...]) -> list[list[Any]]:
    """What several tables hold about `key`, a list for each, in the order of their keys."""
    found: list[list[Any]] = [[] for _table in tables]
    source = router.db_for_read(tables[0][0])
    with kept.cursor(source) as cursor:
        cursor.execute(_gathered(tables), [key])
        for at, told in cursor.fetchall():
            found[at].append(_read(tables[at][0], orjson.loads(told), source))
    for table in found:
        if len(table) > 1:
            table.sort(key=attrgetter("pk"))
    return found


def first(model: type[M], **wanted: Any) -> M | None:
    """A row whose columns hold these values, or None."""
    source = router.db_for_read(model)
    empty = tuple(name for name, value in wanted.items() if value is None)
    given = {name: value for name, value in wanted.items() if value is not None}
    with kept.cursor(source) as cursor:
        cursor.execute(_where(model, tuple(given), empty), [*given.values()])
        told = cursor.fetchone()
    return _read(model, orjson.loads(told[0]), source) if told else None


ASKED = "\0asked"
"""Stands in a query for the value with which it is asked each time."""


class Statement:
    """A query of keys that Django words once. It keeps what it was worded from: permissions and registers are the caller's to watch."""

    def __init__(self, keys: QuerySet[Any, Any]) -> None:
        self.model = keys.model
        words, self.params = keys.query.sql_with_params()
        place = count(1)
        self.sql = re.sub("%s", lambda _found: f"${next(place)}", words)

    def __call__(self, asked: str) -> list[int]:
        """The keys that are found for `asked`."""
        with kept.cursor(router.db_for_read(self.model)) as cursor:
            cursor.execute(self.sql, [asked if value == ASKED else value for value in self.params])
            return [key for (key,) in cursor.fetchall()]


@cache
def _gathered(tables: tuple[Table, ...]) -> str:
    return " UNION ALL ".join(
        f'SELECT {at}, to_jsonb(r)::text FROM (SELECT {columns} FROM "{model._meta.db_table}" WHERE {condition}) r'  # noqa: S608 - words of our own; values are bound
        for at, (model, condition, columns) in enumerate(tables)
    )


@cache
def _where(model: type[Model], given: tuple[str, ...], empty: tuple[str, ...]) -> str:
    asked = [f'"{name}" = ${place}' for place, name in enumerate(given, 1)] + [f'"{name}" IS NULL' for name in empty]
    return f'SELECT to_jsonb(r)::text FROM "{model._meta.db_table}" r WHERE {" AND ".join(asked)} LIMIT 1'  # noqa: S608 - names from our models; values are bound


def _read(model: type[M], told: dict[str, Any], source: str) -> M:
    """A row as the database told it in JSON."""
    values = {name: told[column] for column, name, _how in _columns(model) if column in told}
    for column, name, read in _columns(model):
        if read and told.get(column) is not None:
            values[name] = read(told[column])
    row = rows.new(model, **values)
    if len(values) < len(_columns(model)):
        for _column, name, _how in _columns(model):
            if name not in values:
                del row.__dict__[name]
    row._state.adding, row._state.db = False, source
    return row


@cache
def _columns(model: type[Model]) -> list[tuple[str, str, Callable[[Any], Any] | None]]:
    """Column, name, and how a value is read that is not in JSON as Python holds it."""
    return [(str(field.column), field.attname, _how(field)) for field in model._meta.concrete_fields]


def _how(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, DateTimeField):
        return datetime.fromisoformat
    if isinstance(field, DateField):
        return date.fromisoformat
    if isinstance(field, BinaryField):
        opened = getattr(field, "from_db_value", None)  # what is sealed
        return lambda told: opened(_bytes(told), None, connections) if opened else _bytes(told)
    return None


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told[2:])
