"""What a unit does with a case: accept it, get help, ask, pause, extend, reply."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units import register as units
from huying.base.units.models import Staff, Unit
from huying.base.units.roles import Actor

from . import conflicts, deadlines, rules
from .models import Attachment, Case
from .states import LIFE, RESULTS
from .words import ClockKind, Part, RequestKind


def accept(case: Case, *, by: Actor) -> None:
    """The lead unit takes it on; Huying does where the unit kept silent past the limit."""
    LIFE.check(case, "accept", by=by)
    taken = case.papers.assigned(Part.LEAD)
    for row in taken:
        row.accepted_at = clock.now()
    LIFE.take(case, "accept", by=by, beside=[*taken, *deadlines.stop(case, ClockKind.RECEIPT)])


def hand_down(case: Case, *, by: Actor, to: Unit | Staff, basis: str = "", due_at: datetime | None = None) -> None:
    """Give the work to a unit below, with an inner limit, or to a colleague. The lead unit stays answerable."""
    LIFE.check(case, "hand_down", by=by)
    if isinstance(to, Staff):
        if to.unit_id != case.unit_id:
            raise Refused(_("A colleague is somebody of your own unit."))
        if conflicts.is_recused(case, to.pk):
            raise Refused(_("They keep out of this case."))
        LIFE.take(case, "hand_down", by=by, facts={"to": f"staff:{to.pk}"}, colleague_id=to.pk)
        return
    if to.pk == case.unit_id or to.pk not in units.current().ids_below(case.unit_id or 0):
        raise Refused(_("%(unit)s is not below your unit.") % {"unit": to})
    if why_not := rules.may_lead(case, to):
        raise Refused(why_not)
    ended = [
        *case.papers.end(Part.INNER),
        *deadlines.lapse(case, ClockKind.ASSIGNMENT, unit_id=case.inner_unit_id or 0),
    ]
    own = deadlines.beside_lead(case, to, due_at or deadlines.share(clock.now(), case.due_at))
    inner = case.papers.assign(to, Part.INNER, by=by.ref, basis=basis[:300], due_at=own.due_at)
    beside = [*ended, inner, own]
    LIFE.take(case, "hand_down", by=by, facts={"to": to.code}, words={"basis": basis}, beside=beside, inner_unit=to)


def ask_help(case: Case, *, by: Actor, units: Sequence[Unit], reason: str) -> None:
    """Whistle for other units (吹哨报到): each works beside the lead and answers for itself."""
    LIFE.check(case, "ask_help", by=by)
    present = {row.unit_id for row in case.papers.assigned(Part.LEAD, Part.CO, Part.INNER)}
    if again := [unit for unit in units if unit.pk in present]:
        raise Refused(_("%(unit)s is in it already.") % {"unit": again[0]})
    if why_not := next((why for unit in units if (why := rules.may_work(case, unit))), ""):
        raise Refused(why_not)
    due_at = deadlines.share(clock.now(), case.due_at)
    called: list[Any] = [case.papers.assign(unit, Part.CO, by=by.ref, due_at=due_at) for unit in units]
    called += [deadlines.beside_lead(case, unit, due_at) for unit in units]
    LIFE.take(
        case, "ask_help", by=by, facts={"units": [unit.code for unit in units]}, words={"reason": reason}, beside=called
    )


def answer_help(case: Case, *, by: Actor, text: str) -> None:
    """A called unit says what it did."""
    LIFE.check(case, "answer_help", by=by)
    own = [row for row in case.papers.assigned(Part.CO) if row.unit_id == by.unit_id]
    for row in own:
        row.answered_at = row.ended_at = clock.now()
    beside = [*own, *deadlines.stop(case, ClockKind.ASSIGNMENT, unit_id=by.unit_id)]
    LIFE.take(case, "answer_help", by=by, facts={"unit": own[0].unit.code}, words={"text": text}, beside=beside)


def contact(case: Case, *, by: Actor, means: str, reached: bool, text: str = "") -> None:
    """The unit spoke with the resident, or tried to. Reaching them, and nothing else, stops the clock of first contact."""
    LIFE.check(case, "contact", by=by)
    stopped = deadlines.stop(case, ClockKind.FIRST_CONTACT) if reached else []
    LIFE.take(case, "contact", by=by, facts={"means": means, "reached": reached}, words={"text": text}, beside=stopped)


def make_safe(case: Case, *, by: Actor, text: str) -> None:
    """The danger is fenced off or shut off, whatever the repair takes."""
    LIFE.check(case, "make_safe", by=by)
    LIFE.take(case, "make_safe", by=by, words={"text": text}, beside=deadlines.stop(case, ClockKind.MAKE_SAFE))


def interim_reply(case: Case, *, by: Actor, text: str) -> None:
    """Tell the resident how it stands; the answer is still to come."""
    LIFE.check(case, "interim_reply", by=by)
    LIFE.take(case, "interim_reply", by=by, words={"text": text}, beside=deadlines.stop(case, ClockKind.INTERIM))


def ask_resident(case: Case, *, by: Actor, question: str) -> None:
    """Something is missing that only the resident knows. No clock waits for the answer."""
    LIFE.check(case, "ask_resident", by=by)
    LIFE.take(
        case,
        "ask_resident",
        by=by,
        words={"question": question},
        beside=[case.papers.ask(RequestKind.ANSWER, by=by.ref)],
    )


def answer_resident(case: Case, *, by: Actor, answer: str) -> None:
    """What the resident answers."""
    LIFE.check(case, "answer_resident", by=by)
    LIFE.take(
        case,
        "answer_resident",
        by=by,
        words={"answer": answer},
        beside=[case.papers.decide(RequestKind.ANSWER, "answered", by=by.ref)],
    )


def propose_reply(case: Case, *, by: Actor, text: str, result: str) -> None:
    """The unit below says what it did; the lead unit answers for it and approves first."""
    LIFE.check(case, "propose_reply", by=by)
    _known_result(result)
    proposed = case.papers.ask(RequestKind.REPLY, by=by.ref, reason=result)
    inner = case.papers.assigned(Part.INNER)
    for row in inner:
        row.answered_at = clock.now()
    LIFE.take(case, "propose_reply", by=by, facts={"result": result}, words={"text": text}, beside=[proposed, *inner])


def approve_reply(case: Case, *, by: Actor, decision: str, text: str = "", basis: str = "") -> None:
    """The lead unit makes the proposed reply its own, with the rule it rests on, or gives it back with a word why."""
    LIFE.check(case, "approve_reply", by=by)
    proposed = case.papers.decide(RequestKind.REPLY, decision, by=by.ref)
    facts = {"decision": decision, "result": proposed.reason}
    if decision != "granted":
        LIFE.take(case, "approve_reply", by=by, facts=facts, words={"text": text}, beside=[proposed])
        return
    _evidence(case, basis)
    said, beside = {"text": text, "basis": basis}, [proposed, *_answered(case)]
    LIFE.take(case, "approve_reply", by=by, facts=facts, words=said, beside=beside, due_at=None, **deadlines.NO_REST)


def reply(case: Case, *, by: Actor, text: str, result: str, basis: str = "") -> None:
    """Answer the resident, with the evidence the category asks for. `result`: what it came to; `basis`: the law or rule."""
    LIFE.check(case, "reply", by=by)
    _known_result(result)
    _evidence(case, basis)
    said = {"text": text, "basis": basis}
    beside = _answered(case)
    LIFE.take(
        case, "reply", by=by, facts={"result": result}, words=said, beside=beside, due_at=None, **deadlines.NO_REST
    )


def answer_through(case: Case, *, by: Actor) -> None:
    """A merged reporter is answered with the case theirs was merged into: their own clock stops now."""
    LIFE.check(case, "answer_through", by=by)
    LIFE.take(case, "answer_through", by=by, beside=deadlines.stop(case, *deadlines.ANSWERED, ClockKind.FIRST_CONTACT))


# -- the parts they share


def _answered(case: Case) -> list[Any]:
    """The lead unit has answered and the resident's clock stops."""
    now = clock.now()
    lead = case.papers.assigned(Part.LEAD)
    for row in lead:
        row.answered_at = now
    return [*lead, *case.papers.end(Part.CO, Part.INNER), *deadlines.stop(case, *deadlines.ANSWERED)]


def _known_result(result: str) -> None:
    if result not in RESULTS:
        raise Incomplete({"result": _("This is not one of the choices.")})


def _evidence(case: Case, basis: str) -> None:
    wanted = case.category.evidence if case.category else []
    files = (
        list(Attachment.objects.filter(case=case, of_reply=True).values_list("media_type", flat=True)) if wanted else []
    )
    missing = {}
    if "photo" in wanted and not any(kind.startswith("image/") for kind in files):
        missing["file"] = _("A reply of this category carries a photo of what was done. Attach it first.")
    if "document" in wanted and not files:
        missing["file"] = _("A reply of this category carries a document. Attach it first.")
    if "basis" in wanted and not basis:
        missing["basis"] = _("A reply of this category names the rule it rests on.")
    if missing:
        raise Incomplete(missing)
