"""The journal is vacuumed and counted by growth in rows of days, not of years: by default a fifth of a table comes first."""

from django.db import migrations

TENDED = "autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"
NAMES = ", ".join(part.split(" = ")[0] for part in TENDED.split(", "))
TABLES = ("journal_event", "journal_words", "journal_leaf")


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_when")]

    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} SET ({TENDED})", f"ALTER TABLE {table} RESET ({NAMES})")
        for table in TABLES
    ]
