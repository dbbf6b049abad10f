"""Data folders for programs to run on: made once for all tests of a run, and copied for each.

To bring the tables of an empty database about takes many seconds of computing. `test_integrate_guide.py` begins with nothing.
"""

import fcntl
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .processes import ended, start

CITY = Path(__file__).parents[2] / "samples" / "yunxi"


@dataclass(frozen=True)
class Shelf:
    """Where the first of each kind lies, for every process that runs tests."""

    folder: Path

    def tables(self, to: Path) -> None:
        """At `to`, which is there and empty: every table, and nothing in them."""
        _copied(self._made("tables", lambda data: run(data, "migrate")), to)

    def city(self, to: Path) -> None:
        """At `to`, which is there and empty: the made-up city."""
        _copied(self._made("city", self._set_up), to)

    def _set_up(self, data: Path) -> None:
        self.tables(data)
        run(data, "setup", str(CITY))

    def _made(self, name: str, make: Callable[[Path], object]) -> Path:
        """Whoever comes first makes it; it is whole under its name, or not there."""
        whole, half = self.folder / name, self.folder / f"{name}.new"
        with (self.folder / f"{name}.lock").open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            if not whole.exists():
                shutil.rmtree(half, ignore_errors=True)
                half.mkdir(parents=True)
                make(half)
                half.rename(whole)
        return whole


def run(data: Path, *command: str, **environment: str) -> str:
    """What a command of `huying` prints on this data; it must succeed."""
    with ended(start(["-m", "huying.cli", *command], HUYING_DATA=str(data), **environment)) as program:
        said = program.communicate()[0]
    assert program.returncode == 0, said
    return said


def _copied(whole: Path, to: Path) -> None:
    """With its owners: PostgreSQL wants its own."""
    subprocess.run(["/bin/cp", "--archive", "--reflink=auto", f"{whole}/.", str(to)], check=True)
