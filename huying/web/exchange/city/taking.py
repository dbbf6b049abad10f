"""Taking a whole city in from a folder, into an installation that holds nothing.

A part comes in whole or not at all, with a note that it did; so it can be killed anywhere, and the same command goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from huying.base.journal import audit
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Refused
from huying.insight import refreshing

from . import aside, beside, checking, envelope, manifest, rows, under_way
from .envelope import Envelope
from .manifest import Given, Manifest, Part
from .tables import quoted

Progress = Callable[[int], Any]


@dataclass
class Summary:
    """What became of the rows: `unchanged` are those that an earlier run had brought in."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    files: int = 0


def take(folder: Path, *, key_file: Path | None, begin: Callable[[int], Progress]) -> Summary:
    """Have every row and file of the export here, in the state of the tables that it was made in. `finish` does the rest.

    Raises `Refused` with every reason at once and writes nothing, where it is damaged or this is no empty installation.
    """
    with under_way.alone():
        given, known = _checked(folder, key_file)
        if under_way.LOADED in under_way.notes():
            return Summary(given.rows, 0, given.rows, given.attachments.count)
        _prepare(given, manifest.digest(folder / manifest.NAME))
        progress = begin(given.rows + given.attachments.count + _n_aside())
        summary = Summary()
        for table in given.tables:
            for part in table.parts:
                _part(table, part, folder, summary)
                progress(part.rows)
        for sha256, _size in beside.listed(folder, given.attachments.list):
            beside.take(folder, sha256)
            summary.files += 1
            progress(1)
        beside.take_own(folder, given.beside)
        aside.put_back(progress)
        _close(given, known)
    return summary


def finish(*, by: Doer, summary: Summary) -> None:
    """Count the figures anew, and have in the audit log that the city came in. From now on others may work on it."""
    refreshing.refresh(full=True)
    with transaction.atomic():
        under_way.end()
        audit.record("imported", by=by, list="city", rows=summary.read, files=summary.files)


def _checked(folder: Path, key_file: Path | None) -> tuple[Manifest, Envelope | None]:
    given = manifest.read(folder)
    reasons, known = [*checking.files(folder, given)], None
    try:
        known = checking.opened(folder, given, key_file)
        reasons += checking.keys(given, known)
    except Refused as refusal:
        reasons += refusal.reasons
    if notes := under_way.notes():
        reasons += checking.same(manifest.digest(folder / manifest.NAME), notes)
    else:
        reasons += checking.installation(given)
    if reasons:
        raise Refused(*reasons)
    return given, known


def _prepare(given: Manifest, digest: str) -> None:
    """Tables as they were where the export was made; without what slows rows down."""
    if under_way.notes():
        return
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, names in given.migrations.items() for name in names}
    newest = [
        key for key in wanted
        if not any(child.key in wanted and child.key[0] == key[0] for child in executor.loader.graph.node_map[key].children)
    ]  # fmt: skip
    executor.migrate(sorted(newest))
    _know_all(given)
    with transaction.atomic():
        under_way.begin(digest)
        aside.put([table.name for table in given.tables])


def _know_all(given: Manifest) -> None:
    """Every table and column is one that this database has. Raises `Refused`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        here = set(cursor.fetchall())
    strange = [
        f"{table.name}.{name}" for table in given.tables for name in table.columns if (table.name, name) not in here
    ]
    if strange:
        raise Refused(*(_("There is no %(column)s here.") % {"column": column} for column in strange))


def _n_aside() -> int:
    return sum(what.startswith((aside.INDEX, aside.FOREIGN)) for what in under_way.notes())


@transaction.atomic
def _part(table: Given, part: Part, folder: Path, summary: Summary) -> None:
    summary.read += part.rows
    if part.file in under_way.notes():
        summary.unchanged += part.rows
        return
    taken = rows.take(table, folder / part.file)
    if taken != part.rows:
        raise Refused(
            _("%(file)s holds %(taken)d rows, not %(rows)d.") % {"file": part.file, "taken": taken, "rows": part.rows}
        )
    under_way.note(part.file)
    summary.written += taken


@transaction.atomic
def _close(given: Manifest, known: Envelope | None) -> None:
    """Keys are drawn on from where they were; what is sealed opens; the planner knows what is here."""
    with connection.cursor() as cursor:
        for table in given.tables:
            if table.last is not None:
                _draw_on_from(table)
            cursor.execute(f"ANALYZE {quoted(table.name)}")
    if known:
        envelope.unpack(known)
    under_way.note(under_way.LOADED)


def _draw_on_from(table: Given) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%(table)s, 'id'), greatest(%(last)s, 1), %(last)s > 0)",
            {"table": table.name, "last": table.last},
        )
