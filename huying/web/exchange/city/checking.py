"""Whether an export can be taken in here: every reason against it at once, before anything is written."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from huying.base.journal.refusals import Refused

from . import beside, envelope, under_way
from .envelope import Envelope
from .manifest import Manifest, digest
from .tables import quoted

MOST = 20
"""Files that are named one by one."""
WORKER_SILENT = 30  # seconds


def files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is missing or not as it was written."""
    wrong = [each.file for each in manifest.files if not _is(folder / each.file, each.bytes, each.sha256)]
    if manifest.attachments.list.file not in wrong:
        listed = beside.listed(folder, manifest.attachments.list)
        wrong += [f"{beside.FOLDER}/…/{sha}" for sha, size in listed if beside.wrong(folder, sha, size)]
    for file in wrong[:MOST]:
        yield _("%(file)s is missing or not as it was written.") % {"file": file}
    if len(wrong) > MOST:
        yield _("Further files like these: %(n)d.") % {"n": len(wrong) - MOST}


def _is(path: Path, size: int, sha256: str) -> bool:
    return path.exists() and path.stat().st_size == size and digest(path) == sha256


def opened(folder: Path, manifest: Manifest, key_file: Path | None) -> Envelope | None:
    """The envelope, where there is one and its key was given. Raises `Refused`."""
    if not key_file:
        return None
    if manifest.envelope is None:
        raise Refused(_("This export has no envelope that a key could open."))
    return envelope.opened(folder, key_file)


def keys(manifest: Manifest, known: Envelope | None) -> Iterator[str]:
    """What is sealed could not be opened here."""
    if missing := envelope.missing(manifest.keys, known):
        given = {"keys": ", ".join(missing)}
        yield (
            _("What is sealed opens with keys that are not here (%(keys)s): give --key, or HUYING_SEALING_KEYS.")
            % given
        )
    elif known and envelope.stand_in_the_environment(known):
        yield _(
            "The sealing keys stand in the environment: put those of the envelope behind them in HUYING_SEALING_KEYS first."
        )


def installation(manifest: Manifest) -> Iterator[str]:
    """What is here already, or is not as it must be."""
    loader = MigrationLoader(connection)
    given = {(app, name) for app, names in manifest.migrations.items() for name in names}
    if newer := sorted(given - set(loader.disk_migrations)):
        told = {"version": manifest.version, "names": _names(newer)}
        yield (
            _("The export was made by a newer version (%(version)s: %(names)s); update this installation first.") % told
        )
    if ahead := sorted(set(loader.applied_migrations) - given):
        told = {"names": _names(ahead)}
        yield (
            _(
                "The tables here are newer than the export (%(names)s): begin with an empty database, they are brought forward after."
            )
            % told
        )
    with connection.cursor() as cursor:
        here = set(connection.introspection.table_names(cursor))
        full = [table.name for table in manifest.tables if table.name in here and _has_rows(table.name)]
        if full:
            yield _("This installation is not empty: there are rows in %(tables)s.") % {"tables": _shortened(full)}
        if "procrastinate_workers" in here:
            cursor.execute(
                "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - %s * interval '1 second'",
                [WORKER_SILENT],
            )
            if cursor.fetchone():
                yield _("A worker runs on this database: end `huying serve` first.")


def same(manifest_digest: str, notes: dict[str, str]) -> Iterator[str]:
    """It is another export whose import is under way."""
    if notes[under_way.EXPORT] != manifest_digest:
        yield _(
            "The import of another export was begun here and did not end: go on with that one, or begin with an empty database."
        )


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {quoted(table)})")  # noqa: S608 - a name that the database itself gave
        return bool(cursor.fetchone()[0])


def _names(migrations: list[tuple[str, str]]) -> str:
    return _shortened([f"{app} {name}" for app, name in migrations])


def _shortened(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
