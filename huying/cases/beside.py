"""What is written into the record without moving the case: looks at the contact, messages, files, notes, who keeps out."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Actor, Role

from . import conflicts, looks, queries
from .models import Attachment, Case, Contact, Recusal
from .states import LIFE
from .words import Interest, Purpose, RequestKind

A_LOOK = timedelta(hours=12)
"""The longest that a contact stays open."""
A_GRANT = timedelta(days=3)
"""The longest within which somebody to whom it was granted may open it."""


def reveal(case: Case, *, by: Actor, purpose: str, until: datetime, reason: str = "") -> Contact | None:
    """Open the reporter's contact for a purpose, until a time. The look is recorded, and the resident can see it.

    `purpose`: of `words.Purpose`; `until`: aware, twelve hours ahead at most, and no longer than a second person granted.
    """
    LIFE.check(case, "reveal", by=by)
    wrong = _purpose(purpose) | _until(until, A_LOOK)
    granted = looks.granted_look(case, by)
    if granted and granted.proposed_until and until > granted.proposed_until:
        wrong["until"] = _("It was granted for a shorter time.")
    elif not granted and looks.drawn_to_call(case, by) and purpose != Purpose.FOLLOW_UP:
        wrong["purpose"] = _("Without a second person, the contact is opened only to ask whether it was solved.")
    elif not granted and looks.question_to_pass_on(case, by) and purpose != Purpose.RELAY:
        wrong["purpose"] = _("Without a second person, the contact is opened only to pass on the question that waits.")
    if wrong:
        raise Incomplete(wrong)
    facts = {"unit": _unit(by), "role": str(by.role), "purpose": purpose, "until": until.isoformat()}
    LIFE.take(case, "reveal", by=by, facts=facts, words={"reason": reason})
    return Contact.objects.filter(case=case).first()


def request_look(case: Case, *, by: Actor, purpose: str, until: datetime, reason: str) -> None:
    """Ask a second person to agree: the case is confidential, or closed. `until`: aware, three days ahead at most."""
    LIFE.check(case, "request_look", by=by)
    if wrong := _purpose(purpose) | _until(until, A_GRANT):
        raise Incomplete(wrong)
    asked = case.papers.ask(RequestKind.LOOK, by=by.ref, reason=purpose, proposed_until=until)
    facts = {"unit": _unit(by), "purpose": purpose, "until": until.isoformat()}
    LIFE.take(case, "request_look", by=by, facts=facts, words={"reason": reason}, beside=[asked])


def decide_look(case: Case, *, by: Actor, decision: str, until: datetime | None = None, reason: str = "") -> None:
    """The second person's word. Granted, whoever asked may open the contact until `until`, or as long as they asked for."""
    LIFE.check(case, "decide_look", by=by)
    asked = case.papers.request(RequestKind.LOOK)
    until = until or (asked.proposed_until if asked else None)
    if decision == "granted" and until and (wrong := _until(until, A_GRANT)):
        raise Incomplete(wrong)
    decided = case.papers.decide(RequestKind.LOOK, decision, by=by.ref)
    facts: dict[str, Any] = {"decision": decision, "purpose": decided.reason}
    if decision == "granted" and until:
        decided.proposed_until = until
        facts["until"] = until.isoformat()
    LIFE.take(case, "decide_look", by=by, facts=facts, words={"reason": reason}, beside=[decided])


def message(case: Case, *, by: Actor, text: str) -> None:
    """Between the resident and those who work on it, on the tracking page and the case page; neither sees the other's address."""
    LIFE.check(case, "message", by=by)
    LIFE.take(case, "message", by=by, facts={"unit": _unit(by)}, words={"text": text})


