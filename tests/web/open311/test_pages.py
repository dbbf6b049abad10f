"""The administrator connects units that work in another Open311 system, and settles what waits for a person."""

import re
from typing import Any

import pytest
from django.test import Client

from huying.base.journal import clock
from huying.cases.models import Peer, Pulled, Pushed
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/setup/open311/"
GIVEN = {
    "unit": "02", "endpoint": "https://1.1.1.1/open311/v2", "key": "their-key", "services": "0203 = LIGHT\n* = OTHER",
}  # fmt: skip


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


@pytest.fixture
def admin(city: stories.City) -> Client:
    return signed_in(city, "admin")


def text(answer: Any) -> str:
    """What the page says, in one line."""
    body = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_a_unit_is_connected_and_its_key_is_shown_to_nobody(city: stories.City, admin: Client) -> None:
    assert admin.post(PAGE, GIVEN).status_code == 302
    known = Peer.objects.get()
    assert (known.unit, known.endpoint, known.key) == (
        city.unit["lighting"],
        "https://1.1.1.1/open311/v2/",
        "their-key",
    )
    assert known.services == {"0203": "LIGHT", "": "OTHER"}
    shown = admin.get(f"{PAGE}02/")
    assert "their-key" not in shown.content.decode() + admin.get(PAGE).content.decode()
    assert shown.context["form"].initial["services"] == "0203 = LIGHT\n* = OTHER"


def test_it_is_changed_and_paused_and_an_empty_key_keeps_the_one_that_is_known(admin: Client) -> None:
    admin.post(PAGE, GIVEN)
    assert admin.post(f"{PAGE}02/", GIVEN | {"key": "", "paused": "on", "services": ""}).status_code == 302
    known = Peer.objects.get()
    assert (known.key, known.paused, known.services) == ("their-key", True, {})
    assert "stopped" in text(admin.get(PAGE))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"unit": "nobody"}, "nobody"),
        ({"key": ""}, "This is missing."),
        ({"endpoint": "http://127.0.0.1/"}, "private network"),
        ({"services": "0203"}, "A line says: our category = their service."),
        ({"services": "9999 = X"}, "9999"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_connected(
    admin: Client, wrong: dict[str, str], says: str
) -> None:
    answer = admin.post(PAGE, GIVEN | wrong)
    assert (answer.status_code, Peer.objects.count()) == (422, 0)
    assert says in text(answer)


def test_what_waits_for_a_person_leads_to_its_case_and_is_settled(city: stories.City, admin: Client) -> None:
    admin.post(PAGE, GIVEN)
    now, peer = clock.now(), Peer.objects.get()
    refused, disputed = (stories.dispatched(city) for _n in range(2))
    Pushed.objects.create(case=refused, peer=peer, due_at=now, refused="no such service")
    there = Pushed.objects.create(case=disputed, peer=peer, due_at=now, external="T-1")
    Pulled.objects.create(pushed=there, update_id="1", status="fixed", at=now, text="x", conflict="还没有签收")
    page = admin.get(PAGE)
    assert "2 things wait for a person" in text(page)
    for case in (refused, disputed):
        assert f'href="/desk/case/{case.number}/"' in page.content.decode()
    admin.post(PAGE, {"deed": "settle", "number": refused.number})
    admin.post(PAGE, {"deed": "settle", "number": disputed.number})
    assert Pushed.objects.get(case=refused).refused == ""
    assert Pulled.objects.get().settled_at is not None
    assert "waits for a person" not in text(admin.get(PAGE))


def test_the_page_takes_the_same_statements_for_many(
    city: stories.City, admin: Client, django_assert_max_num_queries: Any
) -> None:
    admin.post(PAGE, GIVEN)
    admin.post(PAGE, GIVEN | {"unit": "03"})
    with django_assert_max_num_queries(12):
        admin.get(PAGE)
