"""The folder of backups: what lies where in it, and what is old enough to go.

base/20261122-023000/   a base backup with its manifests; one that is not whole is called `….part`
wal/20261101-023000/    the journal of PostgreSQL since then, without a gap; a new one begins where one could not go on
files/                  photos and documents under their hashes, and what the installation made itself
gone/2026-11-22/        files that nobody had any more on that day
erased.jsonl            what was erased by request: it goes again after a restore
"""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any, BinaryIO

STAMP = "%Y%m%d-%H%M%S"
PART = ".part"
MANIFEST = "huying.json"
WAL_MAY_LAG = timedelta(hours=1)
"""Segments are kept this much longer than needed: clocks of two machines differ."""


@dataclass(frozen=True)
class Base:
    """One base backup, as its manifest tells of it. Times are UTC."""

    name: str
    begun: datetime
    finished: datetime
    release: str
    server_version: int
    system: int
    """PostgreSQL's own number of this database; a folder holds backups of one only."""
    keys: list[str]
    """Fingerprints of the keys that open what is sealed."""
    counts: dict[str, int]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Each file of it → bytes and SHA-256."""


class Folder:
    """A folder of backups."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.files, self.erased = self.path / "files", self.path / "erased.jsonl"

    def made(self) -> "Folder":
        """With its parts, readable by its owner only: sealed or not, it is the city's whole record."""
        for part in ("", "base", "wal", "files", "gone"):
            (self.path / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    # -- base backups

    def bases(self) -> list[Base]:
        """The whole ones, the oldest first."""
        return sorted((_read(file) for file in self.path.glob(f"base/*/{MANIFEST}")), key=lambda base: base.begun)

    def base_of(self, moment: datetime | None) -> Base | None:
        """From which to go to `moment`: the last one that was finished by then; without one, the newest."""
        return next((base for base in reversed(self.bases()) if moment is None or base.finished <= moment), None)

    def place(self, base: Base) -> Path:
        return self.path / "base" / base.name

    def begin(self, now: datetime) -> Path:
        """An empty place for a new one; what was interrupted before is cleared away."""
        for half in self.path.glob(f"base/*{PART}"):
            shutil.rmtree(half)
        return self.path / "base" / f"{now.strftime(STAMP)}{PART}"

    def finish(self, half: Path, base: Base) -> None:
        """From now on it counts."""
        keep(half / MANIFEST, json.dumps(asdict(base), default=_json, indent=1, ensure_ascii=False))
        half.rename(self.place(base))
        sync(self.path / "base")

    def changed(self, base: Base) -> list[str]:
        """Files of it that are not as its manifest says."""
        place = self.place(base)
        return [
            name for name, told in base.files.items() if not (place / name).exists() or described(place / name) != told
        ]

    # -- what is old

    def clear(self, now: datetime, kept: timedelta) -> list[str]:
        """Remove what no minute of the time that is `kept` needs; return the names of the base backups that went.

        The newest of the old ones stays: without it the first minutes of that time could not be reached.
        """
        bases = self.bases()
        old = [base for base in bases if base.finished < now - kept]
        for base in old[:-1]:
            shutil.rmtree(self.place(base))
        if left := bases[len(old[:-1]) :]:
            self._clear_wal(left[0].begun - WAL_MAY_LAG)
        for day in self.path.glob("gone/*"):
            if datetime.strptime(day.name, "%Y-%m-%d").replace(tzinfo=UTC) < now - kept - timedelta(days=1):
                shutil.rmtree(day)
        return [base.name for base in old[:-1]]

    def _clear_wal(self, before: datetime) -> None:
        """A segment was written to for the last time when all in it had happened. Histories of timelines stay."""
        for run in sorted(self.path.glob("wal/*/")):
            for segment in run.iterdir():
                if segment.suffix != ".history" and segment.stat().st_mtime < before.timestamp():
                    segment.unlink()
            if not any(run.iterdir()) and run != self.run():
                run.rmdir()

    def run(self) -> Path | None:
        """Where the journal is written to now: the newest."""
        return max(self.path.glob("wal/*/"), default=None)


def _read(file: Path) -> Base:
    told = json.loads(file.read_text())
    times = {name: datetime.fromisoformat(told[name]) for name in ("begun", "finished")}
    return Base(**told | times)


def _json(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def keep(file: Path, text: str) -> None:
    """Write the file whole or not at all, readable by its owner only."""
    draft = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    draft.replace(file)
    sync(file.parent)


def unpacked(packed: BinaryIO) -> tarfile.TarFile:
    """The members of a compressed tar; PostgreSQL writes several compressed pieces behind one another, which `r|gz` does not take."""
    return tarfile.open(fileobj=gzip.GzipFile(fileobj=packed), mode="r|")


def described(path: Path) -> dict[str, Any]:
    """Bytes and SHA-256 of a file."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def sync(folder: Path) -> None:
    """What is called how in it outlives a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def alone(file: Path, *, wait: bool = True) -> Iterator[bool]:
    """One program at a time; whether it is we. The kernel lets go when a program is killed."""
    with file.open("a") as door:
        try:
            flock(door, LOCK_EX if wait else LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
