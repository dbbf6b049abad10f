"""The session room of one dispute: what may be done now, consent, the table, what was said, the agreement, and the record.

All of it from `mediation.room`, so that the page shows no more than whoever reads it may see.
"""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.base.journal import audit
from huying.base.places import register as places
from huying.base.units import register as units
from huying.civic.mediation import candidates as proposals
from huying.civic.mediation import documents, proposing, room
from huying.civic.mediation.models import Agreement, Dispute, Note, Seat, Side
from huying.civic.mediation.room import Sight, Who
from huying.civic.mediation.states import LIFE
from huying.civic.mediation.words import VERBS, Joint, NoteKind, Outcome, Part, State
from huying.web.attachments import handed_out
from huying.web.desk.access import StaffRequest
from huying.web.desk.cases import Button

from . import said
from .access import the_dispute
from .acts import ACTS, ENDS, MAIN
from .proposed import reasons

TONES = {State.IN_FORCE: "good", State.APPLIED: "wait", State.AGREED: "wait", State.CLOSED: ""}
GOOD = (Outcome.WRITTEN, Outcome.ORAL)
PDF = "application/pdf"
Names = dict[str, str]
"""Of accounts, by how the journal calls them."""


@require_safe
def dispute(request: StaffRequest, number: str) -> HttpResponse:
    """Everything of one dispute that this person may see."""
    found, by = the_dispute(request, number), request.user.actor
    sight = room.room(found, by)
    buttons, names = _buttons(sight), said.names(sight)
    shown = [button for button in buttons if button.verb not in ENDS]
    context = {
        "dispute": found, "sight": sight, "inside": sight.who != Who.OUTSIDE, "at_table": sight.who == Who.MEDIATOR,
        "badge": badge(found), "facts": facts(found), "sides": [_side(sight, row) for row in sight.sides],
        "seats": _seats(sight, names), "request_open": _request(sight), "talks": _talks(sight),
        "meetings": [row for row in sight.meetings if not row.cancelled_at],
        "text": sight.agreements[0] if sight.agreements else None, "signed": _signed(sight, names), "owed": _owed(sight),
        "offered": _proposed(found) if not found.unit_id else [],
        "papers": documents.offered(found) if sight.who in (Who.COMMITTEE, Who.MEDIATOR) else {},
        "possible": [button for button in shown if not button.reason],
        "impossible": sorted((button for button in shown if button.reason), key=lambda button: button.others),
        "ends": [button for button in buttons if button.verb in ENDS and not button.reason],
        "running": [row for row in sight.clocks if row.stopped_at is None],
        "over": [row for row in sight.clocks if row.stopped_at is not None],
        "told": _told(sight), "timeline": said.entries(sight, names),
    }  # fmt: skip
    response = render(request, "desk/disputes/room.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def paper(request: StaffRequest, number: str, name: str, kind: str) -> HttpResponse:
    """An official paper of a dispute, as Word or PDF, for whoever runs it or mediates it."""
    found, by = the_dispute(request, number), request.user.actor
    if name not in documents.offered(found) or room.who(found, by) not in (Who.COMMITTEE, Who.MEDIATOR):
        raise Http404(name)
    make, media = (documents.pdf, PDF) if kind == "pdf" else (documents.made, documents.DOCX)
    disposition = f'attachment; filename="{found.number}-{name}.{kind}"'
    return HttpResponse(make(found, name, by=by), headers={"Content-Type": media, "Content-Disposition": disposition})


@require_safe
def file(request: StaffRequest, number: str, pk: int) -> HttpResponseBase:
    """A file of a dispute, for whoever may see it."""
    found = the_dispute(request, number)
    kept = next((row for row in room.room(found, request.user.actor).files if row.pk == pk), None)
    if kept is None:
        raise Http404(pk)
    return handed_out(kept)  # type: ignore[arg-type]  # kept like an attachment: hash, name, type


def badge(found: Dispute) -> dict[str, str]:
    """Where it stands; of what has ended, how."""
    if found.state == State.CLOSED and found.outcome:
        return {"label": str(Outcome(found.outcome).label), "tone": "good" if found.outcome in GOOD else ""}
    return {"label": str(State(found.state).label), "tone": TONES.get(State(found.state), "active")}


def facts(found: Dispute) -> list[tuple[str, Any]]:
    """What is known of it beside its words: label and value."""
    return [
        (_("Type of dispute"), found.type),
        (
            _("To be known"),
            found.type and (found.type.note_zh if found.language.startswith("zh") else found.type.note_en),
        ),
        (_("Area"), " › ".join(map(str, places.path(found.area)[1:])) if found.area else ""),
        (_("Address"), found.address),
        (_("Amount"), f"¥{found.amount:,.2f}" if found.amount is not None else ""),
        (_("Brought by"), found.get_origin_display()),
        (_("Their number"), found.reference),
        (_("Procedure"), found.get_court_stage_display() if found.court_stage else ""),
        (_("Confirmation"), found.get_confirmation_display() if found.confirmation else ""),
        (_("Performance"), found.get_performance_display() if found.performance else ""),
        (_("Sessions"), _("open to everybody") if found.public else ""),
    ]


def _buttons(sight: Sight) -> list[Button]:
    found = sight.dispute
    main = [verb for verb in MAIN[State(found.state)] if verb != "assign" or not found.unit_id]
    order = [*(verb for verb in main if verb in ACTS), *(verb for verb in ACTS if verb not in main)]
    return [
        Button(
            verb=verb, label=str(VERBS[verb]), url=reverse("desk:act_in_dispute", args=[found.number, verb]),
            reason=sight.may[verb], asks=_asks(verb), main=verb in main, others=sight.may[verb] == LIFE.others(verb),
        )
        for verb in order
        if verb in sight.may and not ACTS[verb].form.downloads
    ]  # fmt: skip


def _asks(verb: str) -> bool:
    return bool(ACTS[verb].form.base_fields.keys() - {"version"})


def _side(sight: Sight, row: Side) -> dict[str, Any]:
    people = [known for known in sight.parties if known.side == row.number]
    tone = {"yes": "good", "no": "bad"}.get(row.consent, "wait")
    words = {"yes": _("agreed to mediation"), "no": _("does not want mediation")}.get(row.consent)
    if words is None:
        n = sum(known.consented for known in people)
        words = _("asked, has not answered") if row.asked_at else _("was not asked yet")
        if n:
            words = _("%(n)d of %(all)d agreed") % {"n": n, "all": len(people)}
    return {"row": row, "people": people, "tone": tone, "words": words}


def _seats(sight: Sight, names: Names) -> list[dict[str, Any]]:
    """Who sits at the table, what interests they told of, and which sides accept them."""
    told = {
        event.facts.get("seat"): sight.words.get(event.seq, {}).get("text", "")
        for event in sight.events
        if event.verb == "disclose"
    }
    return [_seat(sight, seat, names, told.get(seat.pk, "")) for seat in sight.seats]


def _seat(sight: Sight, seat: Seat, names: Names, interests: str) -> dict[str, Any]:
    accepted = {row.side_id for row in sight.dispute.papers.choices if row.seat_id == seat.pk and row.accepted}
    return {
        "name": names.get(f"staff:{seat.staff_id}") or seat.name, "part": Part(seat.part).label, "interests": interests,
        "disclosed": seat.disclosed_at, "why": reasons(seat.reasons),
        "accepted": [row.number for row in sight.sides if row.pk in accepted],
        "waits": [row.number for row in sight.sides if row.pk not in accepted],
    }  # fmt: skip


def _request(sight: Sight) -> dict[str, Any] | None:
    """What every side is being asked for now, and what each said."""
    asked = next((row for row in sight.requests if not row.decision), None)
    if asked is None:
        return None
    answers = {answer.side_id: answer.wants for answer in sight.dispute.papers.answers if answer.request_id == asked.pk}
    said_so = {True: _("yes"), False: _("no"), None: _("has not answered")}
    return {
        "label": Joint(asked.kind).label,
        "answers": [(row.number, said_so[answers.get(row.pk)]) for row in sight.sides],
    }


def _talks(sight: Sight) -> dict[str, Any]:
    """What was said: what is for everybody, and each side's own apart from it."""
    numbers = {row.pk: row.number for row in sight.sides}
    kept = [
        (row.number, [_note(note, numbers) for note in sight.notes if note.side_id == row.pk]) for row in sight.sides
    ]
    return {
        "open": [_note(note, numbers) for note in sight.notes if note.side_id is None],
        "private": [(number, notes) for number, notes in kept if notes],
    }


def _note(note: Note, numbers: dict[int, int]) -> dict[str, Any]:
    maker = numbers.get(note.of_side_id or 0)
    who = _("Side %(n)d") % {"n": maker} if maker else _("the mediators")
    said_so = {"yes": _("yes"), "no": _("no")}
    answers = [
        _("Side %(n)s: %(said)s") % {"n": side, "said": said_so[answer]} for side, answer in note.answers.items()
    ]
    return {
        "title": NoteKind(note.kind).label, "who": who, "at": note.at, "text": "\n".join([note.text, *answers]),
        "tone": "wait" if note.side_id else "now" if note.kind == NoteKind.OFFER else "",
    }  # fmt: skip


def _signed(sight: Sight, names: Names) -> list[tuple[str, Any]]:
    """Who signed the newest text, and who has not: name and when."""
    if not sight.agreements:
        return []
    text: Agreement = sight.agreements[0]
    given = [row for row in sight.dispute.papers.signed if (row.agreement_id, row.hash) == (text.pk, text.hash)]
    by_party, by_staff = {row.party_id: row for row in given}, {row.staff_id: row for row in given}
    parties = [(known.name, by_party.get(known.row)) for known in sight.parties]
    keys = [seat.staff_id for seat in sight.dispute.papers.mediators if seat.staff_id]
    return parties if text.oral else [*parties, *((names[f"staff:{key}"], by_staff.get(key)) for key in keys)]


def _owed(sight: Sight) -> list[dict[str, Any]]:
    return [
        {"row": row, "late": row.due_on < audit.today() and not row.performed_on and bool(sight.dispute.effective_at)}
        for row in sight.obligations
    ]


def _proposed(found: Dispute) -> list[tuple[Any, str]]:
    """Which committees may have it, the best first, with the reasons."""
    known = units.current().by_id
    offered: list[proposing.Proposal] = proposals.committees(found)[:3]
    return [(known[one.key], reasons(one.reasons)) for one in offered if one.key in known]


def _told(sight: Sight) -> str:
    """Where they can turn, as it was told in writing when it ended (人民调解法 Art 26)."""
    told = [words["remedies"] for words in sight.words.values() if words.get("remedies")]
    return told[-1] if told and sight.dispute.state == State.CLOSED else ""
