"""One process that keeps a folder of backups up to date.

The journal comes at once, files and erasures within seconds, a base backup when it is due.
"""

import json
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, close_old_connections

from huying import embedded

from . import base, beside, folder, server, wal

ROUND = 10  # seconds from look to look
BASE_LOCK, WAL_LOCK = ".base.lock", ".wal.lock"
SOON = timedelta(minutes=10)
"""A base backup that failed is tried again after this time."""


def told_file() -> Path:
    return embedded.data_folder() / "backups.json"


def tell(where: folder.Folder, **more: Any) -> None:
    """Keep for `huying doctor` how things stand; times in UTC."""
    folder.keep(told_file(), json.dumps({**told(), "folder": str(where.path), **more}, default=str))


def told() -> dict[str, Any]:
    """What was kept last; nothing where no backup was ever made."""
    with suppress(FileNotFoundError, ValueError):
        return dict(json.loads(told_file().read_text()))
    return {}


def once(where: folder.Folder, keep: timedelta, begin: base.Begin) -> dict[str, Any]:
    """A base backup, the journal until now, all files; what is old goes. Returns the counts.

    Run it again after it was killed: files are found done, the base backup begins anew.
    """
    made = where.made()
    _same_city(made)
    with folder.alone(made.path / BASE_LOCK):
        wal.begin(made)
        before = made.base_of(None)
        beside.note_erased(made, before.begun if before else None)
        taken = base.take(made, begin)
        copied = beside.copy_files(made, progress=begin("复制文件", "files", None))
        with folder.alone(made.path / WAL_LOCK, wait=False) as nobody_follows:
            if nobody_follows:
                wal.fetch(made)
                beside.copy_files(made, since=taken.begun)
                beside.note_erased(made, taken.begun)
                tell(made, wal=taken.finished)
        now = datetime.now(UTC)
        retired, gone = beside.retire(made, f"{now:%Y-%m-%d}"), made.clear(now, keep)
        tell(made, base=taken.finished)
    size = sum(file["bytes"] for file in taken.files.values())
    return {
        "base": taken.name, **taken.counts, "bytes": size, "files": copied.total, "written": copied.written,
        "missing": len(copied.missing), "put_aside": retired, "removed": len(gone),
    }  # fmt: skip


def follow(where: folder.Folder, keep: timedelta, every: timedelta, say: Callable[[str, str], Any]) -> None:
    """Do so until Ctrl-C. `every`: from base backup to base backup. What goes wrong is said, and tried again."""
    made = where.made()
    with folder.alone(made.path / WAL_LOCK, wait=False) as alone:
        if not alone:
            raise server.Unfit("Another process follows into this folder already.")
        _same_city(made)
        receiver, looked, tried = None, datetime.now(UTC), datetime.min.replace(tzinfo=UTC)
        try:
            while True:
                with suppress(psycopg.Error, DatabaseError):
                    if receiver is None or receiver.poll() is not None:
                        receiver = _received(made, say)
                    looked = _look(made, looked)
                    if _due(made, every) and datetime.now(UTC) - tried > SOON:
                        tried = datetime.now(UTC)
                        _base(made, keep, say)
                close_old_connections()
                time.sleep(ROUND)
        finally:
            if receiver:
                receiver.terminate()
                receiver.wait()


def _received(where: folder.Folder, say: Callable[[str, str], Any]) -> "subprocess.Popen[bytes]":
    if wal.begin(where) and where.bases():
        say("日志有中断,重新开始备份", "the journal has a gap: a backup begins anew")
    return wal.follow(where)


def _due(where: folder.Folder, every: timedelta) -> bool:
    """Whether the newest base backup is old, or older than the journal that is written now."""
    newest, run = where.base_of(None), where.run()
    if newest is None or datetime.now(UTC) - newest.begun > every:
        return True
    return run is not None and newest.begun < datetime.strptime(run.name, folder.STAMP).replace(tzinfo=UTC)


def _base(where: folder.Folder, keep: timedelta, say: Callable[[str, str], Any]) -> None:
    try:
        done = once(where, keep, lambda zh, en, total: lambda n: None)
    except (server.Broken, server.Unfit, OSError) as wrong:
        say("备份未完成:", f"the backup was not finished: {wrong}")
        return
    say("备份完成", f"backup {done['base']}: {done['bytes'] // 10**6} MB")


def _look(where: folder.Folder, looked: datetime) -> datetime:
    """Files and erasures since the last look; whether the journal has come. Returns when this one began."""
    now, place = datetime.now(UTC), server.mark()
    beside.copy_files(where, since=looked)
    beside.note_erased(where, looked)
    if server.has_fetched(wal.slot(where), place):
        tell(where, wal=now)
    return now


def _same_city(where: folder.Folder) -> None:
    """A folder holds one database. Raises `Unfit`."""
    newest = where.base_of(None)
    if newest and newest.system != server.known().system:
        raise server.Unfit(f"{where.path} holds backups of another database: choose another folder.")
