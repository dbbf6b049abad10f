from pathlib import Path

import pytest

from tests import stories
from tests.web.exchange.cases.desks import Desk


@pytest.fixture(autouse=True)
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
