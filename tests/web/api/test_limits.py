"""Programs that ask too often are told when to come again; the others notice nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huying.base.units.roles import Actor
from huying.cases import intake
from huying.cases.models import Case
from huying.web import limits
from huying.web.limits import Door, Rate
from tests import stories

from .conftest import Program, says

pytestmark = pytest.mark.django_db

LIGHT = {"text": "滨河路 12 号门口路灯不亮", "category": "0203"}
ONE = Rate(1, timedelta(minutes=2))
WAIT = "That was too often. Please wait 2 min and try again."


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a door be used once in two minutes: by a caller, or for a thing."""

    def narrowed(door: str, *, caller: Rate | None = None, thing: Rate | None = None) -> None:
        monkeypatch.setitem(limits.DOORS, door, Door(caller, thing))

    return narrowed


def test_reports_without_a_key_are_counted_by_address_those_with_one_by_key(
    city: stories.City, anybody: Program, lighting: Program, narrow: Any
) -> None:
    narrow("report", caller=ONE)
    answers = [anybody.post("/cases", LIGHT) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 429]
    assert (answers[1]["Retry-After"], says(answers[1])) == ("120", {"": WAIT})
    assert [lighting.post("/cases", LIGHT).status_code for _ in range(2)] == [201, 201]
    assert Case.objects.count() == 3


def test_steps_with_a_key_are_counted_by_key_and_reading_is_not(
    city: stories.City, lighting: Program, hotline: Program, narrow: Any
) -> None:
    narrow("api", caller=ONE)
    number = stories.in_progress(city).number
    note = {"text": "明早去"}
    assert [lighting.post(f"/cases/{number}/note", note).status_code for _ in range(2)] == [200, 429]
    assert hotline.post(f"/cases/{number}/note", note).status_code == 200
    assert [lighting.get(f"/cases/{number}").status_code for _ in range(3)] == [200] * 3


def test_codes_of_one_case_are_not_guessed_from_many_addresses(
    city: stories.City, anybody: Program, narrow: Any, settings: Any
) -> None:
    settings.PROXIES = 1
    receipt = intake.receive(stories.call(city), by=Actor.resident())
    narrow("track", thing=Rate(2, timedelta(hours=1)))

    def guess(address: str, code: str) -> int:
        headers = {"X-Tracking-Code": code, "X-Forwarded-For": address}
        return int(anybody.get(f"/track/{receipt.case.number}", **headers).status_code)

    guesses = [guess(f"203.0.113.{n}", "AAAA-AAAA-AAAA") for n in range(3)]
    assert (guesses, guess("203.0.113.9", receipt.code)) == ([404, 404, 429], 429)


def test_looking_for_words_is_counted_and_a_list_is_not(city: stories.City, lighting: Program, narrow: Any) -> None:
    narrow("search", caller=ONE)
    assert [lighting.get("/cases?text=路灯").status_code for _ in range(2)] == [200, 429]
    assert [lighting.get("/cases?list=mine").status_code for _ in range(2)] == [200, 200]
