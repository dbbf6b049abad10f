"""A town with its committees: made once for all tests of a file, and as it was for each of them."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.civic.mediation import stories
from tests.web.town import undone


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[stories.Town]:
    with django_db_blocker.unblock(), undone():
        yield stories.town()


@pytest.fixture
def town(built: stories.Town, db: None) -> stories.Town:
    return deepcopy(built)
