"""PostgreSQL itself refuses to change or remove what the journal holds, whoever asks (docs/decisions/0008-audit.md)."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION journal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The journal is only ever added to: % on % is refused.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$
"""
KEPT = {
    "journal_event": "UPDATE OR DELETE",
    "journal_seal": "UPDATE OR DELETE",
    "journal_leaf": "UPDATE OR DELETE",
    "journal_auditday": "DELETE",  # its row says how long its chain is
}


def _guard(table: str, refused: str) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER kept BEFORE {refused} ON {table} FOR EACH ROW EXECUTE FUNCTION journal_is_kept()",
            f"DROP TRIGGER kept ON {table}",
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER kept_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION journal_is_kept()",
            f"DROP TRIGGER kept_whole ON {table}",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_trust")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION journal_is_kept()"),
        *(operation for table, refused in KEPT.items() for operation in _guard(table, refused)),
    ]
