"""Clocks whose date may still move are found without looking at all open cases; big tables are vacuumed and counted more often."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

TENDED = "autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"
NAMES = ", ".join(part.split(" = ")[0] for part in TENDED.split(", "))
TABLES = ("cases_case", "cases_casetext", "cases_clock", "cases_assignment", "cases_verdict")


class Migration(migrations.Migration):
    atomic = False  # the index is built while others write
    dependencies = [("cases", "0020_late_readings")]

    operations = [
        AddIndexConcurrently(
            "clock",
            models.Index(
                fields=["case"],
                condition=models.Q(("provisional", True), ("stopped_at", None)),
                name="running_till_unconfirmed",
            ),
        ),
        *(
            migrations.RunSQL(f"ALTER TABLE {table} SET ({TENDED})", f"ALTER TABLE {table} RESET ({NAMES})")
            for table in TABLES
        ),
    ]
