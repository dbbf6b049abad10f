"""The journal of PostgreSQL (WAL), fetched into the folder: by it a base backup is brought to any later minute.

`pg_receivewal` fetches it as a client, with a slot by which the server keeps what was not fetched yet. So nothing is set
on a city's own server, what was committed is in the folder at once (an `archive_command` hands over 16 MB at a time), and
whoever was killed goes on where they were.
"""

import subprocess
from datetime import UTC, datetime

from huying import embedded

from . import server
from .folder import STAMP, Folder

PREFIX = "huying_backup_"


def slot(folder: Folder) -> str:
    """The slot of the run that is written now."""
    run = folder.run()
    return PREFIX + run.name.replace("-", "_") if run else ""


def begin(folder: Folder) -> bool:
    """Have a slot and a place for what it keeps; whether it had to be made, so that a base backup must follow.

    After a restore, or where the server gave up waiting, the old one does not go on: there is a gap.
    """
    if folder.run() and server.has_slot(slot(folder)):
        return False
    if folder.run():
        server.drop_slot(slot(folder))
    name = datetime.now(UTC).strftime(STAMP)
    server.make_slot(PREFIX + name.replace("-", "_"))
    (folder.path / "wal" / name).mkdir(mode=0o700)
    return True


def fetch(folder: Folder) -> None:
    """Have everything that was committed until now. Raises `Broken`."""
    command, environment = _receiver(folder)
    command += ["--no-loop", f"--endpos={server.mark()}"]
    fetched = subprocess.run(command, check=False, env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603 - a program and arguments of our own
    if fetched.returncode:
        raise server.Broken(fetched.stderr.strip())


def follow(folder: Folder) -> subprocess.Popen[bytes]:
    """Begin to fetch for ever; it waits while the server is away."""
    command, environment = _receiver(folder)
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - a program and arguments of our own


def _receiver(folder: Folder) -> tuple[list[str], dict[str, str]]:
    at, environment = server.address()
    program = str(embedded.program("pg_receivewal"))
    command = [*server.WITH_US, program, f"--dbname={at}", f"--slot={slot(folder)}", f"--directory={folder.run()}"]
    return command, environment
