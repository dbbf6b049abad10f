"""The page that tries a duty list on history, and shows the duties that history would write."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.base.journal import clock
from huying.base.units.models import Duty
from huying.cases import routing
from tests import stories
from tests.cases.test_replaying import NOW
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/desk/setup/routing/"


@pytest.fixture
def admin(city: stories.City) -> Client:
    """Two days ago five lights in the west were the lighting office's; four in the east were given on to the roads office."""
    with clock.at(clock.now() - timedelta(days=2)):
        stories.dispatched(city)
        for _n in range(4):
            stories.dispatched(city)
            east = stories.dispatched(city, lon=stories.EAST[0])
            routing.reassign(east, to=city.unit["roads"], by=city.actor("dispatcher"), reason="other")
    return signed_in(city, "admin")


def tried(admin: Client, text: str) -> Any:
    return admin.post(PAGE, {"deed": "test", "list": SimpleUploadedFile("duties.csv", text.encode())})


def test_a_list_is_tried_on_history_and_puts_nothing_in_force(admin: Client) -> None:
    listed = Duty.objects.count()
    shown = tried(admin, NOW + "9,03,0203,112,,0\n")
    told = shown.context["tested"]
    assert (told.read, told.right_before, told.right_after, [each.n for each in told.moved]) == (9, 5, 9, [4])
    assert [[cell.words for _label, cell in row.cells] for row in shown.context["moved"].rows] == [
        [told.moved[0].before.unit, told.moved[0].after.unit, 4, 0, 4]
    ]
    assert Duty.objects.count() == listed
    assert tried(admin, NOW).context["moved"].rows == []


def test_what_history_cannot_know_is_told_and_not_asked(admin: Client) -> None:
    shown = tried(admin, "item,unit,category,area,prefer\n1,02,0203,,load\n8,03,0203,,load\n")
    assert (shown.context["tested"].undecided, [words for _label, words in shown.context["counts"]][:2]) == (
        9,
        ["0", "9"],
    )


def test_what_is_wrong_with_a_list_is_told_with_its_line(admin: Client) -> None:
    refused = tried(admin, "item,unit,category\n1,999,0203\n")
    assert (refused.status_code, [problem.line for problem in refused.context["problems"]]) == (422, [2])
    assert admin.post(PAGE, {"deed": "test"}).status_code == 422


def test_a_duty_that_history_would_write_is_one_click_from_being_taken(admin: Client) -> None:
    [row] = admin.post(PAGE, {"deed": "learn"}).context["proposals"].rows
    assert row.cells[-1][1].words == "It had 4 of 4 in the end; the list is right about 0."
    form = admin.get(row.address)
    assert form.status_code == 200
    assert [form.context["form"][name].value() for name in ("item", "unit", "category", "area")] == [
        "L-0203-112", "Roads Office · 03", "Street lighting · 0203", "East Street · 112",
    ]  # fmt: skip
