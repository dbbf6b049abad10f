"""Signing in and out, in both languages, and nothing else of allauth."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.base.units.models import Staff
from huying.base.units.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Staff:
    return Staff.objects.create_user(username="handler", password="huying-desk", role=Role.HANDLER)


@pytest.mark.parametrize(("language", "heading"), [("zh-hans", "登录"), ("en", "Sign in")])
def test_the_door_speaks_both_languages_and_offers_no_other_way_in(language: str, heading: str) -> None:
    page = Client(headers={"accept-language": language}).get("/accounts/login/").content.decode()
    links = [link for link in ("signup", "password/reset", "closed/") if link in page]
    assert (heading in page, links) == (True, [])


def test_who_signs_in_comes_to_the_desk_and_signs_out_again(account: Staff) -> None:
    client = Client()
    assert client.post("/accounts/login/", {"login": "handler", "password": "huying-desk"})["Location"] == "/desk/"
    assert client.get("/accounts/password/change/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("page", ["account_login", "mfa_authenticate", "mfa_login_webauthn"])
def test_who_only_looks_or_asks_what_may_be_done_tries_nothing(account: Staff, page: str) -> None:
    client, address = Client(), reverse(page)
    seen = client.get(address).status_code
    assert [client.head(address).status_code for _n in range(12)] == [seen] * 12
    options = client.options(address)
    assert (options.status_code, options["Allow"]) == (200, "GET, HEAD, OPTIONS, POST")


def test_too_many_attempts_from_one_place_are_told_how_long_to_wait(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    client = Client(headers={"accept-language": "en"})
    answers = [client.post("/accounts/login/", {"login": "nobody", "password": "wrong"}) for _n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert "That was too often. Please wait 1 min and try again." in answers[2].content.decode()


@pytest.mark.parametrize(
    "address", ["signup", "email", "password/reset", "password/set", "login/code/confirm", "phone/change"]
)
def test_every_other_page_is_not_there(account: Staff, address: str) -> None:
    client = Client()
    client.force_login(account)
    assert [client.get(f"/accounts/{address}/").status_code, client.post(f"/accounts/{address}/").status_code] == [
        404,
        404,
    ]
    assert client.get(reverse("account_signup")).status_code == 404