def recuse(case: Case, *, by: Actor, interest: str, staff: Staff | None = None) -> None:
    """Keep out of the case, from now on. `interest`: of `words.Interest`; `staff`: somebody else, named by a supervisor or dispatcher."""
    LIFE.check(case, "recuse", by=by)
    key = staff.pk if staff else by.staff_id
    if interest not in Interest.values:
        raise Incomplete({"interest": _("This is not one of the choices.")})
    if staff and staff.pk != by.staff_id:
        _may_name(case, by, staff)
    if key is None:
        raise Incomplete({"staff": _("This is missing.")})
    if conflicts.is_recused(case, key):
        raise Refused(_("They keep out of this case already."))
    out = Recusal(case=case, staff_id=key, reason=interest, by=by.ref, at=clock.now())
    changes = {"colleague_id": None} if case.colleague_id == key else {}
    LIFE.take(case, "recuse", by=by, facts={"staff": f"staff:{key}", "interest": interest}, beside=[out], **changes)


def readmit(case: Case, *, by: Actor, staff: Staff) -> None:
    """The reason is gone: they see the case again. Never decided by themselves."""
    LIFE.check(case, "readmit", by=by)
    out = case.recusals.filter(staff=staff, ended_at=None).first()
    if out is None:
        raise Incomplete({"staff": _("They do not keep out of this case.")})
    if staff.pk == by.staff_id:
        raise Refused(_("Somebody else decides than who was recused."))
    out.ended_at = clock.now()
    LIFE.take(case, "readmit", by=by, facts={"staff": f"staff:{staff.pk}"}, beside=[out])


def attach(case: Case, *, by: Actor, file: Attachment) -> None:
    """Put a file that was taken in (`files.take_in`) to the case."""
    LIFE.check(case, "attach", by=by)
    file.case, file.added_at, file.added_by = case, clock.now(), by.ref
    facts = {"file": file.sha256, "media_type": file.media_type, "of_reply": file.of_reply}
    LIFE.take(case, "attach", by=by, facts=facts, beside=[file])


def copy(case: Case, *, by: Actor) -> None:
    """The resident takes a copy of what is held about their case (`copies.py` writes it)."""
    LIFE.check(case, "copy", by=by)
    LIFE.take(case, "copy", by=by)


def end_mediation(case: Case, *, by: Actor, dispute: str, outcome: str) -> None:
    """The dispute that this call became has ended: its number, and as which of `mediation.words.Outcome`; nothing of what was said."""
    LIFE.check(case, "end_mediation", by=by)
    LIFE.take(case, "end_mediation", by=by, facts={"dispute": dispute, "outcome": outcome})


def note(case: Case, *, by: Actor, text: str) -> None:
    """A note for those who work on the case; the resident does not read it."""
    LIFE.check(case, "note", by=by)
    LIFE.take(case, "note", by=by, words={"text": text})


def send_code(case: Case, *, by: Actor, channel: str) -> None:
    """A one-time code went to the address the reporter left, because somebody who knew it asked. The reporter reads this."""
    LIFE.check(case, "send_code", by=by)
    LIFE.take(case, "send_code", by=by, facts={"channel": channel})


# -- the parts they share


def _purpose(purpose: str) -> dict[str, str]:
    return {} if purpose in Purpose.values else {"purpose": _("This is not one of the choices.")}


def _until(until: datetime, longest: timedelta) -> dict[str, str]:
    now = clock.now()
    if until <= now:
        return {"until": _("This time has passed.")}
    hours = {"n": longest // timedelta(hours=1)}
    return {} if until <= now + longest else {"until": _("%(n)d hours from now at most.") % hours}


def _unit(by: Actor) -> str | None:
    """The unit that somebody acts for, as the record keeps it: its code."""
    unit = units.current().by_id.get(by.unit_id or 0)
    return unit.code if unit else None


def _may_name(case: Case, by: Actor, staff: Staff) -> None:
    if by.role not in (Role.SUPERVISOR, Role.DISPATCHER):
        raise Refused(_("Only a supervisor or a dispatcher can keep somebody else out."))
    if not queries.visible_to(staff.actor).filter(pk=case.pk).exists():
        raise Incomplete({"staff": _("They do not see this case, or keep out of it already.")})
