"""Taking a base backup: the database as it is, the files beside it, and a manifest that says what there is."""

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

import huying
from huying import embedded
from huying.base.sealed import keys

from . import server
from .folder import STAMP, Base, Folder, described, sync, unpacked

PROGRESS = re.compile(rb"(\d+)/(\d+) kB")
COUNTED = {"cases": "cases_case", "events": "journal_event", "seals": "journal_seal"}

Begin = Callable[[str, str, int | None], Callable[[int], Any]]
"""(Chinese, English, how much there is) → what is called with how much was done since the last call."""


def take(folder: Folder, begin: Begin) -> Base:
    """A base backup, checked, under its name. An interrupted one counts for nothing, and goes with the next. Raises `Broken`."""
    known, now = server.known(), datetime.now(UTC)
    counts = _counts()
    half = folder.begin(now)
    _copy(half, begin)
    _check(half, begin)
    base = Base(
        name=now.strftime(STAMP), begun=now, finished=datetime.now(UTC), release=huying.__version__, server_version=known.version,
        system=known.system, keys=[keys.fingerprint(key) for key in keys.current()], counts=counts,
        files={path.name: described(path) for path in sorted(half.iterdir())},
    )  # fmt: skip
    for path in half.iterdir():
        with path.open("rb+") as written:
            os.fsync(written.fileno())
    sync(half)
    folder.finish(half, base)
    return base


def _copy(half: Path, begin: Begin) -> None:
    """With the journal of these minutes in it, so that it stands by itself."""
    at, environment = server.address()
    command = [
        *server.WITH_US, str(embedded.program("pg_basebackup")), f"--dbname={at}", f"--pgdata={half}", "--format=tar",
        "--wal-method=stream", "--compress=client-gzip:1", "--checkpoint=fast", "--progress", "--manifest-checksums=SHA256",
        "--no-sync", "--label=huying",
    ]  # fmt: skip
    told = begin("备份数据库", "database, kB", None)
    done = 0
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, bufsize=0) as program:  # noqa: S603 - a program and arguments of our own
        said = b""
        while program.stderr and (piece := program.stderr.read(4096)):
            said = (said + piece)[-4000:]
            if found := PROGRESS.findall(piece):
                told(max(0, int(found[-1][0]) - done))
                done = max(done, int(found[-1][0]))
    if program.returncode:
        raise server.Broken(said.decode(errors="replace").rpartition("\r")[2].strip())


def _check(half: Path, begin: Begin) -> None:
    """Each file of the database against PostgreSQL's own manifest, as `pg_verifybackup` does, which the wheel brings broken.

    Raises `Broken`, with the files that are missing or not as they were read.
    """
    manifest = json.loads((half / "backup_manifest").read_text())
    expected = {each.get("Path", ""): (each["Size"], each["Checksum"]) for each in manifest["Files"]}
    told = begin("校验备份", "checking, files", len(expected))
    with (half / "base.tar.gz").open("rb") as packed, unpacked(packed) as tar:
        for member in tar:
            name = member.name.removeprefix("./")
            if name in expected and (content := tar.extractfile(member)):
                if (member.size, hashlib.file_digest(content, "sha256").hexdigest()) == expected[name]:  # type: ignore[arg-type]
                    del expected[name]
                told(1)
    if expected:
        raise server.Broken(", ".join(sorted(expected)[:10]))


def _counts() -> dict[str, int]:
    """How much there was when it began."""
    with server.asked() as connection:
        return {name: _count(connection, table) for name, table in COUNTED.items()}


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(row[0]) if row else 0
