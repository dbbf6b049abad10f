"""Whether a public case is answered, or merged or withdrawn, stands on its public row: lists and maps join no case to ask it."""

from django.db import migrations, models
from django.db.models import Q

ANSWERED = "{}.state IN ('replied', 'closed')"
GONE = "{}.outcome IN ('merged', 'withdrawn')"
STANDS = f"""
CREATE FUNCTION publication_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT {ANSWERED.format("c")}, {GONE.format("c")} INTO NEW.answered, NEW.gone FROM cases_case c WHERE c.id = NEW.case_id;
  RETURN NEW;
END $$;
CREATE TRIGGER stands BEFORE INSERT OR UPDATE ON cases_publication FOR EACH ROW EXECUTE FUNCTION publication_stands();

CREATE FUNCTION case_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cases_publication SET case_id = case_id WHERE case_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER moved AFTER UPDATE OF state, outcome ON cases_case FOR EACH ROW
WHEN (({ANSWERED.format("OLD")}) <> ({ANSWERED.format("NEW")}) OR ({GONE.format("OLD")}) <> ({GONE.format("NEW")}))
EXECUTE FUNCTION case_moved();

UPDATE cases_publication SET case_id = case_id;
"""  # noqa: S608 - words from here
BACK = """
DROP TRIGGER moved ON cases_case;
DROP FUNCTION case_moved();
DROP TRIGGER stands ON cases_publication;
DROP FUNCTION publication_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_open311")]

    operations = [
        migrations.AddField(model_name="publication", name="answered", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="publication", name="gone", field=models.BooleanField(default=False)),
        migrations.RemoveIndex(model_name="publication", name="public_by_place"),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                fields=["x", "y"], condition=Q(gone=False), name="public_by_place", include=("case", "answered")
            ),
        ),
        migrations.RunSQL(STANDS, BACK),
    ]
