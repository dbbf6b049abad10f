"""Every situation × verb × position is tried for real, and the table is held against what was typed by hand."""

import csv
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from huying.base.journal.machine import BESIDE, NEW
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor, Role
from huying.cases import intake
from huying.cases.models import Case
from huying.cases.states import LIFE
from tests import stories
from tests.commands import COMMANDS, SITUATIONS, TRIED, arguments, positions
from tests.web import town

BY_HAND = Path(__file__).parent / "by_hand.csv"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[stories.City]:
    """Made once; what a test does to it is undone after it."""
    with django_db_blocker.unblock(), town.undone():
        made = stories.city()
        stories.received(
            made, category=made.category["roads"], source="test", external="into"
        )  # what others are merged into
        yield made


@pytest.fixture
def city(built: stories.City, db: None) -> stories.City:
    return deepcopy(built)


def test_every_verb_has_its_command() -> None:
    assert sorted(COMMANDS) == sorted(LIFE.steps)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_who_may_is_done_and_who_may_not_changes_nothing(city: stories.City, situation: str) -> None:
    case = SITUATIONS[situation](city)
    before, said, asking = _stands(case), arguments(city, case), positions(city, case)
    for verb in TRIED:
        for position, by in asking.items():
            what = f"{situation}: {verb} by {position}"
            if why_not := LIFE.why_not(case, verb, by=by):
                with pytest.raises(Refused) as refusal:
                    COMMANDS[verb](case, by=by, **said[verb])
                assert refusal.value.reasons == [why_not], what
            else:
                _done(city, Case.objects.get(pk=case.pk), verb, by, what)
    assert _stands(case) == before


def _stands(case: Case) -> tuple[str, int, int]:
    fresh = Case.objects.get(pk=case.pk)
    return fresh.state, fresh.version, fresh.n_events


def _done(city: stories.City, case: Case, verb: str, by: Actor, what: str) -> None:
    """The table lets it happen: it happens, or a rule of the command itself, about what was asked, refuses it."""
    before = _stands(case)
    with transaction.atomic():
        try:
            COMMANDS[verb](case, by=by, **arguments(city, case)[verb])
        except Refused:
            assert _stands(case) == before, what
        else:
            _state, version, n_events = _stands(case)
            assert n_events > before[2], what
            assert version > before[1] or LIFE.steps[verb].target is BESIDE, what
            assert remembered("case", case.pk)[before[2]].by == by.ref, what
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM, Role.RESIDENT)])
def test_a_call_comes_in_by_those_who_take_calls(city: stories.City, role: Role) -> None:
    by = Actor(role, "staff:1", unit_id=city.unit["hotline"].pk)
    takes_calls = role in (Role.OPERATOR, Role.DISPATCHER, Role.FIELD, Role.INTEGRATOR)
    try:
        intake.receive(stories.call(city), by=by)
        received = True
    except Refused:
        received = False
    assert received == takes_calls


def _typed() -> list[dict[str, str]]:
    with BY_HAND.open(encoding="utf-8") as file:
        return list(csv.DictReader(row for row in file if not row.startswith("#")))


def test_what_was_typed_by_hand_is_enough_to_catch_a_permissive_table() -> None:
    verdicts = [row["verdict"] for row in _typed()]
    assert verdicts.count("not") >= 80
    assert verdicts.count("may") >= 40


@pytest.mark.parametrize("row", _typed(), ids=lambda row: f"{row['situation']}-{row['verb']}-{row['position']}")
def test_the_table_says_what_was_typed_by_hand(city: stories.City, row: dict[str, str]) -> None:
    case = SITUATIONS[row["situation"]](city)
    by = positions(city, case)[row["position"]]
    assert ("not" if _refused(city, case, row["verb"], by) else "may") == row["verdict"], row["because"]


def _refused(city: stories.City, case: Case, verb: str, by: Actor) -> str:
    """What the command itself answers, as the hand-typed file speaks of deeds and not of the table."""
    given: dict[str, Any] = {} if verb == "receive" else arguments(city, case)[verb]
    try:
        with transaction.atomic():
            COMMANDS[verb](stories.call(city) if verb == "receive" else case, by=by, **given)
    except Incomplete:
        raise
    except Refused as refusal:
        return str(refusal)
    return ""


def test_the_life_begins_with_receiving_only() -> None:
    assert [verb for verb, step in LIFE.steps.items() if NEW in step.sources] == ["receive"]
