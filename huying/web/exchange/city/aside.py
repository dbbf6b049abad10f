"""Indexes and foreign keys, put aside while rows come in and put back when all are there: quicker, and parts need no order.

Each foreign key is checked over all rows when it comes back, so what points at nothing is found.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from huying.base.journal.refusals import Refused

from . import under_way
from .tables import quoted

INDEX, FOREIGN = "index:", "foreign:"
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""


@transaction.atomic
def put(tables: Sequence[str]) -> None:
    """Note and drop them."""
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS, [[*tables]])
        for table, name, definition in cursor.fetchall():
            under_way.note(FOREIGN + name, f"ALTER TABLE {table} ADD CONSTRAINT {quoted(name)} {definition}")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted(name)}")
        cursor.execute(INDEXES, [[*tables]])
        for name, definition in cursor.fetchall():
            under_way.note(INDEX + name, definition)
            cursor.execute(f"DROP INDEX {name}")


def put_back(progress: Callable[[int], Any]) -> None:
    """Make them again, indexes first, each in a transaction of its own. Raises `Refused` where rows contradict one."""
    for kind in (INDEX, FOREIGN):
        for what, definition in under_way.notes().items():
            if what.startswith(kind):
                _make(what, definition)
                progress(1)


@transaction.atomic
def _make(what: str, definition: str) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(definition)
    except IntegrityError as fault:
        raise Refused(_("The rows contradict one another: %(fault)s") % {"fault": str(fault).strip()}) from fault
    under_way.forget(what)
