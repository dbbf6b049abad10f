"""Programs that `.ci/tools` unpacked, and the files of deploy/ that they are shown."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNPACKED = ROOT / ".venv" / "tools" / "usr"


def tool(name: str) -> str:
    """Where the program is: unpacked, or installed. A test that finds none is skipped and says which."""
    unpacked = [UNPACKED / folder / name for folder in ("sbin", "bin")]
    found = next((str(path) for path in unpacked if path.exists()), None) or shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not here: .ci/tools fetches it where there is apt")
    return found


def unpacked(path: str) -> Path:
    """A file of an unpacked package."""
    if not (UNPACKED / path).exists():
        pytest.skip(f"{path} is not here: .ci/tools fetches it where there is apt")
    return UNPACKED / path


def environment() -> dict[str, str]:
    """With the libraries that were unpacked beside the programs."""
    libraries = [str(path) for path in (UNPACKED / "lib").glob("*-linux-gnu")]
    return os.environ | {"LD_LIBRARY_PATH": ":".join([*libraries, os.environ.get("LD_LIBRARY_PATH", "")])}


def said(*command: str | Path) -> tuple[int, str]:
    """Exit code and everything the program said."""
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def end(program: "subprocess.Popen[Any]") -> None:
    """Have it gone."""
    program.terminate()
    with suppress(subprocess.TimeoutExpired):
        program.wait(10)
    program.kill()
    program.wait()
