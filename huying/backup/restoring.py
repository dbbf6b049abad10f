"""Bringing a database back to a chosen minute. It is served only when it is whole: until then it lies beside its place.

Killed anywhere, it goes on where it was: unpacking begins anew, the rest is done again or found done.
"""

import json
import shlex
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import psycopg

from huying import embedded

from . import folder as folders
from .folder import Base, Folder, unpacked

ENDS_BEFORE = "recovery ended before configured recovery target was reached"
OURS = "# huying restore"
LEFT_OUT = {"server.log", "postmaster.pid", "postmaster.opts", "huying.conf"}
"""Of the running server, not of its data."""

Told = Callable[[int], Any]


@dataclass
class Restore:
    """One that is under way: from which backup, to which moment (None: as far as there is), and how far it came."""

    folder: str
    base: str
    to: str | None
    until: str | None = None
    """The last commit that is there, once it was brought back."""
    reached: bool = True
    """Whether the journal went beyond the moment; else what was committed between its end and the moment is missing."""


class Place:
    """Where the database is brought back: beside the data folder's own, moved there at the end."""

    def __init__(self, data: Path) -> None:
        self.data, self.db, self.beside, self.note = data, data / "db", data / "db.restoring", data / "restoring.json"

    def under_way(self) -> Restore | None:
        with suppress(FileNotFoundError):
            return Restore(**json.loads(self.note.read_text()))
        return None

    def keep(self, restore: Restore) -> None:
        folders.keep(self.note, json.dumps(asdict(restore)))

    def is_taken(self) -> bool:
        return self.db.exists()

    def finish(self) -> None:
        """It is whole: it becomes the database of this data folder."""
        embedded.stop(self.beside)
        self.beside.rename(self.db)
        folders.sync(self.data)
        self.note.unlink()


def lay_out(folder: Folder, base: Base, to: datetime | None, place: Place, told: Told) -> Restore:
    """The base backup unpacked beside its place, ready to be brought forward; nothing where that is done."""
    wanted = Restore(str(folder.path), base.name, to.isoformat() if to else None)
    known = place.under_way()
    if (
        known
        and place.beside.exists()
        and (known.folder, known.base, known.to) == (wanted.folder, wanted.base, wanted.to)
    ):
        return known
    if place.beside.exists():
        embedded.stop(place.beside)
        shutil.rmtree(place.beside)
    half = place.beside.with_name("db.unpacking")
    shutil.rmtree(half, ignore_errors=True)
    unpack(folder, base, half, told)
    prepare(half, folder, to)
    embedded.give(half)
    place.keep(wanted)
    half.rename(place.beside)
    return wanted


def unpack(folder: Folder, base: Base, into: Path, told: Told) -> None:
    """The files of a base backup. `told` hears of compressed bytes."""
    into.mkdir(mode=0o700, parents=True)
    for name, below in (("base.tar.gz", into), ("pg_wal.tar.gz", into / "pg_wal")):
        below.mkdir(mode=0o700, exist_ok=True)
        with (folder.place(base) / name).open("rb") as packed, unpacked(packed) as tar:
            done = 0
            for member in tar:
                if member.name.removeprefix("./") not in LEFT_OUT:
                    tar.extract(member, below, filter="tar")
                told(packed.tell() - done)
                done = packed.tell()


def prepare(data: Path, folder: Folder, to: datetime | None) -> None:
    """Where the server finds its journal, and how far to go."""
    lines = [f"restore_command = {_quoted(_fetch(folder))}"]
    if to:
        lines += [f"recovery_target_time = {_quoted(to.astimezone(UTC).isoformat())}"]
    lines += ["recovery_target_timeline = 'latest'", "recovery_target_action = 'promote'", "recovery_prefetch = 'off'"]
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.writelines(f"\n{line} {OURS}" for line in lines)
        settings.write("\n")
    (data / "recovery.signal").touch(0o600)


def _fetch(folder: Folder) -> str:
    """A command for the shell: of the segments with the name the whole one, else the newest that was begun."""
    runs = f"{shlex.quote(str(folder.path).replace('%', '%%'))}/wal/*"
    return (
        f'found=; for file in {runs}/%f.partial {runs}/%f; do [ -f "$file" ] && found="$file"; done; '
        '[ -n "$found" ] && cp "$found" "%p"'
    )


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def bring_forward(place: Place, restore: Restore, told: Callable[[str], Any]) -> Restore:
    """Replay the journal up to the moment. `told` hears up to when it has come. Raises `CalledProcessError`."""
    if restore.until:
        return restore
    try:
        restore.until = _replayed(place.beside, told)
    except (psycopg.OperationalError, CalledProcessError):
        if ENDS_BEFORE not in (place.beside / "server.log").read_text(errors="replace"):
            raise
        embedded.stop(place.beside)
        _forget_settings(place.beside, "recovery_target_time")
        restore.reached = False
        restore.until = _replayed(place.beside, told)
    _forget_settings(place.beside, "")
    place.keep(restore)
    return restore


def _replayed(data: Path, told: Callable[[str], Any]) -> str:
    """The moment of the last commit that was replayed, once the server takes writes."""
    with embedded.server(data) as url:
        while True:
            with psycopg.connect(embedded.url(data, "postgres"), autocommit=True) as connection:
                row = connection.execute("SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()").fetchone()
            recovering, last = row or (True, None)
            told(f"{last:%Y-%m-%d %H:%M:%S}" if last else "")
            if not recovering:
                return last.isoformat() if last else _last_event(url)
            time.sleep(0.2)


def _last_event(url: str) -> str:
    """Where nothing was replayed, or it was killed after it: the newest event."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT max(at) FROM journal_event").fetchone()
    return row[0].isoformat() if row and row[0] else ""


def _forget_settings(data: Path, beginning: str) -> None:
    """Take our settings that begin like this out again."""
    file = data / "postgresql.auto.conf"
    kept = [line for line in file.read_text().splitlines() if not (line.endswith(OURS) and line.startswith(beginning))]
    file.write_text("\n".join(kept) + "\n")
