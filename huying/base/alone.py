"""A lock of PostgreSQL that lasts as long as somebody holds it: longer than a transaction, never longer than a program."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection


@contextmanager
def locked(what: str, which: int) -> Iterator[bool]:
    """Whether nobody else holds this lock; held while this lasts, and gone with whoever was killed meanwhile.

    Such a lock belongs to a connection, so behind a pooler one to the server itself is made for it.
    """
    direct: Any = psycopg.connect(settings.DATABASE_URL, autocommit=True) if settings.POOLER_URL else None
    with direct or nullcontext(), (direct or connection).cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), %s)", [what, which])
        (held,) = cursor.fetchone()
        try:
            yield held
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", [what, which])
