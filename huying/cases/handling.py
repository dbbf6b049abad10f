"""What a unit does with a case: accept it, get help, ask, pause, extend, reply."""

from collections.abc import Sequence
from datetime import date, datetime
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

LADDER = ("notice", "listed", "on_site", "talk")
"""督办通知书, 挂牌督办, 现场督办, 约谈."""


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
    ended = [*case.papers.end(Part.INNER), *deadlines.lapse(case, ClockKind.ASSIGNMENT, unit_id=case.inner_unit_id or 0)]
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


def pause(case: Case, *, by: Actor, reason: str, until: datetime) -> None:
    """The work cannot go on for a listed reason (hearing, appraisal, force majeure, court), until a set time."""
    LIFE.check(case, "pause", by=by)
    if until <= clock.now():
        raise Incomplete({"until": _("A pause ends in the future.")})
    facts = {"reason": reason, "until": until.isoformat()}
    LIFE.take(case, "pause", by=by, facts=facts, beside=deadlines.pause(case, reason), paused_until=until)


def park(case: Case, *, by: Actor, reason: str, plan: str, review_on: date) -> None:
    """Keep it as long-term (挂账): open, with a reason, a plan and the day on which it is looked at again."""
    LIFE.check(case, "park", by=by)
    if review_on <= clock.now().date():
        raise Incomplete({"review_on": _("It is looked at again on a day to come.")})
    facts = {"reason": reason, "review_on": review_on.isoformat()}
    LIFE.take(
        case,
        "park",
        by=by,
        facts=facts,
        words={"plan": plan},
        beside=deadlines.pause(case, "long_term"),
        review_on=review_on,
    )


def resume(case: Case, *, by: Actor) -> None:
    """The work goes on."""
    LIFE.check(case, "resume", by=by)
    resumed = deadlines.resume(case)
    due_at = resumed[0].due_at if resumed else case.due_at
    LIFE.take(case, "resume", by=by, beside=resumed, paused_until=None, review_on=None, due_at=due_at)


def request_extension(case: Case, *, by: Actor, reason: str, until: datetime, text: str = "") -> None:
    """Ask for more time, once and before it is up."""
    LIFE.check(case, "request_extension", by=by)
    if case.due_at and until <= case.due_at:
        raise Incomplete({"until": _("More time ends later than the time there is.")})
    asked = case.papers.ask(RequestKind.EXTENSION, by=by.ref, reason=reason, proposed_until=until)
    LIFE.take(
        case,
        "request_extension",
        by=by,
        facts={"reason": reason, "until": until.isoformat()},
        words={"text": text},
        beside=[asked],
    )


def decide_extension(case: Case, *, by: Actor, decision: str, reason: str = "") -> None:
    """Somebody outside the unit decides; the resident is told the reason and the new date."""
    LIFE.check(case, "decide_extension", by=by)
    asked = case.papers.decide(RequestKind.EXTENSION, decision, by=by.ref)
    beside: list[Any] = [asked]
    changes = {}
    if decision == "granted" and asked.proposed_until:
        beside += deadlines.extend(case, asked.proposed_until)
        changes = {"due_at": asked.proposed_until}
    LIFE.take(
        case,
        "decide_extension",
        by=by,
        facts={"decision": decision},
        words={"reason": reason},
        beside=beside,
        **changes,
    )


def request_escalation(case: Case, *, by: Actor, reason: str) -> None:
    """Ask a level above to take the decision (提级)."""
    LIFE.check(case, "request_escalation", by=by)
    LIFE.take(
        case,
        "request_escalation",
        by=by,
        words={"reason": reason},
        beside=[case.papers.ask(RequestKind.ESCALATION, by=by.ref)],
    )


def decide_escalation(case: Case, *, by: Actor, decision: str, reason: str = "") -> None:
    """The level above decides, and what it wants done."""
    LIFE.check(case, "decide_escalation", by=by)
    asked = case.papers.decide(RequestKind.ESCALATION, decision, by=by.ref)
    level = case.level + (decision == "granted")
    LIFE.take(
        case,
        "decide_escalation",
        by=by,
        facts={"decision": decision},
        words={"reason": reason},
        beside=[asked],
        level=level,
    )


def urge(case: Case, *, by: Actor, text: str = "") -> None:
    """Remind the unit (催办)."""
    LIFE.check(case, "urge", by=by)
    LIFE.take(case, "urge", by=by, words={"text": text})


def supervise(case: Case, *, by: Actor, rung: str, reason: str) -> None:
    """Put the unit under supervision (督办), on a rung of the ladder."""
    LIFE.check(case, "supervise", by=by)
    if rung not in LADDER:
        raise Incomplete({"rung": _("This is not one of the choices.")})
    LIFE.take(case, "supervise", by=by, facts={"rung": rung}, words={"reason": reason}, supervision=rung)


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
    LIFE.take(case, "approve_reply", by=by, facts=facts, words=said, beside=beside, due_at=None)


def reply(case: Case, *, by: Actor, text: str, result: str, basis: str = "") -> None:
    """Answer the resident, with the evidence the category asks for. `result`: what it came to; `basis`: the law or rule."""
    LIFE.check(case, "reply", by=by)
    _known_result(result)
    _evidence(case, basis)
    said = {"text": text, "basis": basis}
    LIFE.take(case, "reply", by=by, facts={"result": result}, words=said, beside=_answered(case), due_at=None)


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
