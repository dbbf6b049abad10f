"""A party's own page: where the dispute stands, what they can do now, what is written, what is owed. All of it from `room.room`."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huying.base.journal import audit, memory
from huying.base.journal.refusals import Faster, Incomplete, Refused
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.civic.mediation import retention, room
from huying.civic.mediation.models import Agreement, Dispute, Note, Obligation, Seat
from huying.civic.mediation.room import Known, Sight
from huying.civic.mediation.words import VERBS, ClockKind, Erasable, Joint, NoteKind, Outcome, State
from huying.web.limits import TooMany, spend
from huying.web.once import once

from . import access
from .choices import Choices, prefix
from .deeds import DEEDS, Deed, Standing
from .taps import Tap

TRIES = 3
"""Both sides act at the same time without hindering each other: who met the other tries again at once."""
ALWAYS = ("refuse",)
"""What is taken however much was done before: a no always is."""
TONES = {State.IN_FORCE: "good", State.CLOSED: "", State.APPLIED: "wait", State.AGREED: "wait"}
GOOD = (Outcome.WRITTEN, Outcome.ORAL)


@require_safe
def dispute(request: HttpRequest, number: str) -> HttpResponse:
    """The dispute, for a party that gave its code here."""
    return shown(request, number)


@require_POST
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One deed of a party, done once however often its button was pressed."""
    known, by = access.opened(request, number)
    if name not in DEEDS:
        raise Http404(name)
    deed = DEEDS[name]
    form = deed.form(request.POST, request.FILES, prefix=prefix(name, request.POST.get("about", "")))
    if not form.is_valid():
        return shown(request, number, {form.prefix or name: form}, status=422)

    def acted() -> HttpResponse:
        told = _do(request, number, deed, form.cleaned_data)
        if not deed.tells:
            return redirect("portal:dispute", known.number)
        return render(request, deed.tells, {"dispute": known, "told": told})

    try:
        if name not in ALWAYS:
            spend(request, "deed", thing=by.ref)
        response = once(request, form.cleaned_data["key"], acted)
    except TooMany as refusal:
        form.add_error(None, refusal.says)
        return refusal.on(shown(request, number, {form.prefix or name: form}))
    except Refused as refused:
        _explain(form, refused)
        status = 422 if isinstance(refused, Incomplete) else 409
        return shown(request, number, {form.prefix or name: form}, status=status)
    if deed.done:
        messages.success(request, str(deed.done))
    response["Cache-Control"] = "private, no-store"
    return response


def _do(request: HttpRequest, number: str, deed: Deed, given: dict[str, Any]) -> object:
    for left in reversed(range(TRIES)):
        try:
            return deed.do(Standing(*access.opened(request, number)), given)
        except Faster:
            if not left:
                raise
    return None


def _explain(form: Tap, refused: Refused) -> None:
    fields = refused.fields if isinstance(refused, Incomplete) else {}
    for name, sentence in (fields or {"": " ".join(refused.reasons)}).items():
        form.add_error(name if name in form.fields else None, sentence)


# -- the page


