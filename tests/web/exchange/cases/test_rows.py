"""A row of another system becomes a case with its own past, once."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal.memory import remembered, said
from huying.base.journal.verify import verify
from huying.cases import reactions
from huying.cases.models import Case, Contact
from huying.cases.words import Outcome, State
from tests import stories
from tests.web.exchange.cases.desks import Desk, case, local

pytestmark = pytest.mark.django_db


def test_a_row_becomes_a_case_with_its_whole_past(desk: Desk, city: stories.City) -> None:
    summary = desk.take_in({})

    assert (summary["read"], summary["written"], summary["located"], summary["routed"]) == (1, 1, 1, 1)
    taken = case("1")
    events = [(event.verb, event.at, event.by) for event in remembered("case", taken.pk)]
    assert events == [
        ("receive", local(2026, 3, 2, 9, 30), "import:old"),
        ("dispatch", local(2026, 3, 2, 9, 30), "import:old"),
        ("accept", local(2026, 3, 2, 9, 30), "import:old"),
        ("reply", local(2026, 3, 3, 10, 0), "import:old"),
        ("close", local(2026, 3, 4, 11, 0), "import:old"),
    ]
    assert (taken.state, taken.outcome, taken.due_at) == (State.CLOSED, Outcome.RESOLVED, None)
    assert (taken.received_at, taken.closed_at) == (local(2026, 3, 2, 9, 30), local(2026, 3, 4, 11, 0))
    assert (taken.unit, taken.area, taken.category) == (
        city.unit["lighting"],
        city.area["west"],
        city.category["light"],
    )
    assert (taken.number[:6], taken.address, taken.text.body) == ("260302", "滨河路", "路灯不亮\n滨河路 12 号")
    assert said("case", taken.pk)[4] == {"text": "灯已换"}
    promised = taken.clocks.get(kind="resolve")
    assert (promised.due_at, promised.stopped_at, promised.on_time) == (
        local(2026, 3, 5, 18, 0),
        local(2026, 3, 3, 10, 0),
        True,
    )
    assert verify().findings == []


def test_taken_in_twice_it_is_there_once(desk: Desk) -> None:
    desk.take_in({}, {"no": "2"})
    summary = desk.take_in({}, {"no": "2"}, {"no": "3"})

    assert (summary["read"], summary["written"], summary["unchanged"], summary["refused"]) == (3, 1, 2, 0)
    assert Case.objects.count() == 3


def test_an_open_row_stays_with_its_unit(desk: Desk) -> None:
    desk.take_in({"out": "", "answered": ""})

    assert (case("1").state, case("1").closed_at) == (State.DISPATCHED, None)


def test_an_answered_row_waits_to_be_followed_up(desk: Desk) -> None:
    desk.take_in({"out": ""})

    assert case("1").state == State.REPLIED


def test_what_was_answered_on_the_call_never_went_to_a_unit(desk: Desk) -> None:
    desk.take_in({"code": "call", "who": "", "what": "", "answered": ""})

    assert (case("1").state, case("1").outcome, case("1").unit) == (State.CLOSED, Outcome.ANSWERED_ON_CALL, None)


def test_where_nobody_says_how_it_ended_it_is_no_answer(desk: Desk) -> None:
    desk.take_in({"code": "whatever"})

    assert case("1").outcome == Outcome.NO_ANSWER


def test_a_phone_number_comes_in_only_while_somebody_may_still_have_to_call(desk: Desk) -> None:
    desk.take_in({}, {"no": "2", "out": "", "answered": ""})

    assert [(row.case.external, row.phone) for row in Contact.objects.all()] == [("2", "13900001234")]


def test_with_its_unit_withheld_duties_alone_decide_and_the_share_that_agrees_is_told(
    desk: Desk, city: stories.City
) -> None:
    rows = [{}, {"no": "2", "who": "03"}, {"no": "3", "what": "道路破损", "x": "114.15", "who": "03"}]
    summary = desk.take_in(*rows, options={"withhold_unit": True})

    assert summary["agreement"] == round(2 / 3, 4)
    assert case("2").unit == city.unit["lighting"]
    assert [row.duty_item for row in case("3").assignments.all()] == ["3"]


def test_the_unit_of_the_file_is_believed_over_the_duty_list(desk: Desk, city: stories.City) -> None:
    assert desk.take_in({"who": "03"})["agreement"] == 0
    assert (case("1").unit, [row.duty_item for row in case("1").assignments.all()]) == (city.unit["roads"], [""])


def test_where_neither_file_nor_duties_know_a_closed_row_is_refused_with_the_reason(desk: Desk) -> None:
    summary = desk.take_in({"what": "", "who": ""})

    assert (summary["written"], summary["refused"]) == (0, 1)
    assert desk.reasons()["1"].startswith("It was answered, but nobody knows by whom.")
    assert not Case.objects.exists()


def test_the_unit_of_last_resort_takes_what_nobody_else_does(desk: Desk, city: stories.City) -> None:
    desk.take_in({"what": "", "who": ""}, {"no": "2", "who": ""}, unit={"column": "who", "otherwise": "01"})

    assert (case("1").unit, case("2").unit) == (city.unit["hotline"], city.unit["lighting"])


def test_an_open_row_that_nobody_has_yet_is_routed_afterwards_like_any_other(desk: Desk, city: stories.City) -> None:
    desk.take_in({"what": "", "who": "", "out": "", "answered": ""}, {"no": "2"})

    assert case("1").state == State.RECEIVED
    jobs = list(ProcrastinateJob.objects.values_list("task_name", "args"))
    assert jobs == [("route", {"thing": case("1").pk, "seq": 1})]
    Case.objects.filter(pk=case("1").pk).update(category=city.category["light"], tier=city.category["light"].tier)
    reactions.route(case("1").pk, 1)
    assert case("1").state == State.DISPATCHED
