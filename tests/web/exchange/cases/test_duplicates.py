"""What repeats another row is merged into it, or says why not."""

import pytest

from huying.base.journal.memory import remembered, said
from huying.base.journal.verify import verify
from huying.cases.words import Outcome, State
from tests.web.exchange.cases.desks import Desk, Row, case, local

pytestmark = pytest.mark.django_db


def test_a_duplicate_is_merged_when_it_was_closed_wherever_its_parent_stands(desk: Desk) -> None:
    summary = desk.take_in(
        {
            "no": "2",
            "repeats": "1",
            "code": "dup",
            "in": "2026-03-02 10:00:00",
            "answered": "",
            "out": "2026-03-02 12:00:00",
        },
        {},
    )

    assert (summary["written"], summary["merged"], summary["not_merged"]) == (2, 1, 0)
    merged = case("2")
    assert (merged.outcome, merged.parent, merged.closed_at) == (Outcome.MERGED, case("1"), local(2026, 3, 2, 12, 0))
    events = [(event.verb, event.at, event.by) for event in remembered("case", merged.pk)]
    assert events[2:] == [
        ("merge", local(2026, 3, 2, 12, 0), "import:old"),
        ("answer_through", local(2026, 3, 3, 10, 0), "system"),
    ]
    assert verify().findings == []


def test_a_duplicate_of_what_came_in_earlier_is_merged_too(desk: Desk) -> None:
    desk.take_in({})
    desk.take_in({"no": "2", "repeats": "1", "code": "dup", "answered": "", "out": "2026-03-02 12:00:00"})

    assert case("2").parent == case("1")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"repeats": "9"}, "The case that it is said to repeat is not here."),
        ({"repeats": "2"}, "A case is not merged into itself."),
        (
            {"repeats": "1", "out": "2026-03-05 12:00:00"},
            "The case that it is said to repeat was closed before this one.",
        ),
        (
            {"repeats": "1", "in": "2026-03-01 09:00:00", "out": "2026-03-01 12:00:00"},
            "The case that it is said to repeat came only after this one was closed.",
        ),
    ],
)
def test_a_duplicate_that_cannot_be_merged_comes_in_by_itself_and_says_why(desk: Desk, row: Row, reason: str) -> None:
    duplicate = {"no": "2", "code": "dup", "in": "2026-03-02 10:00:00", "answered": "", "out": "2026-03-02 12:00:00"}
    summary = desk.take_in({}, duplicate | row)

    assert (summary["merged"], summary["not_merged_why"]) == (0, {reason: 1})
    alone = case("2")
    assert (alone.state, alone.outcome, alone.parent) == (State.CLOSED, Outcome.EXPLAINED, None)
    assert [words for words in said("case", alone.pk).values() if words.get("text", "").endswith(reason)] == [
        {"text": f"{row['repeats']}: {reason}"}
    ]
