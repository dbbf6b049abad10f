"""After an agreement: confirmation by the court or review, performance, how it went, and the end."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huying.base.journal import audit, clock
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor, Role

from . import deadlines, remedies, sides
from .models import Dispute, Obligation
from .states import LIFE
from .words import ClockKind, Confirmation, Joint, Means, Performance, State


def submit_confirmation(dispute: Dispute, *, by: Actor, kind: str = Joint.CONFIRMATION) -> None:
    """The joint application went to the court, or to labour arbitration. `kind`: confirmation or review."""
    LIFE.check(dispute, "submit_confirmation", by=by)
    wanted = dispute.papers.wanted(Joint.CONFIRMATION) or dispute.papers.wanted(Joint.REVIEW)
    if wanted is None or kind != wanted.kind:
        raise Incomplete({"kind": _("This is not what every side wants.")})
    beside = deadlines.stop(dispute, ClockKind.CONFIRMATION, ClockKind.REVIEW)
    LIFE.take(
        dispute, "submit_confirmation", by=by, facts={"kind": kind}, beside=beside, confirmation=Confirmation.APPLIED
    )


def decide_confirmation(dispute: Dispute, *, by: Actor, decision: str, text: str = "") -> None:
    """What the court or labour arbitration said. `decision`: confirmed, refused."""
    LIFE.check(dispute, "decide_confirmation", by=by)
    if decision not in (Confirmation.CONFIRMED, Confirmation.REFUSED):
        raise Incomplete({"decision": _("This is not one of the choices.")})
    LIFE.take(
        dispute, "decide_confirmation", by=by, facts={"decision": decision}, words={"text": text}, confirmation=decision
    )


def perform(dispute: Dispute, *, by: Actor, obligation: Obligation, on: date | None = None) -> None:
    """Something that was owed was done. A party says so only of what is owed to it, not of what it owes itself."""
    LIFE.check(dispute, "perform", by=by)
    row = _owed(dispute, by, obligation)
    if row.performed_on:
        raise Refused(_("It was performed already."))
    row.performed_on = on or audit.today()
    facts = {"obligation": row.number, "on": row.performed_on.isoformat()}
    LIFE.take(dispute, "perform", by=by, facts=facts, beside=[row], due_at=_due(dispute, row))


def default(dispute: Dispute, *, by: Actor, obligation: Obligation, remedies_told: str = "", text: str = "") -> None:
    """Something that was owed was not done in time: say so, and where one can turn now."""
    LIFE.check(dispute, "default", by=by)
    row = _owed(dispute, by, obligation)
    if row.performed_on or row.defaulted_at:
        raise Refused(_("It is settled already how it went."))
    if row.due_on >= audit.today():
        raise Refused(_("It is not due yet."))
    row.defaulted_at = clock.now()
    words = {"remedies": remedies_told or remedies.told(dispute), "text": text}
    LIFE.take(
        dispute,
        "default",
        by=by,
        facts={"obligation": row.number},
        words=words,
        beside=[row],
        due_at=_due(dispute, row),
    )


def follow_up(
    dispute: Dispute,
    *,
    by: Actor,
    side: int,
    means: str,
    held: bool | None = None,
    satisfied: int | None = None,
    text: str = "",
) -> None:
    """What a side says afterwards: whether what was agreed held, and how satisfied it is (5 very … 1 very dissatisfied)."""
    LIFE.check(dispute, "follow_up", by=by)
    saying = sides.the_side(dispute, by, side)
    wrong = {}
    if satisfied is not None and not 1 <= satisfied <= 5:
        wrong["satisfied"] = _("This is not one of the choices.")
    if means not in Means.values:
        wrong["means"] = _("This is not one of the choices.")
    if wrong:
        raise Incomplete(wrong)
    saying.held = saying.held if held is None else held
    saying.satisfied = saying.satisfied if satisfied is None else satisfied
    beside: list[Any] = [saying]
    if dispute.state == State.IN_FORCE and all(one.held is not None for one in dispute.papers.sides):
        beside += deadlines.stop(dispute, ClockKind.CALL_BACK)
    facts = {"side": side, "means": means, "held": held, "satisfied": satisfied}
    LIFE.take(dispute, "follow_up", by=by, facts=facts, words={"text": text}, beside=beside)


def close(dispute: Dispute, *, by: Actor, performance: str) -> None:
    """The file is closed. `performance`: of `words.Performance`; "performed" only where nothing is left owed."""
    LIFE.check(dispute, "close", by=by)
    if performance not in Performance.values:
        raise Incomplete({"performance": _("This is not one of the choices.")})
    open_ = [row.number for row in _obligations(dispute) if row.performed_on is None]
    if performance == Performance.PERFORMED and open_:
        raise Incomplete({"performance": _("Number %(n)d is not performed.") % {"n": open_[0]}})
    beside: list[Any] = [*deadlines.stop(dispute, ClockKind.CALL_BACK), *deadlines.lapse(dispute, *ClockKind)]
    if waiting := dispute.papers.request:
        waiting.decision, waiting.decided_at = "dropped", clock.now()
        beside.append(waiting)
    LIFE.take(
        dispute, "close", by=by, facts={"performance": performance}, beside=beside, performance=performance,
        closed_at=clock.now(), due_at=None,
    )  # fmt: skip


# -- the parts they share


def _obligations(dispute: Dispute) -> list[Obligation]:
    return list(dispute.papers.draft.obligations.all()) if dispute.papers.draft else []


def _owed(dispute: Dispute, by: Actor, obligation: Obligation) -> Obligation:
    """The obligation as the agreement in force has it. Raises `Incomplete` or `Refused`."""
    row = next((one for one in _obligations(dispute) if one.pk == obligation.pk), None)
    if row is None:
        raise Incomplete({"obligation": _("The agreement has no such step.")})
    own = dispute.papers.party(by.party_id) if by.role == Role.RESIDENT else None
    if own and own.side_id == row.side_id:
        raise Refused(_("The other side says how what you owe went."))
    return row


def _due(dispute: Dispute, changed: Obligation) -> Any:
    rows = [changed if row.pk == changed.pk else row for row in _obligations(dispute)]
    return deadlines.owed_until(rows, dispute)
