"""A city, and programs that talk to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from huying.base.units.models import Key
from tests import stories


class Program:
    """A connected system: what it asks below /api/v1, and what it is answered."""

    def __init__(self, key: str = "", language: str = "en") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {key}"} if key else {})

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers | headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/api/v1{path}", body, content_type="application/json", headers=self.headers | named
        )  # fmt: skip


def says(answer: Any) -> dict[str, str]:
    """What a problem says, by field."""
    assert answer["Content-Type"] == "application/problem+json"
    return {error["at"]: error["says"] for error in answer.json()["errors"]}


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def anybody() -> Program:
    return Program()


def program(city: stories.City, role: str, unit: str) -> Program:
    """With a fresh key of this role at this unit."""
    return Program(Key.make(role, city.unit[unit]))


@pytest.fixture
def lighting(city: stories.City) -> Program:
    """The system of the City Lighting Office."""
    return program(city, "integrator", "lighting")


@pytest.fixture
def hotline(city: stories.City) -> Program:
    """The hotline's own system, acting as a dispatcher."""
    return program(city, "dispatcher", "hotline")


@pytest.fixture(autouse=True)
def nobodys_language() -> Iterator[None]:
    """A request leaves its reader's language behind; the next test shall not find it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
