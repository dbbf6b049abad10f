"""Addresses at the desk: found by any part of a name, added, corrected, each in its area."""

from typing import Any

import pytest
from django.test import Client

from huying.base.places import addresses
from huying.base.places.models import Address
from tests import stories
from tests.web.desk.people import signed_in

from .test_entries import saved, shown

pytestmark = pytest.mark.django_db
NEW = {
    "code": "A1",
    "road": "解放路",
    "number": "12号",
    "area": "111",
    "other_names": "老供销社",
    "lon": "114.02",
    "lat": "30.05",
}


@pytest.fixture
def admin() -> Client:
    return signed_in(stories.city(), "admin")


def listed(admin: Client, query: str) -> list[str]:
    page = admin.get(f"/desk/setup/addresses/{query}")
    return [row.cells[0][1] for _title, rows in page.context["groups"] for row in rows]


def test_a_new_address_is_found_by_what_people_call_it(admin: Client) -> None:
    assert saved(admin, "addresses", NEW).status_code == 302
    found = [(place.zh, place.area.code, place.lon) for place in addresses.search("供销社")]
    assert (found, listed(admin, "?q=供销社")) == ([("解放路12号", "111", 114.02)], ["解放路12号"])


def test_an_area_lists_its_own(admin: Client) -> None:
    saved(admin, "addresses", NEW)
    assert (listed(admin, "?area=11"), listed(admin, "?area=112")) == (["解放路12号"], [])


def test_a_corrected_address_stays_the_same_one(admin: Client) -> None:
    saved(admin, "addresses", NEW)
    page: Any = admin.get("/desk/setup/addresses/entry/?key=setup&key=A1")
    given = {"deed": "preview", "was": page.context["was"], **NEW, "zh": "解放路12号", "area": "112"}
    preview = admin.post("/desk/setup/addresses/entry/?key=setup&key=A1", given)
    assert [what[0] for what in preview.context["changes"]] == ["Area"]
    sent = given | {"deed": "save", "seen": preview.context["preview"].seen}
    admin.post("/desk/setup/addresses/entry/?key=setup&key=A1", sent)
    assert [(place.code, place.area.code) for place in Address.objects.select_related("area")] == [("A1", "112")]


def test_a_new_address_never_takes_the_place_of_another(admin: Client) -> None:
    saved(admin, "addresses", NEW)
    page = shown(admin, "addresses", NEW | {"road": "人民路"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])


def test_an_address_lies_in_an_area_that_there_is_and_on_the_globe(admin: Client) -> None:
    page = shown(admin, "addresses", NEW | {"area": "nowhere", "lat": "130"})
    assert page.status_code == 422
    assert len([reason for reasons in page.context["form"].errors.values() for reason in reasons]) == 2
