"""The administrator changes an entry: shown first, put in force second, with every reason beside its field."""

from typing import Any

import pytest
from django.test import Client

from huying.base.units.models import Duty, Shift, Unit
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
DUTY = {"item": "9", "unit": "03", "category": "0203", "clause": "灯饰条例 9", "priority": "5"}


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def admin(city: stories.City) -> Client:
    return signed_in(city, "admin")


def shown(admin: Client, slug: str, given: dict[str, Any], key: str = "", **more: str) -> Any:
    """The page after a change was sent, as the browser sends it: with what the page before it carried."""
    address = f"/desk/setup/{slug}/entry/{f'?key={key}' if key else ''}"
    before = admin.get(address)
    return admin.post(address, {"deed": "preview", "was": before.context["was"], **given, **more})


def saved(admin: Client, slug: str, given: dict[str, Any], key: str = "", **more: str) -> Any:
    preview = shown(admin, slug, given, key)
    form = {"deed": "save", "was": preview.context["was"], "seen": preview.context["preview"].seen}
    return admin.post(f"/desk/setup/{slug}/entry/{f'?key={key}' if key else ''}", {**form, **given, **more})


@pytest.mark.parametrize(
    "slug",
    ["areas", "units", "shifts", "duties", "categories", "kinds", "tiers", "limits", "reasons", "replies", "city"],
)
def test_every_register_has_a_list_and_a_page_for_each_entry(slug: str, admin: Client) -> None:
    answers = [admin.get(f"/desk/setup/{slug}/").status_code, admin.get(f"/desk/setup/{slug}/entry/").status_code]
    assert answers == [200, 200]


def test_a_preview_says_what_would_change_and_stores_nothing(city: stories.City, admin: Client) -> None:
    stories.received(city)
    page = shown(admin, "duties", DUTY)
    assert (page.status_code, page.context["preview"].rerouted.otherwise) == (200, 1)
    assert ("Unit", "–", "市政道路处 · 03") in [
        (what, old, new.replace("Roads Office", "市政道路处")) for what, old, new in page.context["changes"]
    ]
    assert not Duty.objects.filter(item="9").exists()


def test_what_was_previewed_is_put_in_force(admin: Client) -> None:
    assert saved(admin, "duties", DUTY).status_code == 302
    assert Duty.objects.get(item="9").priority == 5


def test_what_was_not_previewed_is_shown_first(admin: Client) -> None:
    page = saved(admin, "duties", DUTY, clause="etwas anderes")
    assert (page.status_code, Duty.objects.filter(item="9").exists()) == (409, False)


def test_every_reason_stands_beside_its_field(admin: Client) -> None:
    page = shown(
        admin,
        "duties",
        {"item": "9", "unit": "nobody", "priority": "often", "valid_from": "2026-02-01", "valid_until": "2026-01-01"},
    )
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"unit", "priority"}


def test_an_entry_that_somebody_changed_meanwhile_is_shown_again(city: stories.City, admin: Client) -> None:
    before = admin.get("/desk/setup/duties/entry/?key=1")
    saved(admin, "duties", {"item": "1", "unit": "03", "category": "0203"}, key="1")
    given = {"item": "1", "unit": "04", "category": "0203", "deed": "preview", "was": before.context["was"]}
    page = admin.post("/desk/setup/duties/entry/?key=1", given)
    assert (page.status_code, page.context["somebody"]) == (409, True)


def test_a_line_of_a_roster_is_removed(admin: Client) -> None:
    saved(admin, "shifts", {"unit": "03", "weekdays": ["1", "2"], "starts": "08:00", "ends": "20:00", "desk": "A"})
    assert Shift.objects.get(desk="A").weekdays == [1, 2]
    url = "/desk/setup/shifts/entry/?key=03&key=A&key=12&key=08:00&key=20:00"
    line = {"unit": "03", "weekdays": ["1", "2"], "starts": "08:00", "ends": "20:00", "desk": "A"}
    preview = admin.post(url, {"deed": "remove", "was": admin.get(url).context["was"], **line})
    sure = {"deed": "save", "removing": "1", "was": preview.context["was"], "seen": preview.context["preview"].seen}
    assert (preview.status_code, preview.context["preview"].summary.ended) == (200, 1)
    assert (admin.post(url, {**line, **sure}).status_code, Shift.objects.filter(desk="A").exists()) == (302, False)


def test_a_question_about_a_person_is_refused_beside_the_questions(admin: Client) -> None:
    question = {
        "questions-was": [""], "questions-name": ["idcard"], "questions-title": ["身份证号"], "questions-title_en": ["ID card number"],
        "questions-kind": ["string"], "questions-answers": [""],
    }  # fmt: skip
    given = {
        "code": "0203",
        "parent": "02",
        "zh": "路灯照明",
        "en": "Street lighting",
        "kind": "help",
        "tier": "T3",
        "open311": "LIGHT",
        "mediable": "on",
    }
    page = shown(admin, "categories", given | question, key="0203")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["questions"])


def test_a_unit_is_retired_and_keeps_its_name(city: stories.City, admin: Client) -> None:
    given = {
        "code": "04",
        "parent": "0",
        "level": "utility",
        "zh": "燃气公司",
        "en": "Gas Company",
        "area": "1",
        "retired": "on",
    }
    assert saved(admin, "units", given, key="04").status_code == 302
    assert Unit.objects.get(code="04").retired


def test_only_the_administrator_finds_any_of_it(city: stories.City) -> None:
    pages = ("duties/", "duties/entry/", "who/", "coverage/", "areas/borders.geojson?below=1", "time/year/")
    answers = {
        name: {signed_in(city, name).get(f"/desk/setup/{page}").status_code for page in pages}
        for name in ("admin", "supervisor", "security")
    }
    assert answers == {"admin": {200}, "supervisor": {404}, "security": {404}}
