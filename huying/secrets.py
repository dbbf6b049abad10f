"""Keys that are made once and kept in files only their owner may read."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key as signing_key

__all__ = ["kept", "sealing_key", "signing_key"]


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


def sealing_key() -> str:
    """A new key for sealed fields."""
    return Fernet.generate_key().decode()
