"""Programs are kept out without a puzzle: whoever is doubted is asked to send once more, and loses nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from huying.cases.models import Case
from huying.web import limits
from huying.web.limits import Door, Rate
from huying.web.portal import doubts
from tests import stories

from .conftest import Page

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIGHT = {"text": "滨河路 12 号门口路灯不亮", "category": "0203"}
WHO = {"name": "王敏", "phone": "13900001234", "confidentiality": "normal"}
REPORT = LIGHT | {"area": ["11", "111"], "address": "滨河路 12 号"} | WHO


@pytest.fixture(autouse=True)
def somewhere(city: stories.City) -> None:
    """Every test here takes place in the small city."""


@pytest.fixture
def start(client: Client) -> Page:
    return Page(client.get("/report/"))


def send(client: Client, page: Page, **filled: Any) -> Page:
    return Page(client.post("/report/", {**page.fields, **REPORT, **filled, "to": "4"}))


def asked_once_more(page: Page) -> bool:
    """Everything stands there as it was typed, with the one sentence."""
    typed = {name: page.fields[name] for name in REPORT}
    kept = {name: value if isinstance(value, list) else [value] for name, value in REPORT.items()}
    return (page.status, page.step, typed) == (422, 3, kept) and str(doubts.ONCE_MORE) in page.body


def test_what_is_sent_faster_than_people_fill_in_is_asked_for_once_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubts, "QUICKEST", timedelta(seconds=3))
    with time_machine.travel(NOON, tick=False) as clock:
        start = Page(client.get("/report/"))
        clock.shift(timedelta(seconds=2))
        doubted = send(client, start)
        assert asked_once_more(doubted)
        clock.shift(timedelta(seconds=2))
        assert send(client, doubted).status == 200
    assert Case.objects.count() == 1


@pytest.mark.parametrize("token", ["", "made up", "AAAA:1vMmNu:AAAA"])
def test_what_comes_without_its_page_is_asked_for_once_more(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubts, "QUICKEST", timedelta(seconds=3))
    doubted = Page(client.post("/report/", {**REPORT, "token": token, "to": "4"}))
    assert asked_once_more(doubted)
    assert not Case.objects.exists()


def test_a_field_that_no_person_meets_is_empty(client: Client, start: Page) -> None:
    doubted = send(client, start, website="https://elsewhere.example/")
    assert asked_once_more(doubted)
    assert doubted.fields["website"] == [""]
    assert send(client, doubted).status == 200


def test_the_same_text_again_and_again_is_asked_for_once_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.DOORS, "text", Door(None, Rate(2, timedelta(hours=1))))
    sent = [send(client, Page(client.get("/report/"))) for _ in range(3)]
    assert [page.status for page in sent] == [200, 200, 422]
    assert asked_once_more(sent[2])
    assert send(client, sent[2]).status == 200
    assert send(client, Page(client.get("/report/")), text="另一盏灯也不亮").status == 200
    assert send(client, Page(client.get("/report/")), text="滨河路12号 门口路灯不亮").status == 422


def test_that_one_was_asked_already_is_believed_for_that_report_only(
    client: Client, start: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.DOORS, "text", Door(None, Rate(0, timedelta(hours=1))))
    sure = doubts.proof(start.fields["token"][0])
    assert send(client, Page(client.get("/report/")), sure=sure).status == 422
    assert send(client, start, sure=sure).status == 200


def test_too_many_reports_from_one_place_are_put_off_and_nothing_is_lost(
    client: Client, start: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.DOORS, "report", Door(Rate(0, timedelta(minutes=5))))
    answer = client.post("/report/", {**start.fields, **REPORT, "to": "4"})
    page = Page(answer)
    assert (answer.status_code, answer["Retry-After"], page.step) == (429, "300", 3)
    assert (page.fields["text"], page.fields["phone"]) == ([LIGHT["text"]], [WHO["phone"]])
    assert not Case.objects.exists()
