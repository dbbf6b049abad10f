import django.db.models.deletion
import huying.base.sealed.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_saying")]

    operations = [
        migrations.CreateModel(
            name="Incoming",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "end",
                    models.CharField(
                        choices=[
                            ("filed", "filed as a new report"),
                            ("added", "added to its report"),
                            ("not_taken", "not added: the report was closed"),
                            ("repeated", "came again"),
                            ("automatic", "written by a machine"),
                            ("listed", "from a mailing list"),
                            ("own", "our own"),
                            ("empty", "without words and files"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Linked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", huying.base.sealed.fields.SealedField()),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="contact", name="chat", field=huying.base.sealed.fields.SealedField(blank=True)
        ),
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[
                    ("web", "web"),
                    ("phone", "telephone"),
                    ("field", "field worker"),
                    ("api", "another system"),
                    ("walk_in", "counter"),
                    ("letter", "letter"),
                    ("email", "e-mail"),
                    ("chat", "chat message"),
                    ("own", "found by the city itself"),
                    ("import", "taken over from an earlier system"),
                ],
                max_length=20,
            ),
        ),
    ]
