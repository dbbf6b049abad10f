"""A call becomes a dispute, and hears how it ended; what is late or soon owed is noted once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.journal.models import Event
from huying.cases import routing
from huying.cases.models import Case
from huying.civic.mediation import agreeing, erasing, opening, reactions, watch
from huying.civic.mediation.models import Dispute, Party
from tests import stories as calls

from . import stories

pytestmark = pytest.mark.django_db


def referred(town: stories.Town, *, contact: bool) -> Case:
    case = calls.received(town.city)
    routing.refer(case, by=town.actor("operator"), consents={"caller": True, "other": True}, contact=contact)
    return case


def follow(react: object, thing: Case | Dispute) -> None:
    """Twice, as a killed worker would have it done."""
    event = Event.objects.filter(life=thing.life, thing=thing.pk).latest("seq")
    for _time in range(2):
        react(thing=thing.pk, seq=event.seq)  # type: ignore[operator]


def test_a_call_that_goes_to_mediation_is_a_dispute_once(town: stories.Town) -> None:
    case = referred(town, contact=True)
    follow(reactions.open_dispute, case)
    dispute = Dispute.objects.get(case=case)
    party = Party.objects.get(side__dispute=dispute)
    assert (dispute.origin, dispute.text.body, party.name) == ("hotline", "滨河路 12 号门口路灯不亮", "王敏")


def test_nothing_of_how_to_reach_the_caller_leaves_the_case_without_their_word(town: stories.Town) -> None:
    follow(reactions.open_dispute, referred(town, contact=False))
    assert not Party.objects.exists()


def test_the_call_hears_that_the_dispute_ended_and_how_and_no_more(town: stories.Town) -> None:
    case = referred(town, contact=True)
    dispute = stories.mediating(town, case=case)
    agreeing.end(dispute, by=town.actor("mediator"), reason="other", text="MARK-inside")
    follow(reactions.tell_case, dispute)
    last = remembered("case", case.pk)[-1]
    assert (last.verb, last.facts) == ("end_mediation", {"dispute": dispute.number, "outcome": "ended"})


def test_what_comes_in_by_the_page_goes_to_the_committee_for_its_type(town: stories.Town) -> None:
    dispute = stories.fresh(opening.open(stories.matter(town, unit=None), by=calls.Actor.resident()).dispute)
    follow(reactions.assign_committee, dispute)
    last = remembered("dispute", dispute.pk)[-1]
    assert stories.fresh(dispute).unit == town.unit["labour_committee"]
    assert (last.facts["basis"], last.facts["reasons"]) == ("proposed", ["of_type", "above"])


def test_what_a_committee_opened_for_nobody_waits_for_a_person(town: stories.Town) -> None:
    dispute = stories.opened(town, unit=None)
    follow(reactions.assign_committee, dispute)
    assert stories.fresh(dispute).unit is None


def test_what_is_late_is_noted_once(town: stories.Town) -> None:
    with clock.at(timezone.now() - timedelta(days=10)):
        dispute = stories.asked(town)
    noted = watch.watch()
    assert (noted, watch.watch()) == ((2, 0), (0, 0))
    assert {row.kind for row in dispute.clocks.exclude(noted_at=None)} == {"consent"}


def test_what_is_soon_owed_is_said_once(town: stories.Town) -> None:
    stories.in_force(town)
    assert watch.watch() == (0, 0)
    with clock.at(timezone.now() + timedelta(days=8)):
        assert [watch.watch()[1], watch.watch()[1]] == [1, 0]


def test_what_stands_for_an_erased_text_is_in_both_languages() -> None:
    assert erasing.ERASED == "已到期删除 · Erased"
