"""Any verbs, by anybody, in any order: the row is always what the journal says."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Refused
from huying.base.journal.verify import verify
from huying.cases.models import Case
from huying.cases.words import ClockKind, Outcome, Part, State
from tests import stories
from tests.commands import COMMANDS, TRIED, arguments, positions

POSITIONS = ["resident", "operator", "dispatcher", "lead", "inner", "co", "supervisor", "system"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    made = stories.city()
    stories.received(made, category=made.category["roads"], source="test", external="into")
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.tuples(st.sampled_from(TRIED), st.sampled_from(POSITIONS)), max_size=25))
def test_row_and_journal_stay_equal_on_every_walk(city: stories.City, walk: list[tuple[str, str]]) -> None:
    case = stories.dispatched(city, category=city.category["roads"])
    for verb, position in walk:
        case = Case.objects.get(pk=case.pk)
        try:
            COMMANDS[verb](case, by=positions(city, case)[position], **arguments(city, case)[verb])
        except Refused:
            continue
    _row_is_what_the_journal_says(Case.objects.get(pk=case.pk))
    assert verify().findings == []


def _row_is_what_the_journal_says(case: Case) -> None:
    events = remembered("case", case.pk)
    last = events[-1]
    assert (case.state, case.n_events, bytes(case.head)) == (last.target, last.seq, bytes(last.hash))
    assert (case.unit_id, case.area_id) == (last.unit, last.area)
    assert [event.source for event in events[1:]] == [event.target for event in events[:-1]]
    assert case.rounds == sum(_reopened(event) for event in events)
    assert (case.state == State.CLOSED) == bool(case.outcome) == (case.closed_at is not None)
    assert (case.outcome == Outcome.MERGED) == (case.parent_id is not None)
    led = case.papers.assigned(Part.LEAD)
    assert [row.unit_id for row in led] == ([case.unit_id] if _has_unit(case) else [])
    assert sum(row.kind == ClockKind.FIRST_CONTACT for row in case.papers.clocks) <= 1


def _reopened(event: Any) -> bool:
    return event.verb == "rework" or (event.verb, event.facts.get("decision")) == ("decide_review", "granted")


def _has_unit(case: Case) -> bool:
    return case.state in (State.DISPATCHED, State.IN_PROGRESS, State.REPLIED)
