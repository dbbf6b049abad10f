"""Consent first: each side is asked, and one clear no ends it. No answer is neither (人民调解法 Art 17)."""

from typing import Any

from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor, Role

from . import deadlines, remedies, sides
from .models import Dispute, Party, Side
from .states import LIFE
from .words import ClockKind, EndReason, Means, Outcome, State


def ask(dispute: Dispute, *, by: Actor, side: int, means: str) -> None:
    """A side was asked whether it wants mediation, and told that it is free of charge and voluntary."""
    LIFE.check(dispute, "ask", by=by)
    asked = sides.the_side(dispute, by, side)
    _means(means)
    if not dispute.papers.of_side(side):
        raise Incomplete({"side": _("Nobody is named on side %(n)d.") % {"n": side}})
    beside: list[Any] = [asked]
    if asked.asked_at is None:
        asked.asked_at = clock.now()
        beside.append(deadlines.of_question(dispute, asked))
    if all(one.asked_at or one.consent for one in dispute.papers.sides):
        beside += deadlines.stop(dispute, ClockKind.REGISTER)
    due = deadlines.waits_until(dispute)
    LIFE.take(dispute, "ask", by=by, facts={"side": side, "means": means}, beside=beside, due_at=due)


def consent(dispute: Dispute, *, by: Actor, side: int, means: str, party: Party | None = None) -> None:
    """A party, or as staff note it a whole side, wants mediation. The side has said yes once everybody on it has.

    `party`: who said so, where one of several did.
    """
    LIFE.check(dispute, "consent", by=by)
    answering = sides.the_side(dispute, by, side)
    _means(means)
    willing = _speaking(dispute, by, side, party)
    if not willing:
        raise Incomplete({"side": _("Nobody is named on side %(n)d.") % {"n": side}})
    now = clock.now()
    for one in willing:
        one.consented_at, one.consent_means = one.consented_at or now, one.consent_means or means
    beside: list[Any] = [*willing]
    if all(one.consented_at for one in dispute.papers.of_side(side)):
        answering.consent, answering.answered_at, answering.means = Side.Consent.YES, now, means
        beside += [answering, *deadlines.stop(dispute, ClockKind.CONSENT, side=answering)]
    if all(one.asked_at or one.consent for one in dispute.papers.sides):
        beside += deadlines.stop(dispute, ClockKind.REGISTER)
    facts = {"side": side, "means": means, "parties": [one.pk for one in willing]}
    LIFE.take(dispute, "consent", by=by, facts=facts, beside=beside, due_at=deadlines.waits_until(dispute))


def refuse(dispute: Dispute, *, by: Actor, side: int, means: str, remedies_told: str = "", reason: str = "") -> None:
    """A side does not want mediation, or wants it no longer: it ends at once, and stands against nobody."""
    LIFE.check(dispute, "refuse", by=by)
    answering = sides.the_side(dispute, by, side)
    _means(means)
    answering.consent, answering.answered_at, answering.means = Side.Consent.NO, clock.now(), means
    began = dispute.state != State.APPLIED
    outcome = {"outcome": Outcome.ENDED, "end_reason": EndReason.UNWILLING} if began else {"outcome": Outcome.REFUSED}
    words = {"remedies": remedies_told or remedies.told(dispute), "reason": reason}
    LIFE.take(
        dispute, "refuse", by=by, facts={"side": side, "means": means}, words=words,
        beside=[answering, *_stopped(dispute, began)], **outcome, **_over(),
    )  # fmt: skip


def withdraw(dispute: Dispute, *, by: Actor, means: str, reason: str = "") -> None:
    """Whoever applied takes it back."""
    LIFE.check(dispute, "withdraw", by=by)
    _means(means)
    LIFE.take(
        dispute, "withdraw", by=by, facts={"means": means}, words={"reason": reason}, beside=deadlines.lapse(dispute, *ClockKind),
        outcome=Outcome.WITHDRAWN, **_over(),
    )  # fmt: skip


def lapse(dispute: Dispute, *, by: Actor, remedies_told: str = "") -> None:
    """A side did not answer in time: it ends, as nobody is brought to the table without a yes, and nothing is read into the silence."""
    LIFE.check(dispute, "lapse", by=by)
    silent = [one.number for one in dispute.papers.sides if one.consent != Side.Consent.YES]
    words = {"remedies": remedies_told or remedies.told(dispute)}
    LIFE.take(
        dispute, "lapse", by=by, facts={"sides": silent}, words=words, beside=deadlines.lapse(dispute, *ClockKind),
        outcome=Outcome.UNANSWERED, **_over(),
    )  # fmt: skip


def accept(dispute: Dispute, *, by: Actor) -> None:
    """Every side consented: the committee takes it on, and the time for mediation begins."""
    LIFE.check(dispute, "accept", by=by)
    beside = [*deadlines.stop(dispute, ClockKind.REGISTER, ClockKind.CONSENT), deadlines.of_mediation(dispute)]
    due = deadlines.waits_until(dispute)
    LIFE.take(dispute, "accept", by=by, beside=beside, accepted_at=clock.now(), due_at=due)


# -- the parts they share


def _speaking(dispute: Dispute, by: Actor, side: int, party: Party | None) -> list[Party]:
    if by.role == Role.RESIDENT:
        return [one for one in dispute.papers.of_side(side) if one.pk == by.party_id]
    found = [one for one in dispute.papers.of_side(side) if party is None or one.pk == party.pk]
    if party is not None and not found:
        raise Refused(_("They are not on this side."))
    return found


def _stopped(dispute: Dispute, began: bool) -> list[Any]:
    """Mediation that ends by a no took its time; the rest is waited for no more."""
    done = deadlines.stop(dispute, ClockKind.MEDIATION, ClockKind.COURT) if began else []
    return [*done, *deadlines.lapse(dispute, *ClockKind)]


def _over() -> dict[str, Any]:
    return {"closed_at": clock.now(), "due_at": None}


def _means(means: str) -> None:
    if means not in Means.values:
        raise Incomplete({"means": _("This is not one of the choices.")})
