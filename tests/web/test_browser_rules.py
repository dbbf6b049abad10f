"""What every answer tells the browser."""

from typing import Any

import pytest
from django.test import Client

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/nothing"])
@pytest.mark.django_db
def test_every_answer_carries_the_policies(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["Permissions-Policy"] == "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_the_city_s_own_provider_may_be_gone_to_from_where_one_signs_in_and_nowhere_else(
    client: Client, settings: Any
) -> None:
    settings.OIDC_URL = "https://id.city.example/realms/staff"
    with_provider = POLICY.replace("form-action 'self'", "form-action 'self' https://id.city.example")
    assert client.get("/accounts/login/")["Content-Security-Policy"] == with_provider
    assert client.get("/")["Content-Security-Policy"] == POLICY


@pytest.mark.django_db
def test_whoever_leaves_takes_everything_along(client: Client) -> None:
    assert client.post("/track/leave/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/track/")


def test_chinese_comes_first(client: Client) -> None:
    assert client.get("/healthz")["Content-Language"] == "zh-hans"


def test_the_browser_s_language_is_heeded(client: Client) -> None:
    assert client.get("/healthz", headers={"accept-language": "en-GB"})["Content-Language"] == "en"


def test_a_language_chosen_once_is_kept(client: Client) -> None:
    assert client.get("/healthz?lang=en")["Content-Language"] == "en"
    assert client.get("/healthz")["Content-Language"] == "en"
    assert client.get("/healthz?lang=zh-hans")["Content-Language"] == "zh-hans"
    assert client.get("/healthz")["Content-Language"] == "zh-hans"


def test_a_language_that_is_not_there_changes_nothing(client: Client) -> None:
    answer = client.get("/healthz?lang=xx")
    assert answer["Content-Language"] == "zh-hans"
    assert not answer.cookies
