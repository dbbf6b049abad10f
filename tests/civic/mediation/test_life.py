"""A dispute from the counter to its end, step by step."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from huying.base.journal import audit, clock, verify
from huying.base.journal.refusals import Refused
from huying.civic.mediation import afterwards, agreeing, consenting, exact, opening, parties, table
from huying.civic.mediation.models import Agreement, DisputeFile
from huying.civic.mediation.table import Proposed

from . import stories

pytestmark = pytest.mark.django_db


def test_a_wage_dispute_goes_from_the_counter_to_a_performed_agreement(town: stories.Town) -> None:
    dispute = stories.fresh(stories.closed(town))
    assert (dispute.state, dispute.outcome, dispute.performance) == ("closed", "written", "performed")
    assert [row.number for row in dispute.agreements.all()] == [f"（{audit.today().year}）西街道调调字第1号"]
    clocks = {row.kind: row.on_time for row in dispute.papers.clocks}
    assert clocks == {
        "register": True, "consent": True, "mediation": True, "confirmation": None, "review": None, "call_back": True,
    }  # fmt: skip


def test_an_oral_agreement_is_in_force_once_everybody_agreed_and_the_mediator_records_it(town: stories.Town) -> None:
    dispute = stories.oral_in_force(town)
    assert (dispute.state, dispute.outcome) == ("in_force", "oral")
    assert {row.kind for row in dispute.papers.clocks if row.stopped_at is None} == {"call_back"}


def test_whoever_refuses_is_told_where_else_to_turn_and_nothing_goes_on(town: stories.Town) -> None:
    dispute = stories.fresh(stories.refused(town))
    assert (dispute.state, dispute.outcome, dispute.due_at) == ("closed", "refused", None)
    with pytest.raises(Refused):
        consenting.consent(dispute, by=stories.party_of(dispute, 1), side=1, means="page")


def test_the_hash_is_that_of_the_text_that_is_kept(town: stories.Town) -> None:
    stories.drafted(town)
    (made,) = Agreement.objects.all()
    assert made.hash == exact.digest(made.text)
    assert "1. 第2方：支付工资，人民币壹万贰仟元整（￥12,000.00）" in made.text


def test_a_text_that_was_redrafted_is_signed_anew_by_everybody(town: stories.Town) -> None:
    dispute = stories.signed(town)
    before = stories.the_hash(dispute)
    agreeing.redraft(dispute, by=town.actor("mediator"), reason="金额有误")
    agreeing.draft(dispute, by=town.actor("mediator"), terms="公司一次付清工资")
    agreeing.settle(dispute, by=town.actor("mediator"))
    assert len(dispute.papers.unsigned()) == 2
    with pytest.raises(Refused, match="文本已改动"):
        agreeing.sign(
            dispute, by=stories.party_of(dispute, 1), party=dispute.papers.of_side(1)[0], hash=before, means="page"
        )


def test_nobody_signs_for_a_party_without_the_paper_it_signed(town: stories.Town) -> None:
    dispute = stories.settled(town)
    party = dispute.papers.parties[0]
    with pytest.raises(Refused, match="纸质"):
        agreeing.sign(dispute, by=town.actor("mediator"), party=party, hash=stories.the_hash(dispute), means="paper")
    paper = DisputeFile.objects.create(
        dispute=dispute, kind="signed", sha256="0" * 64, name="a.pdf", media_type="application/pdf", size=1,
        added_at=timezone.now(), added_by="test",
    )  # fmt: skip
    agreeing.sign(
        dispute, by=town.actor("mediator"), party=party, hash=stories.the_hash(dispute), means="paper", file=paper
    )
    assert [row.file_id for row in dispute.papers.signatures] == [paper.pk]


def test_somebody_added_to_a_side_that_agreed_is_asked_too(town: stories.Town) -> None:
    dispute = stories.consented(town)
    opening.add_party(dispute, by=town.actor("mediator"), side=2, party=stories.Person(name="张三"))
    assert "2" in dispute_why(dispute, "accept", town)


def dispute_why(dispute: object, verb: str, town: stories.Town) -> str:
    from huying.civic.mediation.states import LIFE

    return LIFE.why_not(dispute, verb, by=town.actor("mediator"))  # type: ignore[arg-type]


def test_more_time_needs_every_side_and_one_no_is_enough(town: stories.Town) -> None:
    dispute = stories.mediating(town)
    before = dispute.due_at
    assert before is not None
    until = before + timedelta(days=20)
    table.request(dispute, by=stories.party_of(dispute, 1), kind="extension", reason="还要核账", until=until)
    table.answer_request(dispute, by=stories.party_of(dispute, 2), side=2, means="page", decision="no")
    assert dispute.due_at == before
    table.request(dispute, by=town.actor("mediator"), kind="extension", reason="还要核账", until=until)
    for side in (1, 2):
        table.answer_request(dispute, by=stories.party_of(dispute, side), side=side, means="page", decision="yes")
    assert stories.fresh(dispute).due_at == until


def test_it_is_raised_only_where_every_side_wants_it_and_the_table_is_set_anew(town: stories.Town) -> None:
    dispute = stories.mediating(town)
    with pytest.raises(Refused):
        table.raise_level(dispute, by=town.actor("mediator"), to=town.unit["centre"], reason="疑难")
    table.request(dispute, by=town.actor("mediator"), kind="raise", reason="疑难")
    for side in (1, 2):
        table.answer_request(dispute, by=stories.party_of(dispute, side), side=side, means="page", decision="yes")
    table.raise_level(dispute, by=town.actor("mediator"), to=town.unit["centre"], reason="疑难")
    assert (dispute.state, dispute.unit, dispute.level, dispute.papers.seats) == (
        "accepted",
        town.unit["centre"],
        1,
        [],
    )
    table.propose(dispute, by=town.actor("centre"), seats=[Proposed(staff=town.staff["centre"])], reason="中心")


def test_confirmation_is_applied_for_jointly_and_within_thirty_days_of_effect(town: stories.Town) -> None:
    dispute = stories.in_force(town)
    table.request(dispute, by=stories.party_of(dispute, 1), kind="confirmation", reason="申请司法确认")
    table.answer_request(dispute, by=stories.party_of(dispute, 2), side=2, means="page", decision="yes")
    with clock.at(timezone.now() + timedelta(days=31)), pytest.raises(Refused):
        afterwards.submit_confirmation(stories.fresh(dispute), by=town.actor("mediator"))
    afterwards.submit_confirmation(dispute, by=town.actor("mediator"))
    afterwards.decide_confirmation(dispute, by=town.actor("mediator"), decision="confirmed")
    assert dispute.confirmation == "confirmed"


def test_what_is_owed_and_not_done_is_said_with_the_ways_that_are_open(town: stories.Town) -> None:
    dispute = stories.in_force(town)
    owed = stories.owed(dispute)
    with pytest.raises(Refused):
        afterwards.default(dispute, by=stories.party_of(dispute, 1), obligation=owed)
    with clock.at(timezone.now() + timedelta(days=12)):
        afterwards.default(dispute, by=stories.party_of(dispute, 1), obligation=owed)
        with pytest.raises(Refused):
            afterwards.close(dispute, by=town.actor("mediator"), performance="performed")
        afterwards.close(dispute, by=town.actor("mediator"), performance="not_performed")


def test_the_court_gives_its_own_time_and_gets_it_back(town: stories.Town) -> None:
    receipt = opening.open(
        stories.matter(town, origin="court", court_stage="summary", reference="（2026）云 01 民初 5 号"),
        by=town.actor("court"),
    )
    dispute = stories.fresh(receipt.dispute)
    (court,) = [row for row in dispute.papers.clocks if row.kind == "court"]
    assert court.due_at - court.started_at == timedelta(days=7)
    assert dispute.sender == town.unit["court"]


def test_what_a_dispute_leaves_behind_verifies(town: stories.Town) -> None:
    stories.said(town)
    stories.closed(town)
    found = verify.verify()
    assert (found.findings, found.lives["dispute"] > 30) == ([], True)


def test_amounts_and_periods_are_those_of_the_type(town: stories.Town) -> None:
    town.type["labour"].period_days = 15
    town.type["labour"].save()
    dispute = stories.accepted(town, amount=Decimal("0.5"))
    (mediation,) = [row for row in dispute.papers.clocks if row.kind == "mediation"]
    assert mediation.due_at - mediation.started_at == timedelta(days=15)


def test_a_party_speaks_for_its_own_side_only(town: stories.Town) -> None:
    dispute = stories.asked(town)
    with pytest.raises(Refused, match="自己一方"):
        consenting.consent(dispute, by=stories.party_of(dispute, 1), side=2, means="page")
    assert parties.actor(dispute.papers.parties[0]).ref == f"party:{dispute.papers.parties[0].pk}"
