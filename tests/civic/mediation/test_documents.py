"""Papers of a dispute: what they hold, that every character is drawn, and that nothing said in mediation leaves with them."""

import io
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document

from huying.civic.mediation import documents, parties, sessions, table
from huying.civic.mediation.documents import PAPERS
from huying.civic.mediation.papers import setting
from huying.civic.mediation.sides import Person
from tests.civic.mediation import stories
from tests.civic.mediation.stories import Town

RARE = Person(name="𠮷野㙓", particulars="男，1980 年生", representative="喆律师", may_settle=True)
MARKS = ("MARK-said-1", "MARK-private-1", "MARK-private-2", "MARK-offer-2", "MARK-hidden-offer-1", "MARK-minutes")


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA = tmp_path
    return stories.town()


def words(docx: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs)


def drawn(pdf: bytes) -> str:
    """The text of a PDF without the breaks of its lines."""
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def everything(content: bytes) -> str:
    """All that stands in an archive of Word files and PDFs."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            words(archive.read(name)) if name.endswith(".docx") else drawn(archive.read(name))
            for name in archive.namelist()
        )


def test_the_agreement_has_the_exact_text_its_number_and_who_signed_how(town: Town) -> None:
    dispute = stories.in_force(town)
    text, draft = words(documents.made(dispute, "agreement", by=town.actor("mediator"))), dispute.papers.draft
    assert draft is not None
    assert all(line in text for line in draft.text.splitlines() if line)
    assert f"编号：{draft.number}" in text
    assert "人民币壹万贰仟元整（￥12,000.00）" in text
    assert text.count("系统记录；非可靠电子签名") == 3
    assert draft.hash in text


def test_the_pdf_draws_every_character_of_the_word_file_rare_ones_too(town: Town) -> None:
    dispute = stories.settled(town, sides=[[RARE], [stories.EMPLOYER]])
    made = documents.made(dispute, "agreement", by=town.actor("mediator"))
    pdf = setting.pdf(made)
    assert drawn(pdf) == "".join(words(made).split())
    assert setting.MISSING not in drawn(pdf)
    assert "𠮷野㙓" in drawn(pdf)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=0.5).to_numpy()
    assert (picture < 128).any()


def test_a_character_that_no_font_has_is_marked_and_named() -> None:
    assert setting.drawable("王\U0003ffff") == "王〓（U+3FFFF）"


def test_no_line_begins_with_what_may_not_begin_one() -> None:
    text = "甲" * 29 + "，" + "乙" * 60 + "。" * 3
    pages = pypdfium2.PdfDocument(setting.pdf(_document(text)))
    lines = pages[0].get_textpage().get_text_range().split()
    assert "".join(lines) == text
    assert [line for line in lines if line[0] in "，。"] == []


def _document(text: str) -> bytes:
    made, written = Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(written)
    return written.getvalue()


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_every_paper_can_be_made(town: Town, name: str) -> None:
    dispute = stories.ended(town) if name == "termination" else stories.in_force(town)
    text = words(documents.made(dispute, name, by=town.actor("mediator")))
    assert text.startswith(PAPERS[name].title)
    assert "{{" not in text


def test_a_notice_of_termination_tells_the_other_ways(town: Town) -> None:
    text = words(documents.made(stories.ended(town), "termination", by=town.actor("mediator")))
    assert stories.REMEDIES in text


def test_a_pack_holds_nothing_that_was_said_and_only_what_every_side_confirmed(town: Town) -> None:
    dispute = stories.said(town)
    by, note = town.actor("mediator"), dispute.notes.get(kind="undisputed")
    assert "MARK-undisputed" not in everything(documents.pack(dispute, by=by).content)
    for party in dispute.papers.parties:
        sessions.confirm_undisputed(dispute, by=parties.actor(party), side=stories.side_of(dispute, party), note=note)
    said = everything(documents.pack(dispute, by=by).content)
    assert "MARK-undisputed" in said
    assert [mark for mark in MARKS if mark in said] == []


def test_a_pack_is_the_same_whoever_of_the_committee_makes_it(town: Town) -> None:
    dispute = stories.in_force(town)
    packs = {everything(documents.pack(dispute, by=town.actor(who)).content) for who in ("mediator", "seal_keeper")}
    assert len(packs) == 1


def test_a_labour_agreement_can_go_to_arbitration_for_review_and_another_cannot(town: Town) -> None:
    by = town.actor("mediator")
    dispute = stories.in_force(town)
    assert {"confirmation", "review"} <= documents.offered(dispute).keys()
    assert "劳动人事争议仲裁委员会" in words(documents.made(dispute, "review", by=by))
    other = stories.in_force(town, type=town.type["property"])
    assert "review" not in documents.offered(other)


@pytest.mark.parametrize(("asked", "packed"), [("confirmation", "司法确认申请书"), ("review", "仲裁审查申请书")])
def test_a_pack_has_the_joint_application_that_every_side_wanted(town: Town, asked: str, packed: str) -> None:
    dispute = stories.in_force(town)
    table.request(dispute, by=stories.party_of(dispute, 1), kind=asked, reason="各方都好")
    table.answer_request(dispute, by=stories.party_of(dispute, 2), side=2, means="page", decision="yes")
    with zipfile.ZipFile(io.BytesIO(documents.pack(dispute, by=town.actor("mediator")).content)) as archive:
        there = [name[2:-5] for name in archive.namelist() if name[2:-5] in ("司法确认申请书", "仲裁审查申请书")]
    assert there == [packed]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_libreoffice_opens_every_paper_and_shows_all_that_stands_in_it(town: Town, tmp_path: Path) -> None:
    """One start of it for all papers; what it drew is compared with the Word file by its characters
    (a reader of PDFs gives those of another font behind the others)."""
    force, over = stories.in_force(town, sides=[[RARE], [stories.EMPLOYER]]), stories.ended(town)
    by = town.actor("mediator")
    made = {name: documents.made(over if name == "termination" else force, name, by=by) for name in PAPERS}
    for name, content in made.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    asked = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    papers = map(str, sorted(tmp_path.glob("*.docx")))
    subprocess.run([*asked, "--outdir", str(tmp_path), *papers], check=True, capture_output=True, timeout=120)
    drawn_there = {name: Counter(drawn((tmp_path / f"{name}.pdf").read_bytes())) for name in made}
    assert drawn_there == {name: Counter("".join(words(content).split())) for name, content in made.items()}


def test_an_office_puts_its_own_letterhead_beside(town: Town, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "mediation-rights.zh-hans.docx").write_bytes(_document("我市告知书 {{ number }}"))
    dispute = stories.opened(town)
    assert words(documents.made(dispute, "rights", by=town.actor("mediator"))) == f"我市告知书 {dispute.number}"
