"""Who may sign in."""

import pytest
from django.test import Client
from pytest_django import Settings

from huying.base.units.models import Staff

pytestmark = pytest.mark.django_db


def signed_in(client: Client, name: str) -> bool:
    client.post("/accounts/login/", {"login": name, "password": "huying-demo"})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("account_is_demo", "demo", "may"), [(True, True, True), (True, False, False), (False, False, True)]
)
def test_a_demo_account_opens_nothing_outside_a_demo(
    client: Client, settings: Settings, account_is_demo: bool, demo: bool, may: bool
) -> None:
    settings.DEMO = demo
    Staff.objects.create_user("operator", password="huying-demo", demo=account_is_demo)
    assert signed_in(client, "operator") is may


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404
