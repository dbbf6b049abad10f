"""Rows into PostgreSQL with as few statements as can be: several tables in one INSERT, or many rows by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


@cache
def _columns(model: type[Model], with_pk: bool) -> tuple[Field[Any, Any], ...]:
    return tuple(f for f in model._meta.concrete_fields if with_pk or not f.primary_key)


def _grouped(rows: Iterable[Model]) -> list[tuple[type[Model], bool, list[Model]]]:
    """Rows of one table together, tables in the order in which they first appear."""
    order: dict[tuple[type[Model], bool], list[Model]] = {}
    for row in rows:
        order.setdefault((type(row), row.pk is not None), []).append(row)
    return [(model, with_pk, group) for (model, with_pk), group in order.items()]


def _values(row: Model, fields: Sequence[Field[Any, Any]]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


@cache
def _insert(shape: tuple[tuple[type[Model], bool, int], ...]) -> str:
    parts = []
    for model, with_pk, n in shape:
        fields = _columns(model, with_pk)
        names = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * n)
        parts.append(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {values}')
    *first, last = parts
    return ("WITH " + ", ".join(f"w{i} AS ({part})" for i, part in enumerate(first)) + " " if first else "") + last


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of any tables in one statement. A row without a key gets one from the database, unseen."""
    if not rows:
        return
    groups = _grouped(rows)
    sql = _insert(tuple((model, with_pk, len(group)) for model, with_pk, group in groups))
    params = [
        value for model, with_pk, group in groups for row in group for value in _values(row, _columns(model, with_pk))
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    for row in rows:
        row._state.adding = False


def copy(rows: Iterable[Model]) -> None:
    """Take many rows of any tables in by COPY. Foreign keys must point at rows that are there or earlier in `rows`."""
    for model, with_pk, group in _grouped(rows):
        fields = _columns(model, with_pk)
        names = ", ".join(f'"{field.column}"' for field in fields)
        with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as into:
            for row in group:
                into.write_row(_values(row, fields))


def reserve(model: type[Model], n: int) -> list[int]:
    """`n` fresh keys of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, n],
        )
        return [key for (key,) in cursor.fetchall()]
