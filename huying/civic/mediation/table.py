"""Who mediates, and what only every side together can want."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from huying.base.journal import clock, rows
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.models import Staff, Unit
from huying.base.units.roles import Actor, Role

from . import ancestry, deadlines, sides
from .models import Choice, Committee, Dispute, Request, RequestAnswer, Seat, Side
from .states import LIFE
from .words import MEDIATES, Joint, Means, Part, State

BEFORE_FORCE = (Joint.EXTENSION, Joint.RAISE, Joint.INVITATION)
"""What is asked while it is mediated; the rest once an agreement is in force."""


@dataclass(frozen=True)
class Proposed:
    """Somebody for the table: an account, or, invited to this dispute only, a name. `reasons`: codes of `proposing.Why`."""

    part: str = Part.PEOPLE
    staff: Staff | None = None
    name: str = ""
    reasons: Sequence[str] = ()


def propose(dispute: Dispute, *, by: Actor, seats: Sequence[Proposed], reason: str) -> None:
    """The committee proposes who mediates; every side may accept or object. `reason`: why they."""
    LIFE.check(dispute, "propose", by=by)
    taken = {seat.staff_id for seat in dispute.papers.seats}
    for one in seats:
        if why_not := _may_sit(one, taken):
            raise Incomplete({"seats": why_not})
    rows_ = [_seat(dispute, one) for one in seats]
    facts = {"seats": [{"seat": row.pk, "part": row.part, "staff": _ref(row)} for row in rows_]}
    LIFE.take(dispute, "propose", by=by, facts=facts, words={"reason": reason}, beside=rows_)


def disclose(dispute: Dispute, *, by: Actor, text: str, seat: Seat | None = None) -> None:
    """Say which interests one has in it, or that one has none, so that every side can choose (深圳条例 Art 23).

    `seat`: of somebody without an account, for whom a mediator writes it down.
    """
    LIFE.check(dispute, "disclose", by=by)
    known = (
        _the_seat(dispute, seat) if seat else next(one for one in dispute.papers.seats if one.staff_id == by.staff_id)
    )
    if known.staff_id not in (None, by.staff_id):
        raise Refused(_("Everybody says for themselves which interests they have."))
    known.disclosed_at = clock.now()
    LIFE.take(dispute, "disclose", by=by, facts={"seat": known.pk}, words={"text": text}, beside=[known])


def choose(dispute: Dispute, *, by: Actor, side: int, seat: Seat, means: str) -> None:
    """A side accepts somebody at the table."""
    LIFE.check(dispute, "choose", by=by)
    choice = _choice(dispute, by, side, seat, means)
    choice.accepted = True
    LIFE.take(dispute, "choose", by=by, facts={"side": side, "seat": seat.pk, "means": means}, beside=[choice])


def object(dispute: Dispute, *, by: Actor, side: int, seat: Seat, means: str, reason: str = "") -> None:
    """A side does not want somebody at the table: they leave it. No reason needs to be given."""
    LIFE.check(dispute, "object", by=by)
    choice = _choice(dispute, by, side, seat, means)
    choice.accepted = False
    known = _the_seat(dispute, seat)
    known.ended_at = clock.now()
    facts = {"side": side, "seat": seat.pk, "means": means}
    LIFE.take(dispute, "object", by=by, facts=facts, words={"reason": reason}, beside=[choice, known])


def recuse(dispute: Dispute, *, by: Actor, reason: str) -> None:
    """Step down from the table."""
    LIFE.check(dispute, "recuse", by=by)
    own = next(seat for seat in dispute.papers.seats if seat.staff_id == by.staff_id)
    own.ended_at = clock.now()
    LIFE.take(dispute, "recuse", by=by, facts={"seat": own.pk}, words={"reason": reason}, beside=[own])


def begin(dispute: Dispute, *, by: Actor) -> None:
    """Everybody at the table is accepted by every side: mediation begins."""
    LIFE.check(dispute, "begin", by=by)
    LIFE.take(dispute, "begin", by=by)


def request(
    dispute: Dispute, *, by: Actor, kind: str, reason: str, until: datetime | None = None,
    invited: Proposed | None = None, means: str = Means.PAGE,
) -> None:  # fmt: skip
    """Ask every side for what only all of them can want. `until`: of an extension; `invited`: of an invitation.

    A party that asks has said yes for its side already.
    """
    LIFE.check(dispute, "request", by=by)
    if wrong := _unaskable(dispute, kind, until, invited):
        raise Incomplete(wrong)
    now = clock.now()
    facts: dict[str, Any] = {"until": until.isoformat()} if until and kind == Joint.EXTENSION else {}
    if invited and kind == Joint.INVITATION:
        facts |= {"part": invited.part, "staff": invited.staff.pk if invited.staff else None}
    asked = rows.new(
        Request, id=rows.reserve(Request, 1)[0], dispute_id=dispute.pk, kind=kind, asked_by=by.ref, asked_at=now, facts=facts,
        name=invited.name if invited else "",
    )  # fmt: skip
    own = _side_of(dispute, by)
    first = [RequestAnswer(request_id=asked.pk, side=own, wants=True, means=means, at=now)] if own else []
    LIFE.take(
        dispute, "request", by=by, facts={"kind": kind, "request": asked.pk, **facts}, words={"reason": reason},
        beside=[asked, *first],
    )  # fmt: skip


def answer_request(dispute: Dispute, *, by: Actor, side: int, means: str, decision: str) -> None:
    """One side says yes or no. One no ends it; once all said yes it holds: more time begins, whoever was invited sits down."""
    LIFE.check(dispute, "answer_request", by=by)
    answering = sides.the_side(dispute, by, side)
    asked = cast("Request", dispute.papers.request)  # the rule has seen it
    if decision not in ("yes", "no"):
        raise Incomplete({"decision": _("This is not one of the choices.")})
    answers = {row.side_id: row for row in dispute.papers.answers if row.request_id == asked.pk}
    if answering.pk in answers:
        raise Refused(_("This side has answered already."))
    now = clock.now()
    answer = RequestAnswer(request=asked, side=answering, wants=decision == "yes", means=means, at=now)
    beside: list[Any] = [answer]
    changes: dict[str, Any] = {}
    if decision == "no" or len(answers) + 1 == len(dispute.papers.sides):
        asked.decision, asked.decided_at = ("refused" if decision == "no" else "granted"), now
        beside.append(asked)
    if asked.decision == "granted":
        granted, changes = _granted(dispute, asked)
        beside += granted
    facts = {"side": side, "means": means, "decision": decision, "kind": asked.kind, "became": asked.decision}
    LIFE.take(dispute, "answer_request", by=by, facts=facts, beside=beside, **changes)


def raise_level(dispute: Dispute, *, by: Actor, to: Unit, reason: str) -> None:
    """Every side wants the next level: it goes there with its file, and the committee there proposes anew (提级调解)."""
    LIFE.check(dispute, "raise_level", by=by)
    if why_not := _may_take_over(dispute, to):
        raise Refused(why_not)
    wanted = cast("Request", dispute.papers.wanted(Joint.RAISE))  # the rule has seen it
    wanted.decision = "done"
    left = list(dispute.papers.seats)
    for seat in left:
        seat.ended_at = clock.now()
    facts = {"unit": to.code, "from": dispute.unit.code if dispute.unit else None, "level": dispute.level + 1}
    LIFE.take(
        dispute, "raise_level", by=by, facts=facts, words={"reason": reason}, beside=[wanted, *left], level=dispute.level + 1,
        **ancestry.of_unit(to),
    )  # fmt: skip


# -- the parts they share


def _may_sit(one: Proposed, taken: set[int | None]) -> str:
    if one.part not in Part.values:
        return _("This is not one of the choices.")
    if one.staff is None:
        if one.part in MEDIATES:
            return _("Whoever mediates needs an account here.")
        return "" if one.name.strip() else _("Say who it is.")
    if one.staff.role != Role.MEDIATOR or not one.staff.is_active:
        return _("%(who)s does not mediate.") % {"who": one.staff.get_full_name()}
    return _("%(who)s sits at the table already.") % {"who": one.staff.get_full_name()} if one.staff.pk in taken else ""


def _seat(dispute: Dispute, one: Proposed) -> Seat:
    return rows.new(
        Seat, id=rows.reserve(Seat, 1)[0], dispute_id=dispute.pk, part=one.part, staff_id=one.staff.pk if one.staff else None,
        unit_id=one.staff.unit_id if one.staff else None, name=one.name, reasons=[*one.reasons], proposed_at=clock.now(),
    )  # fmt: skip


def _ref(seat: Seat) -> str:
    return f"staff:{seat.staff_id}" if seat.staff_id else ""


def _the_seat(dispute: Dispute, seat: Seat) -> Seat:
    known = dispute.papers.seat(seat.pk)
    if known is None:
        raise Incomplete({"seat": _("They do not sit at this table.")})
    return known


def _choice(dispute: Dispute, by: Actor, side: int, seat: Seat, means: str) -> Choice:
    choosing, known = sides.the_side(dispute, by, side), _the_seat(dispute, seat)
    found = next((row for row in dispute.papers.choices if (row.seat_id, row.side_id) == (known.pk, choosing.pk)), None)
    choice = found or Choice(seat=known, side=choosing)
    choice.means, choice.at = means, clock.now()
    return choice


def _side_of(dispute: Dispute, by: Actor) -> Side | None:
    """The side of a party that asks."""
    party = dispute.papers.party(by.party_id) if by.role == Role.RESIDENT else None
    return next((side for side in dispute.papers.sides if party and side.pk == party.side_id), None)


def _unaskable(dispute: Dispute, kind: str, until: datetime | None, invited: Proposed | None) -> dict[str, str]:
    if kind not in Joint.values or (kind in BEFORE_FORCE) != (dispute.state != State.IN_FORCE):
        return {"kind": _("This cannot be asked for now.")}
    if kind == Joint.REVIEW and not (dispute.type and dispute.type.reviewed_by_arbitration):
        return {"kind": _("Agreements of this type are not reviewed by labour arbitration.")}
    if kind == Joint.EXTENSION:
        most = deadlines.extension_most(dispute)
        if until is None or most is None or not clock.now() < until <= most:
            shown = timezone.localtime(most).strftime("%Y-%m-%d") if most else ""
            return {"until": _("Say until when: by %(day)s at most.") % {"day": shown}}
    if kind == Joint.INVITATION:
        if invited is None:
            return {"invited": _("Say who it is.")}
        if why_not := _may_sit(invited, {seat.staff_id for seat in dispute.papers.seats}):
            return {"invited": why_not}
    return {}


def _granted(dispute: Dispute, asked: Request) -> tuple[list[Any], dict[str, Any]]:
    """What begins at once when every side said yes."""
    if asked.kind == Joint.EXTENSION:
        extended = deadlines.extend(dispute, datetime.fromisoformat(asked.facts["until"]))
        return [*extended], {"due_at": deadlines.waits_until(dispute)}
    if asked.kind == Joint.INVITATION:
        key = asked.facts.get("staff")
        staff = Staff.objects.get(pk=key) if key else None
        seat = _seat(dispute, Proposed(part=asked.facts["part"], staff=staff, name=asked.name))
        accepted = [
            Choice(seat_id=seat.pk, side=side, accepted=True, means=Means.PAGE, at=clock.now())
            for side in dispute.papers.sides
        ]
        return [seat, *accepted], {}
    return [], {}


def _may_take_over(dispute: Dispute, to: Unit) -> str:
    if why_not := sides.may_mediate(to, dispute.type):
        return why_not
    now = Committee.objects.filter(unit=dispute.unit_id).first()
    then = Committee.objects.get(unit=to)
    return "" if now is None or then.level > now.level else _("%(unit)s is not of a higher level.") % {"unit": to}
