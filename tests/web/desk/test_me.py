"""One's own page: the sessions of oneself, and nobody else's."""

import pytest
from django.test import Client

from tests.stories import City

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0"


@pytest.fixture
def city(city: City) -> City:
    for name in ("handler", "street"):
        city.staff[name].set_password("huying-desk")
        city.staff[name].save()
    return city


def browser(name: str, agent: str) -> Client:
    client = Client(headers={"accept-language": "en", "user-agent": agent})
    client.post("/accounts/login/", {"login": name, "password": "huying-desk"})
    return client


def listed(client: Client) -> list[tuple[str, bool]]:
    return [(session.browser, session.is_here) for session in client.get("/desk/me/").context["sessions"]]


def test_everybody_sees_where_they_are_signed_in_themselves(city: City) -> None:
    here, there = browser("handler", FIREFOX), browser("handler", WECHAT)
    browser("street", FIREFOX)
    assert listed(here) == [("Firefox · Windows", True), ("WeChat · Android", False)]
    assert listed(there) == [("WeChat · Android", True), ("Firefox · Windows", False)]


def test_one_of_them_is_ended_and_nobody_else_s_is(city: City) -> None:
    here, there, other = browser("handler", FIREFOX), browser("handler", WECHAT), browser("street", FIREFOX)
    (foreign,) = other.get("/desk/me/").context["sessions"]
    there_key = here.get("/desk/me/").context["sessions"][1].pk
    for key in (foreign.pk, there_key, "x", ""):
        assert here.post("/desk/me/", {"session": key}).status_code == 302
    assert [client.get("/desk/me/").status_code for client in (here, there, other)] == [200, 302, 200]


def test_all_others_are_ended_at_once(city: City) -> None:
    here, *others = browser("handler", FIREFOX), browser("handler", WECHAT), browser("handler", WECHAT)
    here.post("/desk/me/", {"session": "others"})
    assert [client.get("/desk/me/").status_code for client in (here, *others)] == [200, 302, 302]
    assert listed(here) == [("Firefox · Windows", True)]
