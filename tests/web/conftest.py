"""A town for whoever asks: built once for all tests of a file, and as it was for each of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import override_settings

from tests import stories
from tests.web import town


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[town.Town]:
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), LIMITS=0),
        town.undone(),
    ):
        yield town.built(stories.city())


@pytest.fixture
def place(built: town.Town, db: None) -> town.Town:
    """Who comes in during a test is out again after it."""
    return replace(built, came_in={**built.came_in})
