"""How far an import has come, in a table of its own beside the city's: made with the first step, dropped with the last.

As long as it is there, nothing but the import itself works on this database (`startup.ready`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext as _

from huying.base.journal.refusals import Refused

EXPORT, LOADED = "export", "loaded"
"""Notes: the digest of the manifest that is taken in; that every row is here. All others are names of parts and of what was put aside."""


def notes() -> dict[str, str]:
    """What was noted so far; nothing where no import is under way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('city_import')")
        if cursor.fetchone()[0] is None:
            return {}
        cursor.execute("SELECT what, told FROM city_import")
        return dict(cursor.fetchall())


def begin(digest: str) -> None:
    """From now on the export with this manifest is taken in."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS city_import (what text PRIMARY KEY, told text NOT NULL)")
    note(EXPORT, digest)


def note(what: str, told: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO city_import VALUES (%s, %s) ON CONFLICT DO NOTHING", [what, told])


def forget(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM city_import WHERE what = %s", [what])


def end() -> None:
    """It is done; in the transaction of whatever is last."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE city_import")


@contextmanager
def alone() -> Iterator[None]:
    """One import at a time; the lock goes with its holder, however they end. Raises `Refused` for the second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('huying import city'))")
        if not cursor.fetchone()[0]:
            raise Refused(_("Another import is under way."))
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('huying import city'))")
