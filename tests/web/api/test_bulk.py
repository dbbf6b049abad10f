"""Many records in one request: each is answered for itself, and done once."""

from itertools import count
from typing import Any

import pytest

from huying.base.journal.memory import remembered
from huying.base.journal.models import Unsealed
from huying.base.journal.verify import verify
from huying.cases.models import Answered, Case, CaseText, Contact
from tests import stories

from .conftest import Program, program
from .test_budgets import FILING, statements

pytestmark = pytest.mark.django_db

LIGHT = {
    "text": "滨河路 12 号门口路灯不亮", "category": "0203", "place": {"lon": stories.WEST[0], "lat": stories.WEST[1]},
    "contact": {"phone": "13900001234"},
}  # fmt: skip


def filed(external: str, **more: Any) -> dict[str, Any]:
    return {"file": LIGHT | {"source": "old", "external": external} | more}


def sent(who: Program, *items: Any, **headers: str) -> dict[str, Any]:
    answer = who.post("/bulk", {"items": items}, **headers)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name] for name in ("received", "applied", "known", "refused"))


def refusal(one: dict[str, Any]) -> tuple[int, dict[str, str]]:
    return one["status"], {error["at"]: error["says"] for error in one["problem"]["errors"]}


def test_each_record_has_the_answer_of_the_single_call(city: stories.City, hotline: Program) -> None:
    old = stories.received(city)
    told = sent(
        hotline,
        filed("1"),
        filed("2", text="", category="none"),
        {"take": "note", "number": old.number, "said": {"text": "已核实"}},
        {"take": "accept", "number": old.number},
        {"take": "note", "number": "261122-00999999-9", "said": {"text": "x"}},
        {"take": "note", "number": old.number, "said": {}},
        {"take": "correct", "source": "old", "external": "1", "said": {"address": "滨河路 14 号"}},
        "nonsense",
    )
    assert counts(told) == (8, 3, 0, 5)
    first, lacking, noted, not_theirs, nowhere, unsaid, corrected, nonsense = told["items"]
    case = Case.objects.get(external="1")
    assert (first["status"], first["case"]["number"], case.area, case.address) == (
        201,
        case.number,
        city.area["west"],
        "滨河路 14 号",
    )
    assert refusal(lacking)[0] == 422
    assert refusal(lacking)[1] == {
        "file.text": "This is missing.",
        "file.category": "There is no “none” in the register.",
    }
    assert (noted["status"], noted["case"]["number"]) == (200, old.number)
    assert refusal(not_theirs)[0] == 409
    assert nowhere["status"] == 404
    assert refusal(unsaid) == (422, {"said.text": "This is missing."})
    assert (corrected["status"], corrected["case"]["version"]) == (200, 2)
    assert nonsense["status"] == 422


def test_what_is_filed_in_bulk_is_filed_like_any_other(city: stories.City, hotline: Program) -> None:
    hotline.post("/cases", LIGHT)
    sent(hotline, {"file": LIGHT})
    single, bulk = Case.objects.order_by("pk")
    own = {"id", "number", "code_digest", "received_at", "head", "_state", "allowed"}
    assert {k: v for k, v in vars(single).items() if k not in own} == {
        k: v for k, v in vars(bulk).items() if k not in own
    }
    assert CaseText.objects.get(case=single).search == CaseText.objects.get(case=bulk).search
    assert Contact.objects.get(case=bulk).phone == "13900001234"
    assert Unsealed.objects.filter(life="case").count() == 2
    assert verify().findings == []


def test_what_was_sent_before_is_known_and_done_once(city: stories.City, lighting: Program, hotline: Program) -> None:
    first = sent(lighting, filed("1"), filed("2"), filed("1"))
    assert counts(first) == (3, 2, 1, 0)
    second = sent(lighting, filed("1"), filed("3"))
    assert counts(second) == (2, 1, 1, 0)
    assert second["items"][0] == {
        "status": 200, "known": True, "problem": None,
        "case": {name: first["items"][0]["case"][name] for name in ("number", "version", "state", "unit", "due_at")} | {"outcome": ""},
    }  # fmt: skip
    other = program(city, "integrator", "roads")
    assert refusal(sent(other, filed("1"))["items"][0]) == (409, {"": "old has sent its number 1 before."})
    assert Case.objects.count() == 3


