"""Clocks that ran before there was a watch: it looks at each once and knows then when to look again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_deadlines")]

    operations = [
        migrations.RunSQL(
            "UPDATE cases_clock SET next_at = started_at WHERE stopped_at IS NULL AND due_at IS NOT NULL",
            migrations.RunSQL.noop,
        ),
    ]
