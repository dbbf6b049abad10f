"""The papers of a dispute as Word and PDF, and the pack that goes to court, police or another office.

Everything comes from `room.room`, so a paper holds no more than whoever asks for it may see. What was said in mediation is in none:
no statement, no offer, no private talk; undisputed facts only where every side confirmed them (在线调解规则 Arts 18, 22).
"""

import hashlib
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils import translation

from huying.base import dates, word
from huying.base.journal import audit, memory
from huying.base.journal.refusals import Refused
from huying.base.units.models import Staff
from huying.base.units.roles import Actor
from huying.cases import files

from . import room
from .models import Agreement, Committee, Dispute, DisputeFile, Meeting, Note, Signature
from .numerals import capitals
from .papers import setting
from .papers.wording import PAPERS
from .room import Sight
from .words import EndReason, Joint, Means, NoteKind, Origin, Outcome, State

LANGUAGE, SIZE = "zh-hans", 14.0
BLANK = "＿＿＿＿＿＿＿＿"
HOW = {
    Means.PAGE: "已在网页上接受本文本（{at}，系统记录；非可靠电子签名）", Means.PAPER: "已在纸质文本上签名（{at}，原件附卷）",
    Means.SESSION: "已在调解现场同意（{at}，调解员记录）",
}  # fmt: skip
RELIABLE = "可靠电子签名（{at}，电子签名法第十三条）"
PACKED = ("application", "registration", "agreement", "oral", "termination", "confirmation", "review")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offered(dispute: Dispute) -> dict[str, str]:
    """The papers that can be made now: name → title."""
    ended = dispute.state == State.CLOSED and dispute.effective_at is None
    draft, kind = dispute.papers.draft, dispute.type
    written = bool(draft and not draft.oral and dispute.effective_at)
    there = {
        "application": True, "registration": True, "rights": True, "cover": True, "index": True, "termination": ended,
        "agreement": bool(draft and not draft.oral and draft.number), "oral": bool(draft and draft.oral),
        "confirmation": written and not (kind and kind.confirmable == kind.Mediable.NO),
        "review": written and bool(kind and kind.reviewed_by_arbitration), "reminder": dispute.state == State.IN_FORCE,
    }  # fmt: skip
    return {name: PAPERS[name].title for name, possible in there.items() if possible}


def made(
    dispute: Dispute, name: str, *, by: Actor, version: int | None = None, meeting: Meeting | None = None
) -> bytes:
    """The Word file. `version`: of the agreement, the newest where none is given; `meeting`: that somebody is invited to.

    Raises `Refused` where `by` may not see what it would say.
    """
    sight = room.room(dispute, by)
    if sight.who == room.Who.OUTSIDE:
        raise Refused("")
    with translation.override(LANGUAGE):
        return filled(name, known(sight, version=version, meeting=meeting))


def pdf(dispute: Dispute, name: str, *, by: Actor, version: int | None = None, meeting: Meeting | None = None) -> bytes:
    """The same as PDF. Raises `Refused` where the machine has no Chinese font."""
    return setting.pdf(made(dispute, name, by=by, version=version, meeting=meeting))


def filled(name: str, said: dict[str, Any]) -> bytes:
    """The Word file of a paper, in the language that is active. `said`: as `known` has it."""
    paper = PAPERS[name]
    ends = "{{ date }}" if paper.dated else ""
    template = word.source(f"mediation-{name}", paper.title, paper.body, language=LANGUAGE, size=SIZE, ends=ends)
    return word.filled(template, said)


# -- what fills them


def known(sight: Sight, *, version: int | None = None, meeting: Meeting | None = None) -> dict[str, Any]:
    """What stands for each placeholder; how the parties are reached is not among it."""
    dispute, text = sight.dispute, _text(sight, version)
    committee = Committee.objects.filter(unit=dispute.unit_id).first()
    told = sight.text
    return {
        "number": dispute.number, "reference": dispute.reference, "origin": Origin(dispute.origin).label,
        "type": str(dispute.type or "—"), "place": " ".join(filter(None, [str(dispute.area or ""), dispute.address])) or "—",
        "told": _split(told.body) + _split(told.issues) if told else [], "amount": _money(dispute.amount),
        "parties": list(sight.parties),
        "names": "、".join(party.name for party in sight.parties),
        "committee": str(dispute.unit or "—"), "seal": _sealed(text, committee), "mediators": [name for _at, name in _mediators(sight)],
        "opened": dates.day(dispute.opened_at), "accepted": dates.day(dispute.accepted_at) or "—",
        "closed": dates.day(dispute.closed_at) or "—", "effective": dates.day(dispute.effective_at) or "—",
        "outcome": Outcome(dispute.outcome).label if dispute.outcome else "—",
        "end_reason": EndReason(dispute.end_reason).label if dispute.end_reason else _outcome(dispute),
        "remedies": _remedies(sight), "date": dates.day(_day(dispute, text)), "copies": len(sight.parties) + 1,
        **_agreement(sight, text), "undisputed": _undisputed(sight), "index": [], "lines": [],
        "session": dates.minute(meeting.starts_at) if meeting else "—", "where": _where(meeting) if meeting else "—",
    }  # fmt: skip


def _agreement(sight: Sight, text: Agreement | None) -> dict[str, Any]:
    kind = sight.dispute.type
    open_ = [row for row in sight.obligations if row.performed_on is None]
    numbers = {side.pk: side.number for side in sight.sides}
    return {
        "agreement_number": text.number if text and text.number else "—", "hash": text.hash if text else "",
        "exact": _split(text.text)[1:] if text else [], "signed": _signed(sight, text) if text else [],
        "confirmable": bool(kind and kind.confirmable != kind.Mediable.NO),
        "reviewable": bool(kind and kind.reviewed_by_arbitration),
        "owed": [
            f"{row.number}. 第{numbers[row.side_id]}方：{row.what}，应于 {dates.day(row.due_on)}前履行" for row in open_
        ],
    }  # fmt: skip


