"""The keys of sealed fields: the first seals, all of them open. They come from the environment or from a file.

The file is looked at again whenever it changes, so a running server takes up a new key with the next contact.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

Keys = tuple[str, ...]


class Kept(Exception):
    """The keys stand in the environment, where only whoever runs Huying changes them."""


def current() -> Keys:
    """The keys as they stand now."""
    return tuple(settings.SEALING_KEYS) or _read(settings.SEALING_KEYS_FILE, _seen(settings.SEALING_KEYS_FILE))


def ring() -> MultiFernet:
    """What seals with the first key, and opens with all of them."""
    return _ring(current())


def fingerprint(key: str) -> str:
    """What a key is called where people see it; it tells nothing of the key."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def add(key: str) -> None:
    """Put a new key in front: from now on it seals. Raises `Kept`."""
    _change(lambda known: (key, *known))


def bring(others: Sequence[str]) -> None:
    """Put the keys of another installation behind the own ones: they open what it sealed. Raises `Kept` if one is not there yet."""
    if new := [key for key in others if key not in current()]:
        _change(lambda known: (*known, *new))


def drop(gone: Collection[str]) -> None:
    """Take these keys out, but never the first. Raises `Kept`."""
    _change(lambda known: (known[0], *(key for key in known[1:] if key not in gone)))


@lru_cache(maxsize=4)
def _ring(keys: Keys) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _seen(file: Path) -> tuple[int, int]:
    known = file.stat()
    return known.st_ino, known.st_mtime_ns


@lru_cache(maxsize=4)
def _read(file: Path, _version: tuple[int, int]) -> Keys:
    return tuple(file.read_text().split())


def _change(how: Callable[[Keys], Keys]) -> None:
    """Write the file anew, whole or not at all, readable by its owner only; of two at once one waits."""
    if settings.SEALING_KEYS:
        raise Kept
    file: Path = settings.SEALING_KEYS_FILE
    with _alone(file):
        handle, draft = tempfile.mkstemp(dir=file.parent)  # with mode 600
        with os.fdopen(handle, "w") as new:
            new.write("\n".join(how(tuple(file.read_text().split()))) + "\n")
            new.flush()
            os.fsync(new.fileno())
        os.replace(draft, file)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.with_name(f".{file.name}.lock").open("w") as lock:
        os.fchmod(lock.fileno(), 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
