"""Every situation × verb × position of a dispute is tried for real, and the table is held against what was typed by hand."""

import csv
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from huying.base.journal.machine import BESIDE, NEW
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor, Role
from huying.civic.mediation import opening
from huying.civic.mediation.models import Dispute
from huying.civic.mediation.states import LIFE

from . import stories
from .commands import COMMANDS, SITUATIONS, TRIED, arguments, positions

BY_HAND = Path(__file__).parent / "by_hand.csv"

pytestmark = pytest.mark.django_db


def typed() -> list[dict[str, str]]:
    with BY_HAND.open(encoding="utf-8") as file:
        return list(csv.DictReader(row for row in file if not row.startswith("#")))


def test_every_verb_has_its_command() -> None:
    assert sorted(COMMANDS) == sorted(LIFE.steps)


def test_a_dispute_begins_with_opening_only() -> None:
    assert [verb for verb, step in LIFE.steps.items() if NEW in step.sources] == ["open"]


def test_what_was_typed_by_hand_is_enough_to_catch_a_permissive_table() -> None:
    verdicts = [row["verdict"] for row in typed()]
    assert verdicts.count("not") >= 80
    assert verdicts.count("may") >= 60
    assert {row["situation"] for row in typed()} <= set(SITUATIONS)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_who_may_is_done_and_who_may_not_changes_nothing(town: stories.Town, situation: str) -> None:
    stories.opened(town, source="test", external="before")  # what others are linked with
    dispute = stories.fresh(SITUATIONS[situation](town))
    before, given, asking = _stands(dispute), arguments(town, dispute), positions(town, dispute)
    for verb in TRIED:
        done: set[str] = set()
        for position, by in asking.items():
            what = f"{situation}: {verb} by {position}"
            if why_not := LIFE.why_not(dispute, verb, by=by):
                with pytest.raises(Refused) as refusal:
                    COMMANDS[verb](dispute, by=by, **given[verb])
                assert refusal.value.reasons == [why_not], what
            elif by.role not in done:  # each role that may, once; the table holds for the others
                done.add(by.role)
                _done(stories.fresh(dispute), verb, by, deepcopy(given[verb]), what)
    assert _stands(dispute) == before
    wrong = [
        f"{row['verb']} by {row['position']}: {row['because']}"
        for row in typed()
        if row["situation"] == situation
        and (row["verdict"] == "not") != bool(_refused(dispute, row["verb"], asking[row["position"]], given))
    ]
    assert wrong == []


def _refused(dispute: Dispute, verb: str, by: Actor, given: dict[str, Any]) -> str:
    """What the command itself answers, as the hand-typed file speaks of deeds and not of the table."""
    with transaction.atomic():
        try:
            COMMANDS[verb](stories.fresh(dispute), by=by, **deepcopy(given[verb]))
        except Incomplete:
            raise
        except Refused as refusal:
            return str(refusal)
        finally:
            transaction.set_rollback(True)
    return ""


def _stands(dispute: Dispute) -> tuple[str, int, int]:
    fresh = Dispute.objects.get(pk=dispute.pk)
    return fresh.state, fresh.version, fresh.n_events


def _done(dispute: Dispute, verb: str, by: Actor, given: dict[str, Any], what: str) -> None:
    """The table lets it happen: it happens, or a rule of the command itself, about what was asked, refuses it."""
    before = _stands(dispute)
    with transaction.atomic():
        try:
            COMMANDS[verb](dispute, by=by, **given)
        except Refused:
            assert _stands(dispute) == before, what
        else:
            _state, version, n_events = _stands(dispute)
            assert n_events == before[2] + 1, what
            assert (version == before[1]) is (LIFE.steps[verb].target is BESIDE), what
            assert remembered("dispute", dispute.pk)[before[2]].by == by.ref, what
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM, Role.RESIDENT)])
def test_a_dispute_comes_in_by_those_who_receive_them(town: stories.Town, role: Role) -> None:
    by = Actor(role, "staff:1", unit_id=town.unit["centre"].pk)
    try:
        opening.open(stories.matter(town), by=by)
        received = True
    except Refused:
        received = False
    assert received == (role in (Role.OPERATOR, Role.FIELD, Role.MEDIATOR, Role.INTEGRATOR))
