from pathlib import Path
from typing import Any

import pytest

from tests import stories


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> stories.City:
    """The small city, with a store of its own for files."""
    settings.MEDIA_ROOT = tmp_path
    return stories.city()
