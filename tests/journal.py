"""What a hand in the database would have to do first: take the guards off the journal."""

from django.db import connection

KEPT = ("journal_event", "journal_seal", "journal_leaf", "journal_auditday")


def unguarded() -> None:
    """Until this test's transaction is rolled back, its rows can be changed and removed, as their owner could."""
    _guard("DISABLE TRIGGER kept")


def emptied_between_tests() -> None:
    """Tests that commit empty their tables afterwards; nothing else may."""
    _guard("DISABLE TRIGGER kept_whole")


def _guard(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
        for table in KEPT:
            cursor.execute(f"ALTER TABLE {table} {change}")
