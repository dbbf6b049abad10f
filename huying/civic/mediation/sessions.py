"""At the table: sessions, and what is said there. What is said is sealed (`Note`); the journal holds a salted hash alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from huying.base.journal import chain, clock, rows
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor, Role

from . import sides
from .models import Dispute, Meeting, Note, Room, Side
from .states import LIFE
from .words import NoteKind

A_SESSION = timedelta(hours=2)
"""How long a session is planned where nobody says otherwise."""


def schedule(
    dispute: Dispute, *, by: Actor, starts_at: datetime, ends_at: datetime | None = None, room: Room | None = None,
    link: str = "", where: str = "",
) -> Meeting:  # fmt: skip
    """Call a session: in a room, by a video link, or at another place."""
    LIFE.check(dispute, "schedule", by=by)
    ends_at = ends_at or starts_at + A_SESSION
    if wrong := _unfit(starts_at, ends_at, room):
        raise Incomplete(wrong)
    meeting = rows.new(
        Meeting, id=rows.reserve(Meeting, 1)[0], dispute_id=dispute.pk, starts_at=starts_at, ends_at=ends_at,
        room_id=room.pk if room else None, link=link, where=where,
    )  # fmt: skip
    kept = f"room:{room.pk}" if room else "link" if link else "elsewhere" if where else ""
    facts = {"session": meeting.pk, "starts_at": starts_at.isoformat(), "where": kept}
    LIFE.take(dispute, "schedule", by=by, facts=facts, words={"place": where}, beside=[meeting])
    return meeting


def propose_times(dispute: Dispute, *, by: Actor, times: Sequence[datetime]) -> None:
    """A party says when it can come."""
    LIFE.check(dispute, "propose_times", by=by)
    side = _own_side(dispute, by)
    facts = {"times": [moment.isoformat() for moment in times], "side": side.number if side else None}
    LIFE.take(dispute, "propose_times", by=by, facts=facts)


def cancel_session(dispute: Dispute, *, by: Actor, session: Meeting, reason: str) -> None:
    """It does not take place."""
    LIFE.check(dispute, "cancel_session", by=by)
    planned = _meeting(dispute, session)
    if planned.held_at:
        raise Refused(_("It has taken place."))
    planned.cancelled_at = clock.now()
    facts = {"session": planned.pk}
    LIFE.take(dispute, "cancel_session", by=by, facts=facts, words={"reason": reason}, beside=[planned])


def minute(dispute: Dispute, *, by: Actor, session: Meeting, text: str) -> Note:
    """Minutes of a session that everybody at the table reads."""
    LIFE.check(dispute, "minute", by=by)
    held = _meeting(dispute, session)
    held.held_at = held.held_at or clock.now()
    note = _note(dispute, by, NoteKind.MINUTES, text, meeting=held)
    LIFE.take(dispute, "minute", by=by, facts={"session": held.pk, **_facts(note)}, beside=[held, note])
    return note


def talk_privately(dispute: Dispute, *, by: Actor, side: int, text: str) -> Note:
    """What one side and the mediators say to each other, and no other side learns."""
    LIFE.check(dispute, "talk_privately", by=by)
    kept = sides.the_side(dispute, by, side)
    note = _note(dispute, by, NoteKind.PRIVATE, text, side=kept, of_side=kept)
    LIFE.take(dispute, "talk_privately", by=by, facts={"side": side, **_facts(note)}, beside=[note])
    return note


def say(dispute: Dispute, *, by: Actor, text: str) -> Note:
    """Say something to everybody at the table."""
    LIFE.check(dispute, "say", by=by)
    note = _note(dispute, by, NoteKind.STATEMENT, text, of_side=_own_side(dispute, by))
    LIFE.take(dispute, "say", by=by, facts=_facts(note), beside=[note])
    return note


def offer(dispute: Dispute, *, by: Actor, side: int, text: str, private: bool = False) -> Note:
    """An offer of a side, or of the mediators (side 0). `private`: only its own side and the mediators know of it."""
    LIFE.check(dispute, "offer", by=by)
    made_by = sides.the_side(dispute, by, side) if side or by.role == Role.RESIDENT else None
    note = _note(dispute, by, NoteKind.OFFER, text, side=made_by if private else None, of_side=made_by)
    LIFE.take(dispute, "offer", by=by, facts={"side": side, **_facts(note)}, beside=[note])
    return note


def answer_offer(dispute: Dispute, *, by: Actor, side: int, offer: Note, decision: str) -> None:
    """Another side takes it or not; it binds nobody before an agreement is signed."""
    LIFE.check(dispute, "answer_offer", by=by)
    answering = sides.the_side(dispute, by, side)
    made = _said(dispute, offer, NoteKind.OFFER, answering)
    if made.of_side_id == answering.pk:
        raise Refused(_("This side made the offer itself."))
    _answered(made, answering, decision)
    LIFE.take(
        dispute, "answer_offer", by=by, facts={"side": side, "offer": made.pk, "decision": decision}, beside=[made]
    )


def state_undisputed(dispute: Dispute, *, by: Actor, text: str) -> Note:
    """What no side disputes: once each confirms it, it may be used later (在线调解规则 Art 22)."""
    LIFE.check(dispute, "state_undisputed", by=by)
    note = _note(dispute, by, NoteKind.UNDISPUTED, text)
    LIFE.take(dispute, "state_undisputed", by=by, facts=_facts(note), beside=[note])
    return note


def confirm_undisputed(dispute: Dispute, *, by: Actor, side: int, note: Note, decision: str = "yes") -> None:
    """A side confirms it, or not."""
    LIFE.check(dispute, "confirm_undisputed", by=by)
    confirming = sides.the_side(dispute, by, side)
    stated = _said(dispute, note, NoteKind.UNDISPUTED, confirming)
    _answered(stated, confirming, decision)
    facts = {"side": side, "note": stated.pk, "decision": decision}
    LIFE.take(dispute, "confirm_undisputed", by=by, facts=facts, beside=[stated])


# -- the parts they share


def _note(
    dispute: Dispute, by: Actor, kind: NoteKind, text: str, *, side: Side | None = None, of_side: Side | None = None,
    meeting: Meeting | None = None,
) -> Note:  # fmt: skip
    if not text.strip():
        raise Incomplete({"text": _("This is missing.")})
    return rows.new(
        Note, id=rows.reserve(Note, 1)[0], dispute_id=dispute.pk, kind=kind, side_id=side.pk if side else None,
        of_side_id=of_side.pk if of_side else None, party_id=by.party_id if by.role == Role.RESIDENT else None,
        meeting_id=meeting.pk if meeting else None, text=text, salt=chain.salt(), by=by.ref, at=clock.now(), answers={},
    )  # fmt: skip


def _facts(note: Note) -> dict[str, Any]:
    """What the journal holds of a note: its key, and a salted hash that proves its words as long as they are kept."""
    return {"note": note.pk, "digest": chain.blinded(note.text, note.salt)}


def _own_side(dispute: Dispute, by: Actor) -> Side | None:
    party = dispute.papers.party(by.party_id) if by.role == Role.RESIDENT else None
    return next((side for side in dispute.papers.sides if party and side.pk == party.side_id), None)


def _meeting(dispute: Dispute, session: Meeting) -> Meeting:
    found = dispute.meetings.filter(pk=session.pk, cancelled_at=None).first()
    if found is None:
        raise Incomplete({"session": _("There is no such session.")})
    return found


def _said(dispute: Dispute, note: Note, kind: NoteKind, side: Side) -> Note:
    """The note as this side may know of it."""
    found = dispute.notes.filter(pk=note.pk, kind=kind).first()
    if found is None or found.side_id not in (None, side.pk):
        raise Incomplete({"note": _("There is no such note.")})
    return found


def _answered(note: Note, side: Side, decision: str) -> None:
    if decision not in ("yes", "no"):
        raise Incomplete({"decision": _("This is not one of the choices.")})
    note.answers = {**note.answers, str(side.number): decision}


def _unfit(starts_at: datetime, ends_at: datetime, room: Room | None) -> dict[str, str]:
    if ends_at <= starts_at:
        return {"ends_at": _("It ends before it begins.")}
    if room is None:
        return {}
    at_once = Meeting.objects.filter(room=room, cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if room.retired or at_once.exists():
        return {"room": _("This room is taken at that time.")}
    return {}
