"""Keys that are made once and kept in files only their owner may read."""

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key as signing_key

__all__ = ["bring", "brought", "kept", "sealing_key", "signing_key"]


def kept(file: Path, make: Callable[[], str]) -> str:
    """What stands in `file`; when there is none yet, what `make` gives, written there with mode 600.

    Several processes may ask at once: all of them read the same.
    """
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent)  # with mode 600
        with os.fdopen(handle, "w") as new:
            new.write(make())
        with suppress(FileExistsError):  # somebody else was faster
            os.link(draft, file)
        os.unlink(draft)
    return file.read_text().strip()


def brought(file: Path) -> list[str]:
    """The keys of another installation in `file`, a line each; none where there is no such file."""
    return file.read_text().split() if file.exists() else []


def bring(file: Path, keys: Iterable[str]) -> None:
    """Add keys of another installation to `file`, with mode 600; those that stand there stay."""
    known = brought(file)
    new = [key for key in dict.fromkeys(keys) if key not in known]
    if new:
        handle, draft = tempfile.mkstemp(dir=file.parent)  # with mode 600
        with os.fdopen(handle, "w") as written:
            written.write("\n".join([*known, *new]) + "\n")
        os.replace(draft, file)


def sealing_key() -> str:
    """A new key for sealed fields."""
    return Fernet.generate_key().decode()
