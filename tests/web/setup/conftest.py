from pathlib import Path
from typing import Any

import pytest

from tests.web.setup import folders


@pytest.fixture(autouse=True)
def _chat(settings: Any) -> None:
    """Where `chats.csv` of the town leads."""
    settings.CHATS = {"HUYING_CHAT_LIGHTING": "wecombot://0123456789abcdef"}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of the small town."""
    return folders.town(tmp_path)