def shown(request: HttpRequest, number: str, tried: dict[str, Tap] | None = None, *, status: int = 200) -> HttpResponse:
    """`tried`: forms that were refused, to be shown with what was typed."""
    known, by = access.opened(request, number)
    sight = room.room(known, by)
    choices = Choices(sight, tried or {})
    own = next(party for party in sight.parties if party.row == by.party_id)
    said = memory.said(known.life, known.pk)
    context = {
        "sight": sight, "dispute": known, "badge": _badge(known), "ended": _ended(sight, said),
        "own": own, "sides": _sides(sight), **_answers(sight, choices), **_table(sight, choices, said),
        **_sessions(sight, choices), **_agreement(sight, own, choices), **_more(sight, own, choices),
        "looks": list(_looks(sight, own)), "kept_days": retention.days(Erasable.SAID), "story": _story(sight),
        "until": next((row.due_at for row in sight.clocks if row.kind == ClockKind.MEDIATION and not row.stopped_at), None),
    }  # fmt: skip
    response = render(request, "portal/mediation/dispute.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _badge(known: Dispute) -> dict[str, str]:
    """Where it stands; of what has ended, how."""
    if known.state == State.CLOSED and known.outcome:
        return {"label": str(Outcome(known.outcome).label), "tone": "good" if known.outcome in GOOD else ""}
    return {"label": str(State(known.state).label), "tone": TONES.get(State(known.state), "active")}


def _ended(sight: Sight, said: dict[int, dict[str, str]]) -> dict[str, str]:
    """Where they can turn now, as it was told in writing when it ended (人民调解法 Art 26)."""
    told = [said[event.seq]["remedies"] for event in sight.events if "remedies" in said.get(event.seq, {})]
    return {"remedies": told[-1] if told else ""}


def _sides(sight: Sight) -> list[dict[str, Any]]:
    return [
        {"side": side, "mine": side.number == sight.own_side, "people": [row for row in sight.parties if row.side == side.number]}
        for side in sight.sides
    ]  # fmt: skip


def _answers(sight: Sight, choices: Choices) -> dict[str, Any]:
    """Consent first; and the no that can always be given before an agreement is in force."""
    return {
        "consent": choices.of("consent"),
        "refuse": choices.possible("refuse"),
        "request": next((row for row in sight.requests if not row.decision), None) and _request(sight, choices),
    }


def _request(sight: Sight, choices: Choices) -> dict[str, Any]:
    asked = next(row for row in sight.requests if not row.decision)
    numbers = {side.pk: side.number for side in sight.sides}
    answered = {numbers[answer.side_id] for answer in sight.dispute.papers.answers if answer.request_id == asked.pk}
    return {
        "label": Joint(asked.kind).label, "row": asked,
        "answer": None if sight.own_side in answered else choices.possible("answer_request", decision="yes"),
    }  # fmt: skip


def _table(sight: Sight, choices: Choices, said: dict[int, dict[str, str]]) -> dict[str, Any]:
    """Who sits at the table, what interests they told of, and whether this side accepts them."""
    told = {
        event.facts.get("seat"): said.get(event.seq, {}).get("text", "")
        for event in sight.events
        if event.verb == "disclose"
    }
    names = {
        row.pk: row.get_full_name() for row in Staff.objects.filter(pk__in=[seat.staff_id for seat in sight.seats])
    }
    own = next((side.pk for side in sight.sides if side.number == sight.own_side), None)
    accepted = {row.seat_id for row in sight.dispute.papers.choices if row.side_id == own and row.accepted}
    return {"seats": [_seat(seat, choices, seat.pk in accepted, names, told.get(seat.pk, "")) for seat in sight.seats]}


def _seat(seat: Seat, choices: Choices, accepted: bool, names: dict[int, str], interests: str) -> dict[str, Any]:
    return {
        "seat": seat, "name": names.get(seat.staff_id or 0) or seat.name, "interests": interests, "accepted": accepted,
        "choose": None if accepted else choices.possible("choose", seat.pk), "object": choices.possible("object", seat.pk),
    }  # fmt: skip


def _sessions(sight: Sight, choices: Choices) -> dict[str, Any]:
    """When one meets, and what was said as far as this side may know."""
    return {
        "meetings": [row for row in sight.meetings if not row.cancelled_at],
        "notes": [_note(note, sight, choices) for note in sight.notes],
        "speak": [found for name in ("say", "propose_times", "offer") if (found := choices.possible(name))],
    }


def _note(note: Note, sight: Sight, choices: Choices) -> dict[str, Any]:
    own, side = str(sight.own_side), _number(sight, note.of_side_id)
    verb = {NoteKind.OFFER: "answer_offer", NoteKind.UNDISPUTED: "confirm_undisputed"}.get(NoteKind(note.kind), "")
    open_ = verb and own not in note.answers and side != sight.own_side
    return {
        "note": note, "label": NoteKind(note.kind).label, "mine": side == sight.own_side,
        "side": side, "private": note.side_id is not None, "said": note.answers.get(own, ""),
        "answer": choices.possible(verb, note.pk, decision="yes") if open_ else None,
    }  # fmt: skip


def _number(sight: Sight, key: int | None) -> int | None:
    """Of a side, its number; none of the mediators."""
    return next((side.number for side in sight.sides if side.pk == key), None)


def _agreement(sight: Sight, own: Known, choices: Choices) -> dict[str, Any]:
    """The newest text as it is signed, who signed it, and what is owed by when."""
    if not sight.agreements:
        return {"agreement": None}
    newest = sight.agreements[0]
    signed = {
        row.party_id for row in sight.dispute.papers.signed if (row.agreement_id, row.hash) == (newest.pk, newest.hash)
    }
    waits = sight.dispute.state in (State.MEDIATING, State.AGREED)
    name = "agree_orally" if newest.oral else "sign"
    return {
        "agreement": newest, "versions": len(sight.agreements), "signed": [row for row in sight.parties if row.row in signed],
        "sign": choices.possible(name, hash=newest.hash) if waits and own.row not in signed else None,
        "owed": [_owed(row, sight, choices) for row in sight.obligations] if sight.dispute.effective_at else [],
        "papers": _papers(sight.dispute, newest),
    }  # fmt: skip


def _papers(known: Dispute, text: Agreement) -> list[dict[str, str]]:
    """The agreement to take away."""
    return [
        {"label": label, "url": reverse("portal:dispute_paper", args=[known.number, f"{text.version}.{kind}"])}
        for kind, label in (("pdf", "PDF"), ("docx", "Word"))
    ]


def _owed(row: Obligation, sight: Sight, choices: Choices) -> dict[str, Any]:
    mine = row.side.number == sight.own_side
    settled = bool(row.performed_on or row.defaulted_at)
    late = row.due_on < audit.today() and not row.performed_on
    return {
        "row": row, "mine": mine, "late": late, "amount": f"￥{row.amount:,.2f}" if row.amount is not None else "",
        "perform": None if mine or row.performed_on else choices.possible("perform", row.pk),
        "default": None if mine or settled or not late else choices.possible("default", row.pk),
    }  # fmt: skip


def _more(sight: Sight, own: Known, choices: Choices) -> dict[str, Any]:
    """What else can be done, folded."""
    known, closed = sight.dispute, sight.dispute.state == State.CLOSED
    running = {row.kind for row in sight.clocks if row.stopped_at is None}
    jointly = ("confirmation", "review") if known.state == State.IN_FORCE else ("extension", "raise")
    due = {"confirmation": ClockKind.CONFIRMATION, "review": ClockKind.REVIEW}
    asks = [name for name in jointly if due.get(name, ClockKind.MEDIATION) in running or name == "raise"]
    told = sight.text
    offered = [
        *(choices.possible(name) for name in asks),
        choices.possible("attach"),
        choices.possible("represent", representative=own.representative, may_settle=own.may_settle),
        choices.possible("correct_contact", phone=own.phone, email=own.email, address=own.address),
        choices.possible("renew_code"),
        choices.possible("correct", text=told.body if told else "", issues=told.issues if told else ""),
        choices.possible("withdraw"),
    ]
    agreed = known.effective_at is not None
    return {
        "more": [choice for choice in offered if choice],
        "how": choices.possible("follow_up") if agreed or closed else None,
        "files": [{"row": file, "url": reverse("portal:dispute_file", args=[known.number, file.pk])} for file in sight.files],
    }  # fmt: skip


def _looks(sight: Sight, own: Known) -> Iterator[dict[str, Any]]:
    """Who opened how this party is reached, and what for."""
    for event in sight.events:
        if event.verb == "reveal" and event.facts.get("party") == own.row:
            yield {
                "at": event.at,
                "who": units.current().by_id.get(event.unit or 0, ""),
                "purpose": event.facts.get("purpose", ""),
            }


def _story(sight: Sight) -> list[dict[str, Any]]:
    """What happened, the newest first: the steps by their names, without what was said at them."""
    apart = (
        "reveal",
        "copy",
        "note",
        "correct",
        "hold",
        "release",
        "hand_over",
        "correct_contact",
        "renew_code",
        "take_out",
    )
    return [
        {"at": event.at, "title": VERBS[event.verb], "who": _who(event.facts.get("side"), sight)}
        for event in reversed(sight.events)
        if event.verb not in apart
    ]


def _who(side: Any, sight: Sight) -> str:
    if not side:
        return ""
    return _("your side") if side == sight.own_side else _("side %(n)d") % {"n": side}