def _text(sight: Sight, version: int | None) -> Agreement | None:
    return next((row for row in sight.agreements if version in (None, row.version)), None)


def _signed(sight: Sight, text: Agreement) -> list[dict[str, str]]:
    """Everybody whose signature belongs under this version, and which kind of signature each is."""
    given = [row for row in sight.dispute.papers.signed if (row.agreement_id, row.hash) == (text.pk, text.hash)]
    of_party, of_staff = {row.party_id: row for row in given}, {row.staff_id: row for row in given if row.staff_id}
    parties = [
        {"who": f"第{party.side}方当事人", "name": party.name, "how": _how(of_party.get(party.row))}
        for party in sight.parties
    ]
    mediators = [{"who": "调解员", "name": name, "how": _how(of_staff.get(key))} for key, name in _mediators(sight)]
    return [*parties, *mediators]


def _how(signature: Signature | None) -> str:
    if signature is None:
        return BLANK
    said = RELIABLE if signature.reliable else HOW[Means(signature.means)]
    return said.format(at=dates.minute(signature.at))


def _mediators(sight: Sight) -> list[tuple[int, str]]:
    seated = [seat.staff_id for seat in sight.dispute.papers.mediators if seat.staff_id]
    names = {row.pk: row.get_full_name() for row in Staff.objects.filter(pk__in=seated)}
    return [(key, names[key]) for key in seated]


def _sealed(text: Agreement | None, committee: Committee | None) -> str:
    if text is None or committee is None or text.sealed_at is None:
        return BLANK
    return f"{committee.seal or committee.unit}（{dates.minute(text.sealed_at)} 用印，系统记录）"


def _day(dispute: Dispute, text: Agreement | None) -> Any:
    return dispute.closed_at or dispute.effective_at or (text.drafted_at if text else None) or audit.today()


def _remedies(sight: Sight) -> list[str]:
    said = memory.said(sight.dispute.life, sight.dispute.pk)
    told = [words["remedies"] for words in said.values() if "remedies" in words]
    return _split(told[-1]) if told else []


def _undisputed(sight: Sight) -> list[str]:
    """Only what every side confirmed, whoever asks: it is meant to be used later."""
    sides = [str(side.number) for side in sight.sides]
    stated = Note.objects.filter(dispute=sight.dispute, kind=NoteKind.UNDISPUTED).order_by("pk")
    return [
        line for note in stated if all(note.answers.get(side) == "yes" for side in sides) for line in _split(note.text)
    ]


def _outcome(dispute: Dispute) -> str:
    return str(Outcome(dispute.outcome).label) if dispute.outcome else "—"


def _money(amount: Any) -> str:
    return f"{capitals(amount)}（￥{amount:,.2f}）" if amount is not None else "—"


def _where(meeting: Meeting) -> str:
    return str(meeting.room or "") or meeting.link or meeting.where


def _split(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


# -- packs


@dataclass(frozen=True)
class Pack:
    """What goes to another office: a ZIP, its name and SHA-256, ready for `beside.hand_over`."""

    name: str
    content: bytes
    sha256: str

    @property
    def file(self) -> DisputeFile:
        """Kept among the files of the dispute, as it was handed over."""
        sha256 = files.keep(self.content)
        return DisputeFile(
            kind="pack", sha256=sha256, name=self.name, media_type="application/zip", size=len(self.content)
        )


def pack(dispute: Dispute, *, by: Actor) -> Pack:
    """Index, application, registration, agreement or termination, and what every side confirmed as undisputed; nothing that was said.

    Each as a Word file, and all of them as one PDF where the machine has a Chinese font.
    """
    sight = room.room(dispute, by)
    if sight.who not in (room.Who.COMMITTEE, room.Who.MEDIATOR):
        raise Refused("")
    with translation.override(LANGUAGE):
        said = known(sight)
        possible = offered(dispute).keys() - _unwanted(dispute)
        names = [name for name in PACKED if name in possible] + ["undisputed"] * bool(said["undisputed"])
        index = [f"{n}. {PAPERS[name].title}" for n, name in enumerate(names, start=1)] + _kinds(said)
        content = _zipped({"index": said | {"index": index}} | dict.fromkeys(names, said))
    return Pack(f"{dispute.number}.zip", content, hashlib.sha256(content).hexdigest())


def _unwanted(dispute: Dispute) -> set[str]:
    """Of the two applications that the sides can make together, the one that they did not want; of none, that for review."""
    joint = {str(kind) for kind in (Joint.CONFIRMATION, Joint.REVIEW)}
    wanted = {kind for kind in joint if dispute.papers.wanted(Joint(kind))}
    return joint - wanted if wanted else {str(Joint.REVIEW)}


def _kinds(said: dict[str, Any]) -> list[str]:
    """Which kind of signature each is, said once more where the receiver looks first."""
    return (
        ["签署方式：", *(f"{one['who']} {one['name']}：{one['how']}" for one in said["signed"])]
        if said["signed"]
        else []
    )


def _zipped(papers: dict[str, dict[str, Any]]) -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        documents = {name: filled(name, said) for name, said in papers.items()}
        for place, (name, document) in enumerate(documents.items()):
            archive.writestr(f"{place}-{PAPERS[name].title}.docx", document)
        if setting.is_possible():
            archive.writestr("全部材料.pdf", setting.pdf(*documents.values()))
    return into.getvalue()
