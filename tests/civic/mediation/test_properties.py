"""Whatever happens in whatever order: no agreement without consent and every signature, no silence that counts, a no at any time.

A walk takes any step that the table lets somebody take, or that it refuses; after each, what must always hold is asked of the
record itself, not of the rules.
"""

from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Refused
from huying.civic.mediation import consenting
from huying.civic.mediation.models import Agreement, Dispute, Party
from huying.civic.mediation.states import BEFORE_FORCE, LIFE
from huying.civic.mediation.words import MEDIATES

from . import stories
from .commands import COMMANDS, arguments, positions

pytestmark = pytest.mark.django_db

WAY = (
    "ask", "consent", "accept", "propose", "disclose", "choose", "begin", "draft", "settle", "sign", "countersign", "seal",
    "agree_orally", "record_oral",
)  # fmt: skip
"""The verbs that lead to an agreement; a walk takes them more often, or it would never come far."""
SIDEWAYS = (
    "add_party",
    "represent",
    "object",
    "recuse",
    "redraft",
    "request",
    "answer_request",
    "raise_level",
    "lapse",
    "end",
)
LAST = ("accept", "begin", "settle", "seal", "record_oral")
"""What somebody waiting for it would do at once."""
WALKERS = ("applicant", "respondent", "mediator", "colleague", "village", "elsewhere", "supervisor", "system")
STEPS = 40


def step(town: stories.Town, dispute: Dispute, verb: str, position: str, side: int, chance: Random) -> None:
    """Try one step, complete in itself, for this side; refused is as good as done."""
    said: dict[str, Any] = arguments(town, dispute)[verb]
    people = dispute.papers.of_side(side)
    if "side" in said:
        said["side"] = side
    if "party" in said and isinstance(said["party"], Party):
        said["party"] = chance.choice(people)
    if verb == "draft":
        said["oral"] = chance.random() < 0.4
    if verb in ("sign", "agree_orally") and position in ("applicant", "respondent"):
        said |= {"means": "page"} | ({"file": None} if verb == "sign" else {})
    if verb == "add_party":
        said["means"] = chance.choice(["", "counter"])
    if verb == "propose":
        said["seats"] = [type(said["seats"][0])(staff=town.staff[chance.choice(["mediator", "colleague"])])]
    try:
        with transaction.atomic():
            COMMANDS[verb](dispute, by=positions(town, dispute)[position], **said)
    except Refused:
        pass


def holds(dispute: Dispute) -> None:
    """What must be true of the rows and of the record, whatever was done."""
    told = remembered("dispute", dispute.pk)
    for side in dispute.papers.sides:
        spoke = [
            event
            for event in told
            if event.verb in ("consent", "refuse", "add_party") and event.facts["side"] == side.number
        ]
        assert (side.consent == "") or spoke, "a side that never answered has no answer"
    if dispute.state in ("accepted", "mediating", "agreed", "in_force"):
        assert all(party.consented_at for party in dispute.papers.parties)
        assert {side.consent for side in dispute.papers.sides} == {"yes"}
    if dispute.state != "in_force":
        return
    text: Agreement = dispute.papers.draft  # type: ignore[assignment]
    signed = {row.party_id for row in text.signatures.all() if row.hash == text.hash}
    assert {party.pk for party in dispute.papers.parties} <= signed
    last = told[-1] if told[-1].verb in ("seal", "record_oral") else next(
        event for event in reversed(told) if event.target == "in_force" and event.source != "in_force"
    )  # fmt: skip
    assert last.facts["hash"] == text.hash
    if text.oral:
        assert last.verb == "record_oral"
        assert last.by in {f"staff:{seat.staff_id}" for seat in dispute.papers.seats}
        return
    mediators = {seat.staff_id for seat in dispute.papers.seats if seat.part in MEDIATES}
    assert mediators
    assert mediators <= {row.staff_id for row in text.signatures.all() if row.hash == text.hash}
    assert (last.verb, text.sealed_by) == ("seal", last.by)


REACHED: set[str] = set()


def somewhere(town: stories.Town, dispute: Dispute, chance: Random) -> tuple[str, str]:
    """Mostly what the table allows and leads on, now and then anything at all by anybody."""
    asking = positions(town, dispute)
    if chance.random() < 0.15:
        return chance.choice([*WAY, *SIDEWAYS]), chance.choice(WALKERS)
    on = [(verb, who) for verb in WAY for who in WALKERS if not LIFE.why_not(dispute, verb, by=asking[who])]
    last = [pair for pair in on if pair[0] in LAST]
    return chance.choice(last or on or [("refuse", "applicant")])


@settings(max_examples=5, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_no_path_leads_around_consent_signature_and_seal(town: stories.Town, seed: int) -> None:
    chance = Random(seed)
    with transaction.atomic():
        stories.opened(town, source="test", external="before")
        dispute = stories.opened(town)
        for _step in range(STEPS):
            verb, position = somewhere(town, dispute, chance)
            step(town, dispute, verb, position, chance.choice([1, 2]), chance)
            dispute = stories.fresh(dispute)
            REACHED.add(dispute.state)
            holds(dispute)
            if dispute.state in BEFORE_FORCE and chance.random() < 0.2:
                a_no_is_free(dispute, chance.choice([1, 2]))
            if dispute.state in ("in_force", "closed"):
                break
        transaction.set_rollback(True)


def a_no_is_free(dispute: Dispute, side: int) -> None:
    """Whatever state it is in before an agreement is in force, each side can end it by a word, and is told the other ways."""
    with transaction.atomic():
        again = stories.fresh(dispute)
        consenting.refuse(again, by=stories.party_of(again, side), side=side, means="page")
        assert again.state == "closed"
        assert "remedies" in remembered("dispute", again.pk)[-1].facts["words"]
        transaction.set_rollback(True)


def test_the_walks_came_far_enough_to_tell() -> None:
    """Run after them."""
    assert {"applied", "accepted", "mediating", "agreed", "in_force"} <= REACHED


@pytest.mark.parametrize("missing", ["consent", "applicant", "respondent", "mediator", "seal"])
def test_with_one_thing_missing_no_written_agreement_is_in_force(town: stories.Town, missing: str) -> None:
    """Each of what it takes is left out, one at a time, and everything else is done."""
    if missing == "consent":
        dispute = stories.asked(town)
        step(town, dispute, "consent", "applicant", 1, Random(1))
        step(town, stories.fresh(dispute), "accept", "mediator", 1, Random(1))
        assert stories.fresh(dispute).state == "applied"
        return
    dispute = stories.settled(town)
    for who, side in (("applicant", 1), ("respondent", 2)):
        if who != missing:
            step(town, dispute, "sign", who, side, Random(1))
    if missing != "mediator":
        step(town, dispute, "countersign", "mediator", 1, Random(1))
    if missing != "seal":
        step(town, dispute, "seal", "colleague", 1, Random(1))
    assert stories.fresh(dispute).state == "agreed"


@pytest.mark.parametrize("missing", ["applicant", "respondent", "record"])
def test_with_one_thing_missing_no_oral_agreement_is_in_force(town: stories.Town, missing: str) -> None:
    dispute = stories.drafted(town, oral=True)
    for who, side in (("applicant", 1), ("respondent", 2)):
        if who != missing:
            step(town, dispute, "agree_orally", who, side, Random(1))
    if missing != "record":
        step(town, dispute, "record_oral", "mediator", 1, Random(1))
    assert stories.fresh(dispute).state == "mediating"
