"""What stands against a step: each rule answers with the reason why not, in the words of whoever reads it."""

from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.machine import Rule
from huying.base.units.roles import Actor

from . import retention
from .models import Dispute, DisputeType
from .words import ClockKind, Confirmation, Joint


def may_be_mediated(dispute: Dispute, by: Actor) -> str:
    if dispute.type is None:
        return _("Say first what type of dispute it is.")
    return (
        ""
        if dispute.type.mediable != DisputeType.Mediable.NO
        else _("By law, disputes of this type are not for mediation.")
    )


def every_side_consented(dispute: Dispute, by: Actor) -> str:
    """No answer is neither consent nor refusal (人民调解法 Art 17)."""
    sides = dispute.papers.sides
    if len(sides) < 2:
        return _("A dispute has two sides at least.")
    if empty := [side.number for side in sides if not dispute.papers.of_side(side.number)]:
        return _("Nobody is named on side %(n)d.") % {"n": empty[0]}
    silent = [side.number for side in sides if side.consent != side.Consent.YES]
    return _("Side %(n)d has not said yes.") % {"n": silent[0]} if silent else ""


def somebody_did_not_answer(dispute: Dispute, by: Actor) -> str:
    """The time in which a side is waited for is over (人民法院在线调解规则 Art 15: 3 working days)."""
    waited = dispute.papers.running(ClockKind.CONSENT)
    if not waited:
        return _("No side was asked that has not answered.")
    return "" if any(clock.now() > row.due_at for row in waited) else _("There is still time to answer.")


def table_is_set(dispute: Dispute, by: Actor) -> str:
    """A mediator is there, everybody said what interests they have, and every side accepts everybody (Arts 19, 23)."""
    if not dispute.papers.mediators:
        return _("Nobody is proposed as mediator.")
    for seat in dispute.papers.seats:
        if seat.disclosed_at is None:
            return _("Somebody at the table has not said yet whether they have an interest in it.")
        accepted = {
            choice.side_id for choice in dispute.papers.choices if choice.seat_id == seat.pk and choice.accepted
        }
        if missing := [side.number for side in dispute.papers.sides if side.pk not in accepted]:
            return _("Side %(n)d has not accepted everybody at the table.") % {"n": missing[0]}
    return ""


def no_open_request(dispute: Dispute, by: Actor) -> str:
    return _("Every side is being asked for something already.") if dispute.papers.request else ""


def has_open_request(dispute: Dispute, by: Actor) -> str:
    return "" if dispute.papers.request else _("The sides are asked for nothing.")


def every_side_wants(kind: Joint) -> Rule:
    """Each side said yes to it, and it was not done yet."""

    def rule(dispute: Dispute, by: Actor) -> str:
        return (
            ""
            if dispute.papers.wanted(kind)
            else _("This needs the yes of every side (%(what)s).") % {"what": kind.label}
        )

    return rule


def has_written_draft(dispute: Dispute, by: Actor) -> str:
    draft = dispute.papers.draft
    return "" if draft and not draft.oral else _("There is no written text yet.")


def has_oral_draft(dispute: Dispute, by: Actor) -> str:
    draft = dispute.papers.draft
    return "" if draft and draft.oral else _("What was agreed orally is not put down yet.")


def everybody_signed(dispute: Dispute, by: Actor) -> str:
    """Every party and every mediator signed this very text (人民调解法 Art 29)."""
    if dispute.papers.unsigned():
        return _("Not every party has signed.")
    return _("Not every mediator has signed.") if dispute.papers.not_countersigned() else ""


def everybody_agreed_orally(dispute: Dispute, by: Actor) -> str:
    """人民调解法 Arts 28, 30."""
    return _("Not every party has agreed.") if dispute.papers.unsigned() else ""


def confirmation_is_wanted(dispute: Dispute, by: Actor) -> str:
    if dispute.confirmation:
        return _("It was applied for already.")
    wanted = dispute.papers.wanted(Joint.CONFIRMATION) or dispute.papers.wanted(Joint.REVIEW)
    return "" if wanted else _("This needs the yes of every side (%(what)s).") % {"what": Joint.CONFIRMATION.label}


def confirmation_in_time(dispute: Dispute, by: Actor) -> str:
    """Within 30 days of taking effect (人民调解法 Art 33); a review by labour arbitration within 15."""
    wanted = dispute.papers.wanted(Joint.REVIEW)
    kind = ClockKind.REVIEW if wanted else ClockKind.CONFIRMATION
    running = dispute.papers.running(kind)
    return "" if running and clock.now() <= running[0].due_at else _("The time to apply for it is over.")


def confirmation_is_applied_for(dispute: Dispute, by: Actor) -> str:
    return "" if dispute.confirmation == Confirmation.APPLIED else _("It was not applied for.")


def is_held(dispute: Dispute, by: Actor) -> str:
    return "" if retention.is_held(dispute) else _("Nothing is held back here.")


def retention_is_over(dispute: Dispute, by: Actor) -> str:
    """What reaches a person is kept for so long after the end, and longer only where it is held."""
    return retention.why_not(dispute)
