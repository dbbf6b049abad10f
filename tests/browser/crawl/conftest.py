"""One city, one server and one browser for the whole crawl."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests import stories
from tests.browser.crawl import ground, own_words


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, beside_a_loop: None
) -> Iterator[ground.Ground]:
    """Committed, so that the server sees it, and taken away at the end."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), LIMITS=0, ROLES_WITH_MFA=[]),
    ):
        stories.forget()
        try:
            yield ground.built()
        finally:
            call_command("flush", interactive=False, verbosity=0, allow_cascade=True, inhibit_post_migrate=True)
            stories.forget()


@pytest.fixture(scope="module")
def address(city: ground.Ground) -> Iterator[str]:
    """Where the city is served."""
    server = LiveServer("localhost")
    with override_settings(ALLOWED_HOSTS=["localhost", "testserver"]):
        yield server.url
        server.stop()


@pytest.fixture(scope="module")
def words(city: ground.Ground) -> str:
    return own_words.collected()
