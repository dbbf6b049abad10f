"""The administrator types a year's holidays as the notice says them, sees what would change, and puts it in force."""

import json
from datetime import date, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from huying.base.units import calendars
from huying.base.worktime.days import Special
from huying.base.worktime.models import Year
from huying.base.worktime.papers import Paper
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/setup/time/year/"
TYPED = {
    "year": "2031", "source": "通知 1 号", "free": "2031-01-01 元旦\n1月22日（周三）至23日（周四） 春节",
    "worked": "2031-01-26 春节\n2031-12-31 12:00 年末 / Year's end",
}  # fmt: skip
FEAST = "春节", "Spring Festival"
DAYS = {
    date(2031, 1, 1): Special(False, "元旦", "New Year's Day"),
    date(2031, 1, 22): Special(False, *FEAST),
    date(2031, 1, 23): Special(False, *FEAST),
    date(2031, 1, 26): Special(True, *FEAST),
    date(2031, 12, 31): Special(True, "年末", "Year's end", time(12)),
}


@pytest.fixture
def admin() -> Client:
    return signed_in(stories.city(), "admin")


def previewed(admin: Client, given: dict[str, Any]) -> Any:
    return admin.post(PAGE, {"deed": "preview", **given})


def test_what_was_typed_is_previewed_and_put_in_force(admin: Client) -> None:
    with override("en"):
        page = previewed(admin, TYPED)
    assert page.context["changes"] == [
        ("2031", "not published", "published"),
        ("2031-01-01", "ordinary working day", "day off New Year's Day"),
        ("2031-01-22", "ordinary working day", "day off Spring Festival"),
        ("2031-01-23", "ordinary working day", "day off Spring Festival"),
        ("2031-01-26", "ordinary weekend", "working day Spring Festival"),
        ("2031-12-31", "ordinary working day", "worked until 12:00 Year's end"),
    ]
    assert not Year.objects.filter(year=2031).exists()
    shown = page.context["form"].initial
    assert admin.post(PAGE, {"deed": "save", "seen": page.context["preview"].seen, **shown}).status_code == 302
    assert calendars.papers()[-1] == Paper(2031, "通知 1 号", DAYS)


def test_a_year_in_force_is_opened_as_it_stands_and_only_its_changes_are_shown(admin: Client) -> None:
    calendars.publish(Paper(2031, "通知 1 号", DAYS))
    stands = admin.get(PAGE, {"year": "2031"}).context["form"].initial
    assert stands["free"].splitlines() == ["2031-01-01 元旦", "2031-01-22 ~ 2031-01-23 春节"]
    with override("en"):
        page = previewed(admin, stands | {"free": "2031-01-01 元旦\n2031-01-22 春节"})
    assert page.context["changes"] == [("2031-01-23", "day off Spring Festival", "ordinary working day")]


def test_the_page_begins_with_the_year_after_the_last_that_is_published(admin: Client) -> None:
    calendars.publish(Paper(2031, "", DAYS))
    assert admin.get(PAGE).context["form"].initial["year"] == 2032


def test_a_file_takes_the_place_of_what_was_typed(admin: Client) -> None:
    told = {"year": 2032, "papers": ["通知"], "days": [{"name": "元旦", "date": "2032-01-01", "isOffDay": True}]}
    page = previewed(admin, {"free": "nothing", "file": SimpleUploadedFile("2032.json", json.dumps(told).encode())})
    stands = page.context["form"].initial
    assert (stands["year"], stands["source"], stands["free"]) == (2032, "通知", "2032-01-01 元旦")
    assert page.context["preview"].seen


def test_every_line_that_is_wrong_is_named(admin: Client) -> None:
    with override("en"):
        page = previewed(admin, {"year": "2031", "free": "soon\n2031-02-30 x\n2030-01-01 y\n2031-01-01 ~ 2031-01-02 元旦",
                                 "worked": "2031-01-02 元旦"})  # fmt: skip
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "free": ["This line is not understood: soon", "This line is not understood: 2031-02-30 x", "2030-01-01 is not in this year."],
        "worked": ["2031-01-02 stands there twice."],
    }  # fmt: skip


def test_what_is_no_such_file_is_refused(admin: Client) -> None:
    page = previewed(admin, {"year": "2031", "file": SimpleUploadedFile("x.json", b"[]")})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])


def test_a_preview_that_is_out_of_date_is_shown_once_more(admin: Client) -> None:
    page = previewed(admin, TYPED)
    calendars.publish(Paper(2031, "", {}))
    answer = admin.post(PAGE, {"deed": "save", "seen": page.context["preview"].seen, **TYPED})
    assert (answer.status_code, answer.context["somebody"]) == (409, True)
