"""The supervisor's numbers are read from an index alone; what a unit was handed is found by one, whenever it was."""

from django.db import migrations, models
from django.db.models import Q

OPEN = Q(state__in=["received", "dispatched", "in_progress", "replied"])
COUNTED_BY = (
    "state", "category", "area_2", "unit_1", "unit_2", "unit_3", "unit", "paused_until", "review_on", "supervision", "accused",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_follow_up")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="open_by_due"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["due_at", "id"], condition=OPEN, name="open_by_due", include=COUNTED_BY),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["inner_unit"], condition=Q(inner_unit__isnull=False), name="all_by_inner_unit"),
        ),
    ]
