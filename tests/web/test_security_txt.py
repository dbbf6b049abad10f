"""Whoever finds a weakness finds whom to tell."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

pytestmark = pytest.mark.django_db


@time_machine.travel(datetime(2026, 11, 22, 8, tzinfo=UTC), tick=False)
def test_the_contact_of_the_city_is_told_with_a_date_until_when(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "security@yunxi.example"
    answer = client.get("/.well-known/security.txt")
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:security@yunxi.example",
        "Expires: 2027-02-20T08:00:00+00:00",
        "Preferred-Languages: zh, en",
    ]


def test_without_a_contact_there_is_no_such_page(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
