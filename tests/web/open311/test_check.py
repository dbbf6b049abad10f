"""The conformance check that lies beside the repository, against a running server."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import stories

from .conftest import System

CHECK = Path(__file__).parents[4] / "shared" / "open311" / "check.py"


@pytest.mark.skipif(not CHECK.exists(), reason="the check does not lie beside the repository")
@pytest.mark.django_db(transaction=True)
def test_the_check_finds_nothing(city: stories.City, app: System, live_server: Any, settings: Any) -> None:
    settings.LIMITS = 0
    root = next(area.code for area in city.area.values() if area.level == 0)
    for number in range(6):
        app.filed(description=f"路灯不亮 {number}")
    found = subprocess.run(
        [
            sys.executable, str(CHECK), f"{live_server.url}/open311/v2/", "--key", app.key, "--jurisdiction", root,
            "--discovery", f"{live_server.url}/open311/discovery", "--service", "LIGHT", "--attr", "lights=1",
            "--batch-service", "ROAD", "--fms", "--parallel", "4",
        ],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert [line for line in found.stdout.splitlines() if line.startswith(("FAIL", "WARN"))] == []
    assert found.returncode == 0, found.stderr
