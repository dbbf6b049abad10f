"""Programs of our own to start and to kill."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psutil

T = TypeVar("T")

PATIENCE = 120  # seconds until a test gives up
HOLD = """
import sys
from pathlib import Path
from huying import embedded
with embedded.server(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def until(look: Callable[[], T]) -> T:
    """What `look` answers, once it answers something."""
    end = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return seen


def start(command: list[str], **environment: str) -> subprocess.Popen[str]:
    """A program that knows nothing of the tests' own database."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "HUYING_"))}
    return subprocess.Popen(
        [sys.executable, *command],
        env=clean | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def ended(program: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The program, which does not outlive this."""
    with program:
        try:
            yield program
        finally:
            program.kill()


def line(program: subprocess.Popen[str]) -> str:
    """The next line it prints, without its end."""
    assert program.stdout
    return program.stdout.readline().rstrip("\n")


def until_line(program: subprocess.Popen[str], wanted: str) -> None:
    """It has printed this line; if it ends before, the test ends with what it said instead."""
    assert program.stdout
    said = []
    for printed in program.stdout:
        said.append(printed)
        if printed == f"{wanted}\n":
            return
    raise AssertionError("".join(said))


def holder(folder: Path) -> subprocess.Popen[str]:
    """A program that uses the embedded server of `folder` until its standard input ends."""
    return start(["-c", HOLD, str(folder)])


def kill(process: psutil.Process) -> None:
    """`kill -9`, and it is gone."""
    process.kill()
    until(lambda: not alive(process))


def alive(process: psutil.Process) -> bool:
    """Whether it runs: one that is dead and not yet buried does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def postmaster(folder: Path) -> psutil.Process:
    """The main process of the embedded server of `folder`."""
    return psutil.Process(int((folder / "postmaster.pid").read_text().splitlines()[0]))
