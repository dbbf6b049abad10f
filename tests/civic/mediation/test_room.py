"""What somebody sees of a dispute: each side its own compartment, the others of the house the header. Marked values tell."""

from typing import Any

import pytest

from huying.base.journal.models import Event, Words
from huying.base.units.roles import Actor
from huying.civic.mediation import opening, queries, sessions
from huying.civic.mediation.models import Dispute
from huying.civic.mediation.room import Sight, room
from huying.civic.mediation.sides import Person

from . import stories
from .commands import COMMANDS, SITUATIONS, arguments, file, positions

pytestmark = pytest.mark.django_db

PRIVATE = {"MARK-private-1": 1, "MARK-hidden-offer-1": 1, "MARK-private-2": 2}
OPEN = {"MARK-said-1", "MARK-offer-2", "MARK-minutes", "MARK-undisputed"}


def shown(sight: Sight) -> str:
    """Everything that stands in a sight, as one text."""
    rows: list[Any] = [*sight.notes, *sight.files, *sight.agreements, *sight.obligations, *sight.events, *sight.parties]
    rows += [sight.text, *sight.requests, *sight.meetings, *sight.sides]
    return repr([getattr(row, "__dict__", row) for row in rows]) + repr(sight.words)


def marks(sight: Sight) -> set[str]:
    text = shown(sight)
    return {mark for mark in (*PRIVATE, *OPEN) if mark in text}


@pytest.fixture
def dispute(town: stories.Town) -> Dispute:
    return stories.said(town)


@pytest.mark.parametrize("side", [1, 2])
def test_a_party_reads_its_own_compartment_and_what_is_for_everybody(dispute: Dispute, side: int) -> None:
    sight = room(dispute, stories.party_of(dispute, side))
    assert marks(sight) == OPEN | {mark for mark, owner in PRIVATE.items() if owner == side}
    assert (sight.who, sight.own_side) == ("party", side)


def test_who_mediates_reads_everything(dispute: Dispute, town: stories.Town) -> None:
    assert marks(room(dispute, town.actor("mediator"))) == OPEN | set(PRIVATE)


@pytest.mark.parametrize(
    "position",
    ["colleague", "village", "centre", "elsewhere", "court", "supervisor", "auditor", "operator", "admin", "system"],
)
def test_nobody_else_reads_what_was_said(dispute: Dispute, town: stories.Town, position: str) -> None:
    assert marks(room(dispute, positions(town, dispute)[position])) == set()


def test_that_a_private_talk_took_place_is_private_too(dispute: Dispute) -> None:
    told = room(dispute, stories.party_of(dispute, 1)).events
    assert [event.facts["side"] for event in told if event.verb == "talk_privately"] == [1]
    assert [event.facts["side"] for event in told if event.verb == "offer"] == [2, 1]
    other = room(dispute, stories.party_of(dispute, 2)).events
    assert [event.facts["side"] for event in other if event.verb == "offer"] == [2]


def test_how_to_reach_somebody_stands_in_nobody_elses_sight(dispute: Dispute, town: stories.Town) -> None:
    phones = {"applicant": "13900001234", "respondent": "13900005678"}
    for position, by in positions(town, dispute).items():
        text = shown(room(dispute, by))
        assert {name for name, phone in phones.items() if phone in text} == {position} & set(phones), position
        assert ("13700001111" in text) is (position == "respondent")


def test_a_file_of_one_side_is_seen_by_that_side_and_who_mediates(dispute: Dispute, town: stories.Town) -> None:
    given = file(sha256="a" * 64, name="MARK-file.pdf")
    COMMANDS["attach"](dispute, by=stories.party_of(dispute, 1), file=given, side=1)
    seen = {
        position for position, by in positions(town, dispute).items() if "a" * 64 in shown(room(dispute, by))
    }  # fmt: skip
    assert seen == {"applicant", "mediator"}


def test_nothing_that_was_said_stands_in_the_journal(dispute: Dispute) -> None:
    kept = repr([*Event.objects.values_list("facts"), *Words.objects.values_list("text")])
    assert not [mark for mark in (*PRIVATE, *OPEN) if mark in kept]


def test_nothing_that_was_said_is_found(dispute: Dispute, town: stories.Town) -> None:
    every = queries.visible_to(town.actor("mediator"))
    assert list(queries.saying(every, "拖欠三个月")) == [dispute]
    assert [mark for mark in (*PRIVATE, *OPEN) if queries.saying(every, mark).exists()] == []


def test_a_party_of_another_dispute_sees_nothing(dispute: Dispute, town: stories.Town) -> None:
    stranger = stories.party_of(stories.opened(town), 1)
    assert not queries.visible_to(stranger).filter(pk=dispute.pk).exists()
    assert marks(room(dispute, stranger)) == set()


def test_somebody_added_later_reads_their_side_only(dispute: Dispute, town: stories.Town) -> None:
    party, code = opening.add_party(
        dispute, by=town.actor("mediator"), side=1, party=Person(name="张三"), means="counter"
    )
    assert queries.opened_by(dispute.number, code) == party
    assert queries.opened_by(dispute.number, "ABCD-EFGH-JKMN") is None
    sight = room(dispute, Actor(stories.Role.RESIDENT, "party", party_id=party.pk))
    assert marks(sight) == OPEN | {"MARK-private-1", "MARK-hidden-offer-1"}


def test_an_answer_to_a_hidden_offer_is_not_for_the_other_side(dispute: Dispute) -> None:
    from huying.base.journal.refusals import Refused

    hidden = dispute.notes.get(kind="offer", side__number=1)
    with pytest.raises(Refused):
        sessions.answer_offer(dispute, by=stories.party_of(dispute, 2), side=2, offer=hidden, decision="yes")


def test_the_room_costs_the_same_whatever_was_said(
    dispute: Dispute, town: stories.Town, django_assert_max_num_queries: Any
) -> None:
    for n in range(10):
        sessions.say(dispute, by=stories.party_of(dispute, 1), text=f"第 {n} 次")
    for by in (town.actor("mediator"), stories.party_of(dispute, 1)):
        found = stories.fresh(dispute)
        with django_assert_max_num_queries(18):
            shown(room(found, by))


@pytest.mark.parametrize("situation", ["in force", "refused", "ended", "settled"])
def test_whoever_looks_sees_the_header_everywhere(town: stories.Town, situation: str) -> None:
    stories.opened(town, source="test", external="before")
    dispute = SITUATIONS[situation](town)
    assert arguments(town, dispute)
    assert {room(dispute, by).dispute for by in positions(town, dispute).values()} == {dispute}
