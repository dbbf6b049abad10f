"""What stands beside the life of a dispute: how a party is reached, its code, and the whole file of the committee."""

import hashlib
import io
import zipfile
from typing import Any

import pytest

from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Refused
from huying.civic.mediation import beside, dossier, opening, queries
from huying.civic.mediation.models import Dispute, Party

from . import stories
from .test_documents import MARKS, everything

pytestmark = pytest.mark.django_db
PRIVATE = ("MARK-private-1", "MARK-private-2", "MARK-hidden-offer-1")


@pytest.fixture
def stored(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = settings.DATA = tmp_path


def test_a_party_corrects_how_it_is_reached_and_the_record_says_what_not_whereto(town: stories.Town) -> None:
    dispute = stories.in_force(town)
    by, party = stories.party_of(dispute, 2), dispute.papers.of_side(2)[0]
    beside.correct_contact(dispute, by=by, party=party, phone="13900007777", address="")
    kept = Party.objects.get(pk=party.pk)
    assert (kept.phone, kept.name) == ("13900007777", stories.EMPLOYER.name)
    (event,) = [event for event in remembered(dispute.life, dispute.pk) if event.verb == "correct_contact"]
    assert event.facts == {"party": party.pk, "changed": ["phone"]}


def test_a_party_corrects_and_renews_for_itself_alone(town: stories.Town) -> None:
    dispute = stories.opened(town)
    by, other = stories.party_of(dispute, 1), dispute.papers.of_side(2)[0]
    for command in (beside.correct_contact, beside.renew_code):
        with pytest.raises(Refused, match=r"只能|yourself"):
            command(dispute, by=by, party=other)


def test_a_new_code_opens_the_dispute_and_the_old_one_no_more(town: stories.Town) -> None:
    receipt = opening.open(stories.matter(town), by=town.actor("mediator"))
    dispute, old = receipt.dispute, receipt.codes[2, 1]
    party, code = beside.renew_code(dispute, by=stories.party_of(dispute, 2), party=dispute.papers.of_side(2)[0])
    assert queries.opened_by(dispute.number, code) == party
    assert queries.opened_by(dispute.number, old) is None


@pytest.mark.usefixtures("stored")
def test_the_whole_file_has_what_was_said_for_whoever_sits_at_the_table_and_each_side_apart(town: stories.Town) -> None:
    dispute = stories.said(town)
    made = dossier.whole(dispute, by=town.actor("mediator"))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = archive.namelist()
        talks = everything(_alone(archive, "文书/调解笔录.docx"))
    assert [name for name in names if name.startswith("不公开")] == [
        f"不公开-第{n}方/单独谈话记录.docx" for n in (1, 2)
    ]
    assert [mark for mark in MARKS if mark not in everything(made.content)] == []
    assert [mark for mark in PRIVATE if mark in talks] == []
    assert made.sha256 == hashlib.sha256(made.content).hexdigest()


@pytest.mark.usefixtures("stored")
def test_the_whole_file_of_the_committees_other_people_holds_nothing_that_was_said(town: stories.Town) -> None:
    dispute = stories.said(town)
    made = everything(dossier.whole(dispute, by=town.actor("colleague")).content)
    assert [mark for mark in (*MARKS, "MARK-undisputed") if mark in made] == []
    assert "人民调解受理登记表" in made


@pytest.mark.parametrize("who", ["centre", "supervisor", "auditor", "elsewhere"])
def test_nobody_else_takes_the_file_out(town: stories.Town, who: str) -> None:
    dispute = stories.opened(town)
    with pytest.raises(Refused):
        dossier.whole(dispute, by=town.actor(who))
    with pytest.raises(Refused):
        beside.take_out(dispute, by=town.actor(who), sha256="0" * 64)


def test_a_window_sees_what_it_took_in_for_another_committee_until_that_one_accepts_it(town: stories.Town) -> None:
    by = town.actor("village")
    dispute = opening.open(stories.matter(town, unit=town.unit["labour_committee"]), by=by).dispute
    assert [*queries.handed_on(by)] == [dispute]
    assert [*queries.handed_on(town.actor("mediator"))] == []
    assert queries.one(by, dispute.number) == dispute
    Dispute.objects.filter(pk=dispute.pk).update(state="accepted")
    assert queries.one(by, dispute.number) is None


def _alone(archive: zipfile.ZipFile, name: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as one:
        one.writestr(name, archive.read(name))
    return into.getvalue()
