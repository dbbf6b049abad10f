"""Signing in at the city's own OpenID Connect provider: a real one (oidc-provider, certified), on loopback, in a browser."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from huying.base.journal.memory import remembered
from huying.base.journal.models import AuditDay
from huying.base.units.models import Staff
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)

PROVIDER = Path(__file__).parent / "provider"
NODE = Path(sys.executable).with_name("node")


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def provider(live_server: Any, settings: Any) -> Iterator[None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.OIDC_URL = f"http://127.0.0.1:{port}"
    app = {
        "provider_id": "city", "name": "云溪统一认证", "client_id": "huying", "secret": "known-to-the-tests",
        "settings": {"server_url": settings.OIDC_URL},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    back = f"{live_server.url}/accounts/provider/city/callback/"
    with subprocess.Popen(
        [NODE, "serve.js", str(port), back], cwd=PROVIDER, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield
        process.terminate()


def sign_in(page: Page, name: str, way: str = "/accounts/login/") -> None:
    """Press the city's button, say at the provider who one is, and agree."""
    page.goto(way)
    page.get_by_role("button", name="使用云溪统一认证登录").click()
    page.fill("[name=login]", name)
    page.fill("[name=password]", "whatever")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def refusals() -> list[dict[str, Any]]:
    events = [event for day in AuditDay.objects.all() for event in remembered("audit", day.pk)]
    return [event.facts for event in events if event.verb == "sign_in_refused"]


def test_somebody_whom_the_provider_knows_and_who_works_here_comes_in(
    city: stories.City, provider: None, page: Page
) -> None:
    sign_in(page, "handler", "/accounts/login/?next=/desk/me/")
    page.wait_for_url("**/desk/me/")
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    (event,) = [event for day in AuditDay.objects.all() for event in remembered("audit", day.pk)]
    assert (event.verb, event.by, event.facts["ways"]) == ("sign_in", city.actor("handler").ref, ["socialaccount"])


@pytest.mark.parametrize(("name", "change", "account"), [
    ("stranger", {}, False), ("handler", {"is_active": False}, False), ("handler", {"demo": True}, True),
])  # fmt: skip
def test_nobody_is_created_and_a_stranger_is_refused_politely(
    city: stories.City, provider: None, page: Page, name: str, change: dict[str, Any], account: bool
) -> None:
    Staff.objects.filter(username="handler").update(**change)
    n_staff = Staff.objects.count()
    sign_in(page, name)
    expect(page.get_by_role("heading", name="您在本平台没有账号")).to_be_visible()
    page.goto("/desk/me/")
    page.wait_for_url("**/accounts/login/**")
    assert Staff.objects.count() == n_staff
    assert [(facts["account"] is not None, facts["why"]) for facts in refusals()] == [(account, "provider")]


def test_who_turns_back_at_the_provider_is_at_the_door_again(city: stories.City, provider: None, page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("button", name="使用云溪统一认证登录").click()
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**/accounts/login/")
