"""One of the processes of `make fuzz`. Django is set up inside, once the process knows its database."""

import atexit
import logging
import os
import signal
import sys
import time
import warnings
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CHUNK = 250
"""Requests that are one piece of work."""
Chunk = tuple[str, int]
"""A door, and the seed of the requests to it."""

worlds: list[Any] = []
"""This process' own, once `begin` has made it."""


def begin() -> None:
    """In each process: a database of its own, and in it what the requests meet, never committed."""
    os.environ["HUYING_TEST_DB"] = f"fuzz_{os.getpid()}"
    logging.disable()
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(1))
    warnings.filterwarnings("ignore", "Corrupt EXIF data")
    import django

    import huying.plug  # noqa: F401 - has the database server up

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import setup_test_environment

    from tests.fuzz import raw
    from tests.fuzz.ground import prepared
    from tests.fuzz.trial import World

    setup_test_environment()
    name, stack = str(connection.settings_dict["NAME"]), ExitStack()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    stack.callback(connection.creation.destroy_test_db, name, verbosity=0)
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="huying-fuzz-", ignore_cleanup_errors=True)))
    port = stack.enter_context(raw.server(folder / "data"))
    stack.enter_context(transaction.atomic())
    worlds.append(World(stack.enter_context(prepared(folder / "files")), port))
    atexit.register(stack.close)


def run(chunk: Chunk) -> dict[str, Any]:
    """One piece of work: the statuses that came, or what was wrong."""
    from tests.fuzz.trial import trial

    door, number = chunk
    began, found, wrong = time.monotonic(), Counter[int](), ""
    try:
        found = trial(worlds[0], door, CHUNK, number)
    except Exception as finding:
        wrong = f"{type(finding).__name__}: {finding}"
    return {"door": door, "number": number, "statuses": found, "wrong": wrong, "seconds": time.monotonic() - began}
