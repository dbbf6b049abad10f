from pathlib import Path

import pytest

from tests.web.setup import folders


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of the small town."""
    return folders.town(tmp_path)
