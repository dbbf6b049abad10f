from django.db import migrations, models

import huying.base.sealed.fields


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="desk",
            name="variable",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="desk",
            name="url",
            field=huying.base.sealed.fields.SealedField(blank=True),
        ),
    ]
