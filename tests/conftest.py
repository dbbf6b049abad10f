"""Every test begins as a fresh process does: in the city's language, with no copy of a register that was rolled back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.utils import translation

from huying.web.portal import doubts
from tests import journal, stories

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
PBKDF2PasswordHasher.iterations = 1  # or each password costs a quarter of a second to set, and again to check


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        journal.emptied_between_tests()
    for model in apps.get_app_config("procrastinate").get_models():
        model._meta.managed = True  # or what a test commits stays in the queue for the tests after it
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # a browser may still have been asking
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    translation.activate(settings.LANGUAGE_CODE)
    monkeypatch.setattr(
        settings, "LAKE", tmp_path_factory.getbasetemp() / f"lake-{uuid4()}"
    )  # made when it is first filled
    monkeypatch.setattr(doubts, "QUICKEST", timedelta(seconds=-1))  # a test fills in a form faster than people do
    stories.forget()
