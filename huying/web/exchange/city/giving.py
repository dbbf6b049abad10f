"""Writing a whole city into a folder, as it is at one moment, while it works on.

Killed anywhere, the same command goes on: a part is written again only if one of its rows was touched since. So a folder that is
whole can be brought up to date the same way. Until `manifest.json` stands there, last, the folder is no export.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

import huying
from huying.base.journal import audit, seals
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Refused
from huying.base.sealed import keys
from huying.cases.models import Attachment, Contact
from huying.civic.mediation.models import DisputeFile

from . import beside, envelope, rows, safe
from .manifest import NAME, Given, Manifest, Part, Sealed, digest
from .rows import Range
from .tables import Table, tables

BEGUN = "begun.jsonl"
"""The parts that are written, with their marks: a line each."""
TELLS_WHICH = ("pg_control_system()", "pg_control_checkpoint()")
Progress = Callable[[int], Any]


@dataclass(frozen=True)
class Plan:
    """What will be written."""

    folder: Path
    key: str = ""
    """Of the envelope; none, no envelope."""
    without_contacts: bool = False


@dataclass(frozen=True)
class Summary:
    """What was written. `digest`: of the manifest, from which everything else follows."""

    manifest: Manifest
    written: int
    """Rows; the others stood there already."""
    digest: str


def give(plan: Plan, *, by: Doer, begin: Callable[[int], Progress]) -> Summary:
    """Write the city; that it leaves is in the audit log first. `begin`: is told the number of rows and files, gives the progress.

    Raises `Refused` where the folder holds something else.
    """
    _open(plan.folder)
    n_contacts = 0 if plan.without_contacts else Contact.objects.count()
    audit.record("exported", by=by, list="city", contacts=n_contacts, keys=bool(plan.key))
    seals.seal()
    own = beside.give_own(plan.folder)
    with _one_moment() as moment:
        planned = {table: [*rows.ranges(table, without_contacts=plan.without_contacts)] for table in tables()}
        hashes = sorted(
            {name for kept in (Attachment, DisputeFile) for name in kept.objects.values_list("sha256", flat=True)}
        )
        progress = begin(sum(part.rows for parts in planned.values() for part in parts) + len(hashes))
        writing = _Writing(plan, progress)
        given = tuple(writing.table(table, parts) for table, parts in planned.items())
        closed = envelope.close(plan.folder, plan.key) if plan.key else None
        seal, migrations = _seal(), _migrations()
    attachments = beside.give(plan.folder, hashes, progress)
    manifest = Manifest(
        version=huying.__version__, moment=moment, contacts="left out" if plan.without_contacts else "sealed",
        keys=() if plan.without_contacts else tuple(map(keys.fingerprint, keys.current())), envelope=closed, seal=seal,
        migrations=migrations, tables=given, attachments=attachments, beside=own,
    )  # fmt: skip
    return Summary(manifest, writing.written, _close(plan, manifest))


@contextmanager
def _one_moment() -> Iterator[Any]:
    """Everything read inside is of one moment, however long it takes and whatever is written meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(rows.SETTINGS)
        moment = timezone.now()
        cursor.execute("SELECT pg_current_snapshot()")
        yield moment


class _Writing:
    """Parts into the folder, each unless it stands there as it is."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        self.plan, self.progress, self.written = plan, progress, 0
        self.begun = _begun(plan.folder)
        self.origin = _origin()

    def table(self, table: Table, planned: list[Range]) -> Given:
        parts = tuple(map(self.part, planned))
        return Given(
            name=table.name,
            columns=table.columns,
            rows=sum(part.rows for part in parts),
            last=_last(table),
            parts=parts,
        )

    def part(self, planned: Range) -> Part:
        how = planned.table.rows(without_contacts=self.plan.without_contacts)
        mark = f"{self.origin} {planned.after} {planned.until} {planned.mark} {how}"
        known = self.begun.get(planned.file, {})
        if known.get("mark") == mark and (part := Part(**known["part"])) and _stands(self.plan.folder, part):
            self.progress(part.rows)
            return part
        part = rows.give(planned, self.plan.folder, without_contacts=self.plan.without_contacts)
        self.begun[part.file] = {"mark": mark, "part": part.model_dump()}
        with open(self.plan.folder / BEGUN, "ab", opener=safe.private) as file:
            file.write(orjson.dumps(self.begun[part.file], option=orjson.OPT_APPEND_NEWLINE))
        self.written += part.rows
        self.progress(part.rows)
        return part


def _begun(folder: Path) -> dict[str, Any]:
    """What was written before, by file; a line that was cut off by `kill -9` says nothing."""
    known = {}
    file = folder / BEGUN
    for line in file.read_bytes().splitlines() if file.exists() else ():
        try:
            told = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        known[told["part"]["file"]] = told
    return known


def _stands(folder: Path, part: Part) -> bool:
    file = folder / part.file
    return file.exists() and file.stat().st_size == part.bytes and digest(file) == part.sha256


def _open(folder: Path) -> None:
    """Only its owner looks into it, and nothing but an export is in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()) and not ((folder / NAME).exists() or (folder / BEGUN).exists()):
        raise Refused(_("%(folder)s is not empty, and what is in it is no export.") % {"folder": folder})
    folder.chmod(0o700)
    (folder / BEGUN).touch(0o600)
    (folder / NAME).unlink(missing_ok=True)


def _close(plan: Plan, manifest: Manifest) -> str:
    """What an export of before had beside it goes; the hashes of all files, as `sha256sum --check` reads them; the manifest last."""
    parts = {plan.folder / part.file for table in manifest.tables for part in table.parts}
    safe.only(plan.folder / "rows", parts)
    if manifest.envelope is None:
        (plan.folder / envelope.NAME).unlink(missing_ok=True)
    sums = [f"{each.sha256}  {each.file}" for each in manifest.files]
    sums += [
        f"{sha}  {beside.place(Path(), sha)}" for sha, _size in beside.listed(plan.folder, manifest.attachments.list)
    ]
    for name, text in (("SHA256SUMS", "\n".join(sums)), (NAME, manifest.model_dump_json(indent=1))):
        with safe.written(plan.folder / name) as file:
            file.write(text.encode() + b"\n")
    return digest(plan.folder / NAME)


# -- what stands in the manifest beside the files


def _origin() -> str:
    """Of which database the marks are: the same row of another one must not be taken for this one's. Where PostgreSQL does not
    say which it is, every time another, and all is written anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(has_function_privilege(f, 'EXECUTE')) FROM unnest(%s::text[]) AS f", [[*TELLS_WHICH]]
        )
        if not cursor.fetchone()[0]:
            return token_hex()
        cursor.execute(
            f"SELECT system_identifier || '/' || timeline_id || '/' || oid FROM {', '.join(TELLS_WHICH)}, pg_database"  # noqa: S608 - names from here
            " WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0])


def _last(table: Table) -> int | None:
    """The highest key that was drawn: those of rows that are gone are not drawn again elsewhere either."""
    if not table.numbered:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key])
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")  # noqa: S608 - PostgreSQL's own name
        return int(cursor.fetchone()[0])


def _seal() -> Sealed | None:
    seal = seals.latest()
    return Sealed(number=seal.pk, root=bytes(seal.root).hex(), at=seal.at) if seal else None


def _migrations() -> dict[str, tuple[str, ...]]:
    """In which state the tables are, by app."""
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return {app: tuple(names) for app, names in applied.items()}
