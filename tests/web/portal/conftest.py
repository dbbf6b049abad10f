"""Pages of the portal as a browser without a script sees them."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.units.roles import Actor
from huying.cases import handling, intake, reactions
from huying.cases.models import Case
from huying.cases.words import State
from tests import stories
from tests.notices.receivers import mailbox, phones

__all__ = ["mailbox", "phones"]


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path
    return stories.city()


@pytest.fixture
def opened(client: Client) -> Callable[[intake.Receipt], str]:
    """Give number and code; return the address of the page."""

    def give(receipt: intake.Receipt) -> str:
        return client.post("/track/", {"number": receipt.case.number, "code": receipt.code})["Location"]

    return give


def file_one(city: stories.City, **given: Any) -> intake.Receipt:
    return intake.receive(stories.call(city, **given), by=Actor.resident())


def advanced(receipt: intake.Receipt, to: str) -> Case:
    """The case of a receipt, taken to a state by real commands."""
    reactions.route(receipt.case.pk, 1)
    case = Case.objects.get(pk=receipt.case.pk)
    if to in (State.IN_PROGRESS, State.REPLIED):
        handling.accept(case, by=stories.lead(case))
    if to == State.REPLIED:
        handling.reply(case, by=stories.lead(case), text="灯已修好", result="resolved")
    return case


class Page(HTMLParser):
    """What a browser would send back, the step that is shown, and the fields that the summary of errors leads to."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.status, self.body = response.status_code, response.content.decode()
        self.fields: dict[str, list[str]] = {}
        self.step, self.current, self.writing, self.choosing = 0, False, "", ""
        self.feed(self.body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, ticks = given.get("name", ""), given.get("type") in ("radio", "checkbox")
        if tag == "input" and name and given.get("type") != "file" and (not ticks or "checked" in given):
            self.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self.writing = name
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and "selected" in given:
            self.fields.setdefault(self.choosing, []).append(given["value"])
        elif given.get("aria-current") == "step":
            self.current = True

    def handle_data(self, data: str) -> None:
        if self.current:
            self.step, self.current = int(data.split(maxsplit=1)[0]), False
        if self.writing:
            self.fields[self.writing] = [data.strip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.writing = ""

    @property
    def wrong(self) -> list[str]:
        """The ids of the fields that the summary leads to."""
        return re.findall(r'<li><a href="#id_([^"]+)"', self.body)


def statements(asked: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the savepoints that stand for transactions in a test."""
    frame = ("SAVEPOINT", "RELEASE", "set transaction")
    return [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(frame)]
