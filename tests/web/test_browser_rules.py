"""What every answer tells the browser."""

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
