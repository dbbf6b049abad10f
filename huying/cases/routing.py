"""Getting a case to whoever is responsible: dispatch, reassign, return, hand over to mediation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huying.base.journal.refusals import Refused
from huying.base.units.models import Duty, Unit
from huying.base.units.roles import Actor

from . import ancestry, deadlines, rules
from .deciding import Decision
from .learning.units import LEARNED, Learned
from .models import Case
from .states import LIFE
from .words import ClockKind, Part, RequestKind

RETURNS_BEFORE_DESIGNATION = 3


def dispatch(
    case: Case,
    *,
    to: Unit,
    by: Actor,
    basis: str,
    duty: Duty | None = None,
    suggested: Decision | Learned | None = None,
    due_at: datetime | None = None,
) -> None:
    """Make `to` the lead unit. `basis`: why, in words; `suggested`: what led to it, or what somebody decided against;
    `due_at`: only where history brings its own."""
    LIFE.check(case, "dispatch", by=by)
    _lead(
        case,
        "dispatch",
        to,
        by=by,
        basis=basis,
        duty=duty,
        due_at=due_at,
        facts=_grounds(to, duty, suggested),
    )


def reassign(case: Case, *, to: Unit, by: Actor, reason: str, basis: str = "") -> None:
    """Give it to another unit. The resident's clock goes on as it was."""
    LIFE.check(case, "reassign", by=by)
    if to.pk == case.unit_id:
        raise Refused(_("%(unit)s has it already.") % {"unit": to})
    _lead(case, "reassign", to, by=by, basis=basis, facts={"reason": reason})


def request_return(case: Case, *, by: Actor, reason: str, basis: str, proposed: Unit) -> None:
    """The unit says it is not responsible: with a coded reason, the duty clause and the unit that is."""
    LIFE.check(case, "request_return", by=by)
    if proposed.pk == case.unit_id:
        raise Refused(_("Propose another unit than your own."))
    if why_not := rules.may_work(case, proposed):
        raise Refused(why_not)
    asked = case.papers.ask(RequestKind.RETURN, by=by.ref, reason=reason, basis=basis, proposed_unit=proposed)
    beside = [asked, *deadlines.stop(case, ClockKind.RECEIPT), deadlines.of_request(case)]
    facts = {"reason": reason, "proposed": proposed.code}
    LIFE.take(case, "request_return", by=by, facts=facts, words={"basis": basis}, beside=beside)


def decide_return(case: Case, *, by: Actor, decision: str, to: Unit | None = None, reason: str = "") -> None:
    """The panel decides. Granted, it goes to `to` in the same act, or back to the dispatcher; after three returns `to` is final."""
    LIFE.check(case, "decide_return", by=by)
    final = case.returns + 1 >= RETURNS_BEFORE_DESIGNATION
    if decision == "granted" and final and to is None:
        raise Refused(_("It was returned %(n)d times; the panel designates a unit now.") % {"n": case.returns + 1})
    asked = case.papers.decide(RequestKind.RETURN, decision, by=by.ref)
    beside: list[Any] = [asked, *deadlines.stop(case, ClockKind.DECISION)]
    changes: dict[str, Any] = {}
    if decision != "granted":
        beside.append(deadlines.of_receipt(case))
    else:
        beside += [*case.papers.end(*Part), *deadlines.lapse(case, ClockKind.ASSIGNMENT), deadlines.to_dispatch(case)]
        changes = {"returns": case.returns + 1, "inner_unit": None, **ancestry.of_unit(None)}
        if to and (why_not := rules.may_lead(case, to)):
            raise Refused(why_not)
    LIFE.take(
        case, "decide_return", by=by, facts={"decision": decision}, words={"reason": reason}, beside=beside, **changes
    )
    if decision == "granted" and to:
        _lead(
            case,
            "dispatch",
            to,
            by=by,
            basis=reason or asked.basis,
            facts={"basis": "designated" if final else "panel"},
            designated=final,
        )


def refer(case: Case, *, by: Actor, consents: Mapping[str, bool], contact: bool = False) -> None:
    """Hand it to mediation, which nobody can be sent to: every side has said yes. `consents`: side → answer.

    `contact`: the caller agrees that the committee learns how to reach them; without it, nothing of that leaves the case.
    """
    LIFE.check(case, "refer", by=by)
    if len(consents) < 2 or not all(consents.values()):
        raise Refused(_("Mediation needs the yes of every side, of two at least."))
    LIFE.take(case, "refer", by=by, facts={"consents": len(consents), "contact": contact}, referred=True)


def _grounds(to: Unit, duty: Duty | None, suggested: Decision | Learned | None) -> dict[str, Any]:
    """Item, learned or decided; how equal units stood when one of them was preferred; and what was offered to whoever decided."""
    if isinstance(suggested, Learned):
        return {"basis": LEARNED if suggested.unit.pk == to.pk else "decided", **suggested.facts}
    if duty:
        return {"basis": duty.item, **(suggested.choice.facts if suggested and suggested.choice else {})}
    offered = suggested.unit if suggested else None
    return {"basis": "decided", **({"offered": {"by": "duties", "unit": offered.code}} if offered else {})}


def _lead(
    case: Case, verb: str, to: Unit, *, by: Actor, basis: str, facts: dict[str, Any],
    duty: Duty | None = None, due_at: datetime | None = None, **changes: Any,
) -> None:  # fmt: skip
    """What dispatching and reassigning share: one lead unit at a time, a clock for it, the resident's clock going on."""
    if why_not := rules.may_lead(case, to):
        raise Refused(why_not)
    ended = case.papers.end(Part.LEAD, Part.INNER)
    started = deadlines.at_dispatch(case, to, due_at=due_at)
    own = next(row for row in case.papers.running(ClockKind.ASSIGNMENT) if row.unit_id == to.pk)
    promised = next((row.due_at for row in case.papers.running(ClockKind.RESOLVE)), None)
    assignment = case.papers.assign(
        to, Part.LEAD, by=by.ref, basis=basis[:300], duty_item=duty.item if duty else "",
        due_at=own.due_at,
    )  # fmt: skip
    changes |= {"due_at": promised, "inner_unit": None, "colleague_id": None, **ancestry.of_unit(to)}
    changes |= deadlines.NO_REST
    said = {"unit": to.code, **facts}
    LIFE.take(
        case,
        verb,
        by=by,
        facts=said,
        words={"basis": "" if duty else basis},
        beside=[*ended, *started, assignment],
        **changes,
    )
