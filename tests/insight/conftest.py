"""A lake of its own for every test."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE = tmp_path / "lake"
    return settings.LAKE
