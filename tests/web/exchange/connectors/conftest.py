from pathlib import Path

import pytest
from django.conf import settings

from tests import stories
from tests.web.exchange.connectors import desk


@pytest.fixture(autouse=True)
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "EXCHANGE", tmp_path / "exchange")
    return tmp_path / "exchange"


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


@pytest.fixture
def office(city: stories.City) -> desk.Office:
    """It drops calls."""
    return desk.Office(desk.connected())
