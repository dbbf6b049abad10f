"""Files that are whole under their names, or not there: what `kill -9` leaves is at most a name that begins with a dot."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

CHUNK = 1 << 20


@dataclass
class Hashing:
    """A file that is being written, with the hash of what went in."""

    file: BinaryIO
    sha256: Any = field(default_factory=hashlib.sha256)
    size: int = 0
    """Bytes."""

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        self.size += len(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


@contextmanager
def written(path: Path) -> Iterator[Hashing]:
    """What is written inside stands under `path` afterwards, on the disk; nothing does where it fails."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    with open(draft, "wb", opener=private) as file:
        yield Hashing(file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _on_disk(path.parent)


def copied(source: Path, target: Path) -> str:
    """Copy a file; return the hash of what was read (hex)."""
    with source.open("rb") as file, written(target) as copy:
        shutil.copyfileobj(file, copy, CHUNK)
        return str(copy.sha256.hexdigest())


def only(folder: Path, wanted: set[Path]) -> None:
    """Remove every file below `folder` that is not wanted."""
    for path in folder.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    for path in sorted((found for found in folder.rglob("*") if found.is_dir()), reverse=True):
        with suppress(OSError):  # something is in it
            path.rmdir()


def private(path: str, flags: int) -> int:
    """An opener for files that only their owner reads."""
    return os.open(path, flags, 0o600)


def _on_disk(folder: Path) -> None:
    """The name, too, outlives a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