def test_a_record_with_a_key_of_its_own_is_done_once(city: stories.City, hotline: Program) -> None:
    case = stories.received(city)
    note = {"key": "n-1", "take": "note", "number": case.number, "said": {"text": "已核实"}}
    new = {"key": "f-1", "file": LIGHT}
    lacking = {"key": "f-2", "file": LIGHT | {"text": " "}}
    first = sent(hotline, note, new, lacking, note)
    again = sent(hotline, note, new, lacking | {"file": LIGHT}, note | {"said": {"text": "另一个"}})
    assert (counts(first), counts(again)) == ((4, 2, 1, 1), (4, 1, 2, 1))
    assert again["items"][1]["case"] == first["items"][1]["case"]
    assert refusal(again["items"][3]) == (409, {"": "This key was used for another request already."})
    assert (Case.objects.count(), Answered.objects.count()) == (3, 3)


def test_a_whole_request_sent_again_is_answered_with_the_same_bytes(city: stories.City, hotline: Program) -> None:
    first, second = (hotline.post("/bulk", {"items": [{"file": LIGHT}]}, Idempotency_Key="b-1") for _ in range(2))
    assert (first.status_code, first.content, second["Idempotent-Replayed"]) == (200, second.content, "true")
    assert Case.objects.count() == 1


def test_a_step_that_is_refused_leaves_the_next_on_the_same_case_alone(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    steps: list[dict[str, Any]] = [
        {"take": "reply", "said": {"text": "好了", "result": "resolved"}},
        {"take": "accept", "said": {"version": 2}},
        {"take": "accept", "said": {"version": 2}},
        {"take": "reply", "said": {"text": "灯已修好", "result": "resolved"}},
    ]
    told = sent(lighting, *({"number": case.number, **step} for step in steps))
    assert [one["status"] for one in told["items"]] == [409, 200, 409, 200]
    assert Case.objects.get().state == "replied"


def test_contacts_are_opened_one_by_one(city: stories.City) -> None:
    operator = program(city, "operator", "hotline")
    told = sent(operator, {"take": "reveal", "number": stories.received(city).number, "said": {"purpose": "visit"}})
    assert refusal(told["items"][0]) == (422, {"take": "This is not one of the choices."})


@pytest.mark.parametrize("items", [[], [{}] * 1001])
def test_nothing_and_too_much_are_refused_whole(hotline: Program, items: list[Any]) -> None:
    assert hotline.post("/bulk", {"items": items}).status_code == 422


def test_ten_times_as_many_cost_no_statement_more(city: stories.City, hotline: Program) -> None:
    numbers = count()

    def cost(n: int) -> int:
        return statements(lambda: hotline.post("/bulk", {"items": [filed(str(next(numbers))) for _ in range(n)]}))

    assert cost(5) == cost(50) <= FILING


def test_notes_and_messages_in_a_row_are_written_together_each_with_its_own_link(
    city: stories.City, lighting: Program
) -> None:
    cases = [stories.dispatched(city) for _ in range(3)]

    def words(n: int) -> list[dict[str, Any]]:
        return [
            {"take": "note" if i % 2 else "message", "number": cases[i % 3].number, "said": {"text": f"第 {i} 次核实"}}
            for i in range(n)
        ]

    def cost(n: int) -> int:
        return statements(lambda: lighting.post("/bulk", {"items": words(n)}))

    assert cost(6) == cost(60)
    told = sent(lighting, *words(4), {"take": "note", "number": cases[0].number, "said": {}}, *words(2))
    assert [one["status"] for one in told["items"]] == [200] * 4 + [422] + [200] * 2
    lengths = [Case.objects.get(pk=case.pk).n_events - case.n_events for case in cases]
    assert lengths == [2 * (2 + 20) + 3, 2 * (2 + 20) + 2, 2 * (2 + 20) + 1]
    for case in cases:
        said_ = [event.facts for event in remembered("case", case.pk) if event.verb in ("note", "message")]
        assert all("text" in facts["words"] for facts in said_)
    assert verify().findings == []


def test_a_step_between_words_sees_those_before_it(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    steps: list[dict[str, Any]] = [
        {"take": "note", "said": {"text": "先看"}},
        {"take": "reply", "said": {"text": "好了", "result": "resolved"}},
        {"take": "accept"},
        {"take": "note", "said": {"text": "在修"}},
        {"take": "reply", "said": {"text": "灯已修好", "result": "resolved"}},
    ]
    told = sent(lighting, *({"number": case.number, **step} for step in steps))
    assert [one["status"] for one in told["items"]] == [200, 409, 200, 200, 200]
    assert [event.verb for event in remembered("case", case.pk)][-4:] == ["note", "accept", "note", "reply"]
    assert verify().findings == []
