"""What a call costs in SQL, however much there is: counted without BEGIN, SET, COMMIT and savepoints."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.catalogue import register as catalogue
from huying.base.places import naming
from huying.base.places import register as places
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.units.roles import Actor
from huying.cases import intake
from tests import stories

from .conftest import Program

pytestmark = pytest.mark.django_db

UNCOUNTED = ("BEGIN", "SET", "COMMIT", "SAVEPOINT", "RELEASE")


def statements(ask: Callable[[], Any]) -> int:
    """How many a process sends that holds the registers, and looks whether they were changed, as it does each second."""
    ask()
    for register in (places, catalogue, units):
        register.current.looked = float("-inf")
    for register in (calendars, naming):  # however slow the machine is
        register.current.looked = float("inf")
    with CaptureQueriesContext(connection) as seen:
        answer = ask()
    assert answer.status_code < 300, answer.content
    return sum(not (query["sql"] or "").upper().startswith(UNCOUNTED) for query in seen.captured_queries)


LIST, CASE = 12, 18
FILING = 25


@pytest.mark.parametrize("name", ["all", "mine", "called", "handed", "undispatched", "returns"])
def test_a_list_costs_the_same_for_one_and_for_sixty(city: stories.City, lighting: Program, name: str) -> None:
    def cost() -> int:
        return statements(lambda: lighting.get(f"/cases?list={name}&size=200"))

    stories.in_progress(city)
    of_one = cost()
    for _ in range(59):
        stories.in_progress(city)
    assert cost() == of_one <= 5


def test_a_list_narrowed_by_everything_costs_no_more(city: stories.City, lighting: Program) -> None:
    stories.in_progress(city)
    asked = "state=in_progress&category=02&area=11&unit=02&text=路灯&late=false&size=1"
    assert statements(lambda: lighting.get(f"/cases?{asked}")) == 6


def test_the_record_costs_the_same_however_long_it_is(city: stories.City, lighting: Program) -> None:
    case = stories.in_progress(city)

    def cost() -> int:
        return statements(lambda: lighting.get(f"/cases/{case.number}/events"))

    lighting.post(f"/cases/{case.number}/note", {"text": "明早去"})
    of_four = cost()
    for _ in range(60):
        lighting.post(f"/cases/{case.number}/note", {"text": "明早去"})
    assert cost() == of_four <= LIST


def test_reading_a_case_stays_in_the_budget_of_a_page(city: stories.City, lighting: Program) -> None:
    case = stories.in_progress(city)
    assert statements(lambda: lighting.get(f"/cases/{case.number}")) <= LIST


def test_tracking_a_case_stays_in_the_budget_of_a_page(city: stories.City, anybody: Program) -> None:
    receipt = intake.receive(stories.call(city), by=Actor.resident())
    assert statements(lambda: anybody.get(f"/track/{receipt.case.number}?code={receipt.code}")) <= CASE


def test_filing_costs_little_of_its_budget(city: stories.City, lighting: Program) -> None:
    said = {"text": "滨河路 12 号门口路灯不亮", "category": "0203", "contact": {"phone": "13900001234"}}
    keys = iter(["first", "second"])
    plain = statements(lambda: lighting.post("/cases", said))
    once = statements(lambda: lighting.post("/cases", said, Idempotency_Key=next(keys)))
    assert (plain, once) == (6, 8)
    assert once <= FILING


def test_a_list_of_registers_asks_only_whether_they_changed(city: stories.City, anybody: Program) -> None:
    costs = {path: statements(partial(anybody.get, path)) for path in ("/areas", "/units", "/categories")}
    assert costs == {"/areas": 1, "/units": 2, "/categories": 1}


def test_a_step_reads_the_case_and_writes_all_of_it_in_four_statements(city: stories.City, lighting: Program) -> None:
    """The key, the case's key for whoever may see it, the case with all beside it, the step; three looks at registers besides."""
    numbers = [stories.dispatched(city).number for _twice in range(2)]
    reply = {"text": "已到现场处理完毕，感谢您的反映。", "result": "resolved"}
    asked = {verb: iter(numbers) for verb in ("accept", "reply")}
    costs = {
        "accept": statements(lambda: lighting.post(f"/cases/{next(asked['accept'])}/accept")),
        "reply": statements(lambda: lighting.post(f"/cases/{next(asked['reply'])}/reply", reply)),
        "read": statements(lambda: lighting.get(f"/cases/{numbers[0]}")),
    }
    assert costs == {"accept": 7, "reply": 7, "read": 6}
