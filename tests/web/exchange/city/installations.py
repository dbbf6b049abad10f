"""Installations of Huying side by side: each with a database and a data folder of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from huying import secrets
from tests import stories

BEFORE = """
import os, signal
from huying.startup import set_up_django
set_up_django()
from huying.cli import app
from huying.web.exchange.city import aside, rows, safe, under_way

def die_at(module, name, nth):
    '''`kill -9` when this function is called for the nth time.'''
    real, calls = getattr(module, name), iter(range(1, nth))
    setattr(module, name, lambda *a, **k: real(*a, **k) if next(calls, 0) else os.kill(os.getpid(), signal.SIGKILL))
"""


@dataclass(frozen=True)
class Installation:
    """One of them. Its secrets are its own."""

    name: str
    data: Path

    @property
    def url(self) -> str:
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.name}").geturl()

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Inside, this process works on it."""
        here = {
            "DATA": self.data, "MEDIA_ROOT": self.data / "files", "LAKE": self.data / "lake", "EXCHANGE": self.data / "exchange",
            "SEALING_KEYS_FILE": self.data / "secrets" / "sealing_keys",
            "OLD_SECRET_KEYS_FILE": self.data / "secrets" / "old_secret_keys",
            "SECRET_KEY": (self.data / "secrets" / "secret_key").read_text(),
            "SECRET_KEY_FALLBACKS": secrets.brought(self.data / "secrets" / "old_secret_keys"),
        }  # fmt: skip
        before = {name: getattr(settings, name) for name in here}
        data, name = os.environ["HUYING_DATA"], connection.settings_dict["NAME"]
        _put(here, str(self.data), self.name)
        try:
            yield
        finally:
            _put(before, data, name)

    def killed(self, at: str, *command: str) -> None:
        """Run a command of `huying` on it that is killed (`kill -9`) at a line of its own: `at` is Python that arranges it."""
        program = f"{BEFORE}\n{at}\napp({[*command]!r})"
        environment = {"DATABASE_URL": self.url, "HUYING_DATA": str(self.data)}
        ended = subprocess.run(
            [sys.executable, "-c", program], env=os.environ | environment, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert ended.returncode == -9, ended.stdout + ended.stderr


def _put(values: dict[str, Any], data: str, database: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    for name, value in values.items():
        setattr(settings, name, value)
    os.environ["HUYING_DATA"] = data
    connection.settings_dict["NAME"] = database
    stories.forget()


@contextmanager
def installation(name: str, data: Path) -> Iterator[Installation]:
    """A new one: its tables are there and empty."""
    template = connection.settings_dict["NAME"]
    fresh = f"{template}_{name}"
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(fresh)))
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(fresh), sql.Identifier(template))
        )
        (data / "secrets").mkdir(parents=True)
        secrets.kept(data / "secrets" / "sealing_keys", secrets.sealing_key)
        secrets.kept(data / "secrets" / "secret_key", secrets.signing_key)
        try:
            yield Installation(fresh, data)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(fresh)))
