"""Records that are steps: the unit's own system accepts and answers, by the rules of the case and for no other unit."""

import pytest

from huying.base.journal.memory import said
from huying.cases import telling
from huying.cases.models import Case, Exchanged
from tests import stories
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import STEP, Office, counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(city: stories.City) -> Office:
    """The lighting office, whose system tells what it did."""
    return Office(desk.connected(takes="steps", mapping=desk.STEPS))


def test_a_case_is_accepted_and_answered_under_the_number_of_the_other_side_or_under_ours(
    city: stories.City, office: Office
) -> None:
    theirs, ours = stories.dispatched(city, source="water", external="7"), stories.dispatched(city)
    office.drop(
        "a.csv", {"id": "a", "no": "7"}, {"id": "b", "no": "7", "what": "done", "said": "灯已修好"},
        {"id": "c", "no": ours.number}, like=STEP,
    )  # fmt: skip
    assert counted(office.run()) == (3, 3, 0, 0)
    assert [Case.objects.get(pk=case.pk).state for case in (theirs, ours)] == ["replied", "in_progress"]
    assert said("case", theirs.pk)[4] == {"text": "灯已修好"}
    entries = telling.timeline(Case.objects.get(pk=theirs.pk), resident=True)
    assert {entry.who for entry in entries[-2:]} == {str(city.unit["lighting"])}


def test_what_the_rules_of_the_case_forbid_is_refused_in_their_own_words(city: stories.City, office: Office) -> None:
    other = stories.dispatched(city, category=city.category["gas"], danger_over=True)
    office.drop(
        "a.csv", {"id": "a", "no": other.number}, {"id": "b", "no": "nowhere"}, {"id": "c", "what": "?"}, like=STEP
    )
    stories.dispatched(city, source="water", external="1")
    assert counted(office.run()) == (3, 0, 3, 0)
    assert [row.reason for row in Exchanged.objects.order_by("place")] == [
        "This can be done only by: the lead unit, Huying itself.",
        "There is no case with this number.",
        "step: the mapping does not know “?”.",
    ]
    assert Case.objects.get(pk=other.pk).state == "dispatched"


def test_a_step_that_comes_twice_is_taken_once(city: stories.City, office: Office) -> None:
    case = stories.in_progress(city, source="water", external="1")
    told = {"id": "a", "what": "told", "said": "明天上午来看"}
    office.drop("a.csv", told, like=STEP)
    office.run()
    office.drop("b.csv", told, {"id": "b", "what": "told", "said": "明天上午来看"}, like=STEP)
    assert counted(office.run()) == (2, 1, 0, 1)
    assert Case.objects.get(pk=case.pk).n_events == case.n_events + 2


def test_history_comes_with_its_past_and_nobody_is_told(city: stories.City) -> None:
    mapping = {
        name: desk.CALLS[name] for name in ("source", "time_zone", "language", "number", "text", "received", "category")
    }
    known = mapping | {"closed": "end", "reply": "said", "outcome": {"otherwise": "resolved"}}
    office = Office(desk.connected(takes="history", mapping=known))
    office.drop("a.csv", {"end": "2026-03-04 09:00:00"}, {"no": 2, "end": ""}, like=desk.ROW | {"end": ""})
    assert counted(office.run()) == (2, 2, 0, 0)
    assert [(case.state, case.outcome) for case in Case.objects.order_by("external")] == [
        ("closed", "resolved"),
        ("dispatched", ""),
    ]
    office.drop("b.csv", {"end": "2026-03-04 09:00:00"}, like=desk.ROW | {"end": ""})
    assert counted(office.run()) == (1, 0, 0, 1)
