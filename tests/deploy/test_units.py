"""systemd takes every unit, and finds hardly anything that one of them may do beyond its work."""

import re
import shutil
from pathlib import Path

import pytest

from tests.deploy.tools import DEPLOY, said, tool

UNITS = sorted((DEPLOY / "systemd").glob("huying*.[ts][aei]*"))
OURS = "/opt/huying/.venv/bin/huying"
MOST_EXPOSED = 2.0
"""Of 10, by `systemd-analyze security`, which says that 2.x is well protected."""


def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(OURS, shutil.which("true") or ""))
    code, says = said(analyze, "verify", "--man=no", *(tmp_path / unit.name for unit in UNITS))
    assert (code, says) == (0, "")


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.stem)
def test_a_unit_may_do_little_beyond_its_work(unit: Path) -> None:
    code, says = said(tool("systemd-analyze"), "security", "--offline=yes", "--no-pager", unit)
    exposed = re.search(r"exposure level for \S+: ([\d.]+)", says)
    if exposed is None:
        pytest.skip(f"this systemd does not judge units by their file: {says[:100]}")
    assert code == 0
    assert float(exposed[1]) <= MOST_EXPOSED


def test_each_unit_runs_a_command_that_there_is() -> None:
    from typer.main import get_command

    from huying.cli import app

    named = {word for unit in UNITS for word in re.findall(rf"{OURS} (\w+)", unit.read_text())}
    assert named - set(get_command(app).commands) == set()  # type: ignore[attr-defined]
    assert named >= {"serve", "web", "worker", "migrate"}


def test_the_workers_do_every_queue_between_them() -> None:
    from huying.serve import WORKERS

    split = [
        re.findall(r"--queue (\w+)", unit.read_text())
        for unit in UNITS
        if unit.stem in ("huying-worker", "huying-exchange")
    ]
    assert sorted(map(tuple, split)) == sorted(WORKERS)
