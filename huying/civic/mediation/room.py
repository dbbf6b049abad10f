"""What somebody sees of a dispute: the one place that decides it, for pages, API and documents alike.

* The mediators at this table see everything that was said, and every side's own compartment.
* A party sees what is for everybody, and the compartment of its own side.
* The committee's other people run it: header, parties, agreement, packs; not what was said.
* Whoever else may see disputes (supervisors, auditors) sees the header alone; the office that handed it over also the packs
  that were handed back to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q

from huying.base.journal.memory import Event, remembered, said
from huying.base.units.roles import Actor, Role
from huying.cases.masking import clear

from . import parties as positions
from .models import (
    Agreement,
    Dispute,
    DisputeClock,
    DisputeFile,
    DisputeText,
    Meeting,
    Note,
    Obligation,
    Party,
    Request,
    Seat,
    Side,
)
from .states import LIFE


class Who(StrEnum):
    """As what somebody looks at it."""

    MEDIATOR = "mediator"
    PARTY = "party"
    COMMITTEE = "committee"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Known:
    """A party as somebody may know it; how it is reached only for itself (others: `beside.reveal`)."""

    row: int
    side: int
    kind: str
    name: str
    representative: str = ""
    may_settle: bool = False
    consented: bool = False
    phone: str = ""
    email: str = ""
    address: str = ""
    particulars: str = ""


@dataclass(frozen=True)
class Sight:
    """What one person sees of one dispute."""

    dispute: Dispute
    who: Who
    own_side: int | None = None
    sides: Sequence[Side] = ()
    clocks: Sequence[DisputeClock] = ()
    may: dict[str, str] = field(default_factory=dict)
    """Verb → why they may not take it now ("" = may)."""
    text: DisputeText | None = None
    parties: Sequence[Known] = ()
    seats: Sequence[Seat] = ()
    requests: Sequence[Request] = ()
    meetings: Sequence[Meeting] = ()
    notes: Sequence[Note] = ()
    files: Sequence[DisputeFile] = ()
    agreements: Sequence[Agreement] = ()
    """Newest first."""
    obligations: Sequence[Obligation] = ()
    """Of the newest."""
    events: Sequence[Event] = ()
    words: dict[int, dict[str, str]] = field(default_factory=dict)
    """What people typed at these events: number of the event → name → text."""


def who(dispute: Dispute, by: Actor) -> Who:
    if positions.MEDIATOR(dispute, by):
        return Who.MEDIATOR
    if positions.PARTY(dispute, by):
        return Who.PARTY
    runs = positions.COMMITTEE(dispute, by) or (by.role == Role.MEDIATOR and dispute.unit_id is None)
    return Who.COMMITTEE if runs else Who.OUTSIDE


def room(dispute: Dispute, by: Actor) -> Sight:
    """What `by` sees of the dispute, of which they may see the header (`queries.one`)."""
    papers = dispute.papers
    papers.read_whole()
    what = who(dispute, by)
    if what == Who.OUTSIDE:
        may, files = LIFE.possible(dispute, by=by), _handed_back(dispute, by)
        return Sight(dispute, what, sides=papers.sides, clocks=papers.clocks, may=may, files=files)
    own = papers.party(by.party_id) if what == Who.PARTY else None
    notes, files, agreements = _notes(dispute, what, own), _files(dispute, what, own), _agreements(dispute, what)
    side = _number(papers.sides, own)
    events = [event for event in remembered(dispute.life, dispute.pk) if _shown(event, what, side, notes, files)]
    told = said(dispute.life, dispute.pk)
    return Sight(
        dispute, what, own_side=side, sides=papers.sides, clocks=papers.clocks, may=LIFE.possible(dispute, by=by),
        text=getattr(dispute, "text", None), parties=_parties(dispute, by, own), seats=papers.seats, requests=papers.requests,
        meetings=list(dispute.meetings.order_by("starts_at").select_related("room")), notes=notes, files=files,
        agreements=agreements, obligations=[row for row in papers.owed if row.agreement_id == agreements[0].pk] if agreements else [],
        events=events, words={event.seq: told[event.seq] for event in events if event.seq in told},
    )  # fmt: skip


def compartment(what: Who, own: Party | None) -> Q:
    """Which notes and files somebody may read: what is for everybody, and a side's own; mediators all; others nothing."""
    if what == Who.MEDIATOR:
        return Q()
    return Q(side=None) | Q(side=own.side_id) if what == Who.PARTY and own else Q(pk=None)


def _number(sides: Sequence[Side], own: Party | None) -> int | None:
    return next((side.number for side in sides if own and side.pk == own.side_id), None)


def _parties(dispute: Dispute, by: Actor, own: Party | None) -> list[Known]:
    numbers = {side.pk: side.number for side in dispute.papers.sides}
    return [
        _known(row, numbers[row.side_id], is_own=own is not None and row.pk == own.pk) for row in dispute.papers.parties
    ]


def _known(row: Party, side: int, *, is_own: bool) -> Known:
    speaks = row.representative if is_own else clear(row.representative)
    reached = (row.phone, row.email, row.address, row.particulars) if is_own else ()
    return Known(row.pk, side, row.kind, row.name, speaks, row.may_settle, bool(row.consented_at), *reached)


def _notes(dispute: Dispute, what: Who, own: Party | None) -> list[Note]:
    if what not in (Who.MEDIATOR, Who.PARTY):
        return []
    return list(dispute.notes.filter(compartment(what, own)).select_related("of_side", "side").order_by("pk"))


def _files(dispute: Dispute, what: Who, own: Party | None) -> list[DisputeFile]:
    seen = Q(side=None) if what == Who.COMMITTEE else compartment(what, own)
    return list(dispute.files.filter(seen).order_by("pk"))


def _handed_back(dispute: Dispute, by: Actor) -> list[DisputeFile]:
    """The packs for the office that handed the dispute over; none for anybody else."""
    if not positions.HANDED_OVER(dispute, by):
        return []
    told = Event.objects.filter(life=dispute.life, thing=dispute.pk, verb="hand_over", facts__back=True)
    hashes = [facts["sha256"] for facts in told.values_list("facts", flat=True)]
    return list(dispute.files.filter(kind="pack", sha256__in=hashes).order_by("pk"))


def _agreements(dispute: Dispute, what: Who) -> list[Agreement]:
    """All versions for the mediators; for the others what was laid out for signature, or put down as agreed orally."""
    return [row for row in dispute.papers.agreements if what == Who.MEDIATOR or row.number or row.oral]


def _shown(event: Event, what: Who, side: int | None, notes: Sequence[Note], files: Sequence[DisputeFile]) -> bool:
    """The story without what stands in another side's compartment: that a private talk took place is private, too."""
    if what == Who.MEDIATOR:
        return True
    if event.verb == "talk_privately":
        return event.facts.get("side") == side
    if event.verb in ("offer", "answer_offer"):
        return event.facts.get("note", event.facts.get("offer")) in {note.pk for note in notes}
    if event.verb == "attach":
        return event.facts.get("sha256") in {file.sha256 for file in files}
    return event.verb != "note" or what == Who.COMMITTEE
