"""Folders in which files are exchanged, here or behind SFTP: a file is taken when it is complete, and ends in `done` or `refused`.

A file that was begun lies in `taken` under the number of its parcel, so that a round that was killed goes on with it, and another
file of the same name is another parcel.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from huying.base.journal import clock

from . import addresses

SUFFIXES = (".csv", ".csv.gz", ".xlsx", ".xlsm")
TAKEN, DONE, REFUSED, DAYS = "taken", "done", "refused", "days"
A_NAME = re.compile(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,149}")
"""No path, nothing hidden."""


class Away(Exception):
    """The other side does not answer as it should: this round comes to nothing, the next one may not."""


@dataclass(frozen=True)
class Entry:
    """A file that lies there. `modified` in seconds since 1970."""

    name: str
    modified: float


class Files(Protocol):
    """What a folder can do; names may hold one slash, for the folders inside it."""

    def listed(self, inside: str = "") -> list[Entry]:
        """The files, without links and folders."""

    def move(self, old: str, new: str) -> None:
        """Rename; what has the new name already is replaced."""

    def local(self, name: str) -> AbstractContextManager[Path]:
        """The file as one of this machine, for as long as it is read."""

    def write(self, name: str, content: bytes) -> None:
        """Put a file there so that nobody sees half of it."""


class Here:
    """A folder of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for inside in (TAKEN, DONE, REFUSED, DAYS):
            (path / inside).mkdir(parents=True, exist_ok=True)

    def listed(self, inside: str = "") -> list[Entry]:
        found = (self.path / inside).iterdir()
        return [Entry(each.name, each.lstat().st_mtime) for each in found if not each.is_symlink() and each.is_file()]

    def move(self, old: str, new: str) -> None:
        (self.path / old).replace(self.path / new)

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        yield self.path / name

    def write(self, name: str, content: bytes) -> None:
        part = self.path / f"{name}.part"
        part.write_bytes(content)
        part.replace(self.path / name)


@contextmanager
def opened(address: addresses.Folder | addresses.Sftp, secret: str) -> Iterator[Files]:
    """The folder of a connector. Raises `Away`."""
    if isinstance(address, addresses.Folder):
        try:
            yield Here(address.path)
        except PermissionError as fault:
            raise Away(str(fault)) from fault
        return
    from . import sftp  # noqa: PLC0415 (asyncssh is loaded by whoever needs it)

    with sftp.opened(address, secret) as there:
        yield there


def complete(files: Files, still: int) -> list[str]:
    """The files that wait and are no longer written, the oldest first."""
    before = clock.now().timestamp() - still
    waiting = [each for each in files.listed() if is_offered(each.name) and each.modified <= before]
    return [each.name for each in sorted(waiting, key=lambda each: (each.modified, each.name))]


def is_offered(name: str) -> bool:
    """Whether a file of this name is one to be read; `.part`, hidden ones and whatever else lies there are left alone."""
    return bool(A_NAME.fullmatch(name)) and name.lower().endswith(SUFFIXES)
