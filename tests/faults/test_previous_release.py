"""The release before works on the tables of this one: its own tests, of its own code, on them.

So while web processes are replaced one by one, the old ones go on (docs/how-to/run.md).
"""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from huying import embedded
from huying.plug import QUICK
from tests.faults.installed import Shelf

ROOT = Path(__file__).parents[2]
BUILT = ("huying/web/static/built", "staticroot")
TESTS = ("tests/cases/test_life.py", "tests/web/api/test_cases.py")
"""Cases from the call to their end, by commands and by the API. How many statements that takes is no matter of tables."""


def git(*asked: str) -> bytes:
    """What git says; a test that it cannot answer is skipped with its words."""
    try:
        return subprocess.run(["git", "-C", str(ROOT), *asked], capture_output=True, check=True).stdout  # noqa: S607 - git is where it is
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        why = error.stderr.decode().strip() if isinstance(error, subprocess.CalledProcessError) else str(error)
        pytest.skip(f"without the history of git (a clone with --depth?) there is no release before: {why}")


def commit() -> str:
    """The last release; before there is one, the newest commit that does not know the newest migration."""
    if tags := git("tag", "--merged", "HEAD~", "--list", "v*", "--sort=-creatordate").split():
        return tags[0].decode()
    migrations = ":(glob)huying/**/migrations/0*.py"
    newest = git("log", "-1", "--diff-filter=A", "--format=%H", "--", migrations).decode().strip()
    return git("rev-parse", "--verify", f"{newest or 'HEAD'}~").decode().strip()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release before as it lay on the disk, with today's scripts and styles."""
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=BytesIO(git("archive", commit()))) as files:
        files.extractall(folder, filter="data")
    for built in BUILT:
        shutil.rmtree(folder / built, ignore_errors=True)
        (folder / built).symlink_to(ROOT / built)
    for po in folder.glob("huying/**/*.po"):
        with po.open("rb") as words, po.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(words))
    return folder


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Iterator[str]:
    """The tables of this release; the database that the tests of the release before find."""
    shelf.tables(data := tmp_path_factory.mktemp("data"))
    with embedded.server(data / "db") as url:
        with psycopg.connect(url.replace("/huying?", "/postgres?"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE test_before TEMPLATE huying")
        yield url + QUICK


def test_the_release_before_works_on_the_tables_of_this_one(before: Path, tables: str) -> None:
    of_ours = ("HUYING_", "PYTEST_", "DATABASE_", "PROMETHEUS_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(of_ours)}
    environment = clean | {"DATABASE_URL": tables, "HUYING_TEST_DB": "before", "PYTHONPATH": str(before)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--reuse-db",
        "-k",
        "not statements",
        *TESTS,
    ]
    done = subprocess.run(command, cwd=before, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
