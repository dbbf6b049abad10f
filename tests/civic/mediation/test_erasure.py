"""Forgetting a dispute: what goes leaves nothing behind but the proof that it went, and the record still verifies."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from typer.testing import CliRunner

from huying.base.journal import audit, clock
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Refused
from huying.base.journal.verify import verify
from huying.base.sealed.fields import SealedField
from huying.base.units.roles import SYSTEM
from huying.civic.mediation import agreeing, beside, consenting, erasure, opening, parties, sessions
from huying.civic.mediation.agreeing import Owed
from huying.civic.mediation.models import Dispute, Note, Party
from huying.civic.mediation.sides import Person
from huying.cli import app

from . import stories

pytestmark = pytest.mark.django_db

MARK = "MARK"
HALF_A_YEAR, FIVE_YEARS = 181, 1830


def everything(town: stories.Town, days: int) -> Dispute:
    """A dispute that ended so many days ago, with the mark in every place that takes words."""
    with clock.at(timezone.now() - timedelta(days=days)):
        person = Person(
            name="MARK-name", phone="MARK-phone", email="MARK@mail", address="MARK-address", particulars="MARK-particulars",
            representative="MARK-representative",
        )  # fmt: skip
        given = {"text": "MARK-text", "issues": "MARK-issues", "address": "MARK-place", "reference": "MARK-reference"}
        dispute = stories.said(town, sides=[[person], [person]], **given)
        mediator = town.actor("mediator")
        beside.note(dispute, by=mediator, text="MARK-note")
        opening.correct(dispute, by=mediator, address="MARK-address", issues="MARK-issues")
        sessions.schedule(dispute, by=mediator, starts_at=clock.now() + timedelta(days=9), where="MARK-where")
        opening.report_danger(dispute, by=mediator, to="police", text="MARK-danger")
        owed = [Owed(1, "MARK-owed", audit.today() + timedelta(days=3))]
        agreeing.draft(dispute, by=mediator, terms="MARK-terms", facts="MARK-facts", obligations=owed)
        agreeing.settle(dispute, by=mediator)
        agreeing.redraft(dispute, by=mediator, reason="MARK-reason")
        consenting.refuse(
            dispute, by=stories.party_of(dispute, 2), side=2, means="page", reason="MARK-no", remedies_told="MARK-ways"
        )
    return stories.fresh(dispute)


def marked() -> list[str]:
    """Table and column of everything, opened where it is sealed, that still holds the mark."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in ("mediation", "journal", "cases", "procrastinate"):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                values = map(str, model._base_manager.values_list(field.attname, flat=True))
                held = any(MARK in value for value in values)
            else:
                with connection.cursor() as cursor:
                    column, table = f'"{field.column}"', f'"{model._meta.db_table}"'
                    cursor.execute(f"SELECT 1 FROM {table} WHERE {column}::text ILIKE '%%mark%%' LIMIT 1")
                    held = cursor.fetchone() is not None
            found += [f"{model._meta.db_table}.{field.column}"] if held else []
    return found


def test_after_half_a_year_nobody_can_be_reached_and_nothing_that_was_said_is_left(town: stories.Town) -> None:
    dispute = everything(town, HALF_A_YEAR)
    assert {"mediation_note.text", "mediation_party.phone", "mediation_party.name"} <= set(marked())
    beside.erase(dispute, by=SYSTEM)
    assert not Note.objects.exists()
    assert {row.phone + row.email + row.address for row in Party.objects.all()} == {""}
    assert {row.name for row in Party.objects.all()} == {"MARK-name"}
    last = remembered("dispute", dispute.pk)[-1]
    assert (last.verb, last.by, last.facts["what"], last.facts["rule"]) == ("erase", "system", ["said"], "default")
    assert verify().findings == []
    with pytest.raises(Refused):
        beside.erase(stories.fresh(dispute), by=SYSTEM)


def test_after_five_years_nothing_is_left_but_the_proof(town: stories.Town) -> None:
    dispute = everything(town, HALF_A_YEAR)
    beside.erase(dispute, by=SYSTEM)
    with clock.at(timezone.now() + timedelta(days=FIVE_YEARS - HALF_A_YEAR)):
        beside.erase(stories.fresh(dispute), by=SYSTEM)
    assert marked() == []
    assert [event.facts["what"] for event in remembered("dispute", dispute.pk) if event.verb == "erase"] == [
        ["said"], ["file"],
    ]  # fmt: skip
    assert verify().findings == []


def test_what_was_left_alone_for_years_goes_at_once(town: stories.Town) -> None:
    dispute = everything(town, FIVE_YEARS)
    beside.erase(dispute, by=SYSTEM)
    assert marked() == []
    assert stories.fresh(dispute).erased == "file"


def test_a_hold_stops_it_and_a_release_lets_it_go(town: stories.Town) -> None:
    dispute = everything(town, FIVE_YEARS)
    until = audit.today() + timedelta(days=30)
    beside.hold(dispute, by=town.actor("supervisor"), reason="lawsuit", until=until, text="诉讼")
    summary = erasure.run()
    assert (summary.erased, dict(summary.kept)) == (0, {"hold": 1})
    assert "mediation_note.text" in marked()
    beside.release(dispute, by=town.actor("supervisor"), text="撤诉")
    assert erasure.run().erased == 1


def test_a_hold_that_comes_while_it_is_being_erased_is_seen(town: stories.Town) -> None:
    """The row was read before the hold."""
    dispute = everything(town, FIVE_YEARS)
    until = audit.today() + timedelta(days=30)
    beside.hold(stories.fresh(dispute), by=town.actor("supervisor"), reason="lawsuit", until=until, text="诉讼")
    with pytest.raises(Refused):
        beside.erase(dispute, by=SYSTEM)
    assert "mediation_note.text" in marked()


def test_the_command_erases_what_is_due_and_counts_the_rest(town: stories.Town) -> None:
    everything(town, HALF_A_YEAR)
    stories.asked(town)
    stories.refused(town)
    tried = CliRunner().invoke(app, ["erase", "--dry-run", "--json"])
    assert json.loads(tried.stdout)["disputes"] == {"read": 3, "erased": 1, "open": 1, "not_yet": 1}
    assert Note.objects.exists()
    done = CliRunner().invoke(app, ["erase", "--json"])
    assert json.loads(done.stdout)["disputes"] == {"read": 3, "erased": 1, "open": 1, "not_yet": 1}
    assert not Note.objects.exists()
    again = CliRunner().invoke(app, ["erase", "--json"])
    assert json.loads(again.stdout)["disputes"] == {"read": 3, "erased": 0, "open": 1, "not_yet": 2}


def test_a_party_reads_its_own_after_the_end_until_it_goes(town: stories.Town) -> None:
    dispute = everything(town, 1)
    beside.copy(dispute, by=parties.actor(dispute.papers.parties[0]))
    assert remembered("dispute", dispute.pk)[-1].verb == "copy"
