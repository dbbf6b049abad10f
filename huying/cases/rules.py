"""What stands against a step: each rule answers with the reason why not, in the words of whoever reads it."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.machine import Rule
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Role

from . import conflicts, deadlines, responsibility, retention, standing
from .models import Case, Contact, Trouble
from .words import ClockKind, Confidentiality, Outcome, Part, RequestKind, State

# -- rules of the table: (case, by) → reason


def no_open(kind: RequestKind) -> Rule:
    """Nothing of this kind waits for a decision."""

    def rule(case: Case, by: Actor) -> str:
        return (
            _("A request (%(kind)s) waits for its decision already.") % {"kind": kind.label}
            if case.papers.request(kind)
            else ""
        )

    return rule


def has_open(kind: RequestKind) -> Rule:
    """Something of this kind waits for a decision."""

    def rule(case: Case, by: Actor) -> str:
        return (
            "" if case.papers.request(kind) else _("No request (%(kind)s) waits for a decision.") % {"kind": kind.label}
        )

    return rule


def once(kind: RequestKind) -> Rule:
    """It was never asked for before."""

    def rule(case: Case, by: Actor) -> str:
        asked = any(row.kind == kind for row in case.papers.requests)
        return _("This can be asked for once only (%(kind)s).") % {"kind": kind.label} if asked else ""

    return rule


def outside_the_unit(case: Case, by: Actor) -> str:
    handling = (case.unit_id, case.inner_unit_id, case.parent.unit_id if case.parent else None)
    if by.unit_id is not None and by.unit_id in handling:
        return _("The handling unit cannot do this in its own case.")
    return not_about_them(case, by)


def not_about_them(case: Case, by: Actor) -> str:
    return _("It is about your unit; others deal with it.") if conflicts.concerns(case, by.unit_id) else ""


def not_who_asked(kind: RequestKind) -> Rule:
    """Whoever asked does not decide."""

    def rule(case: Case, by: Actor) -> str:
        asked = case.papers.request(kind)
        return _("Somebody else decides than who asked.") if asked and asked.asked_by == by.ref else ""

    return rule


def not_who_dispatched(case: Case, by: Actor) -> str:
    own = any(row.assigned_by == by.ref for row in case.papers.assigned(Part.LEAD))
    return _("Whoever dispatched it does not decide on its return.") if own else ""


def not_designated(case: Case, by: Actor) -> str:
    return _("The panel designated this unit, finally; it cannot be returned.") if case.designated else ""


def within_return_window(case: Case, by: Actor) -> str:
    """A unit that neither accepts nor asks in time has accepted."""
    ends = deadlines.return_window(case)
    return (
        ""
        if ends is None or clock.now() <= ends
        else _("The time to ask for a return is over: the case counts as accepted.")
    )


def return_window_is_over(case: Case, by: Actor) -> str:
    """Huying accepts for a unit only where it kept silent past the window."""
    if by.role != Role.SYSTEM:
        return ""
    ends = deadlines.return_window(case)
    return "" if ends and clock.now() > ends else _("The unit still has time to accept or to ask for a return.")


def undecided_in_time(case: Case, by: Actor) -> str:
    """Once the time is up nobody grants more; Huying then writes that it was not granted."""
    late = case.due_at is not None and clock.now() > case.due_at
    if by.role == Role.SYSTEM:
        return "" if late else _("There is still time to decide.")
    return _("The time was up before it was decided; so it was not granted.") if late else ""


def runs(kind: ClockKind) -> Rule:
    """A clock of this kind waits for what stops it."""

    def rule(case: Case, by: Actor) -> str:
        return (
            "" if case.papers.running(kind) else _("Nothing waits for this here (%(clock)s).") % {"clock": kind.label}
        )

    return rule


def something_counts(case: Case, by: Actor) -> str:
    """What is over is never counted anew. A merged reporter still waits."""
    return "" if any(row.is_running for row in case.papers.clocks) else _("No clock runs here any more.")


def rests_seldom(case: Case, by: Actor) -> str:
    most = deadlines.limits().pauses_most
    rested = max((len(row.pauses) for row in case.papers.clocks), default=0)
    return _("It rested %(n)d times already, and more is not allowed.") % {"n": rested} if rested >= most else ""


def not_urged_lately(case: Case, by: Actor) -> str:
    if by.role != Role.RESIDENT or case.urged_at is None:
        return ""
    again = deadlines.due(deadlines.limits().urge_every, case.urged_at)
    if again is None or clock.now() >= again:
        return ""
    return _("You urged it already; you can again from %(when)s.") % {
        "when": date_format(timezone.localtime(again), "n-j H:i")
    }


def extendable(case: Case, by: Actor) -> str:
    return "" if case.tier is None or case.tier.extendable else _("Cases of this urgency get no more time.")


def is_raised(case: Case, by: Actor) -> str:
    return "" if case.level else _("It was not raised to a higher level.")


def not_overdue(case: Case, by: Actor) -> str:
    return _("More time must be asked for before the time is up.") if case.due_at and clock.now() > case.due_at else ""


def not_resting(case: Case, by: Actor) -> str:
    if case.review_on:
        return _("It is kept as long-term already.")
    return _("It is paused already.") if case.paused_until else ""


def is_resting(case: Case, by: Actor) -> str:
    return "" if case.paused_until or case.review_on else _("It is neither paused nor long-term.")


def had_unit(case: Case, by: Actor) -> str:
    return "" if case.unit_id else _("No unit has ever had it; it needs a dispatch.")


def by_a_person(case: Case, by: Actor) -> str:
    """What everybody reads is released by somebody, never by a program."""
    return _("A person decides what everybody may read.") if by.role == Role.INTEGRATOR else ""


def stands_by_itself(case: Case, by: Actor) -> str:
    if case.outcome == Outcome.WITHDRAWN:
        return _("It was withdrawn.")
    return not_merged(case, by)


def is_public(case: Case, by: Actor) -> str:
    told = getattr(case, "open_report", None)
    shown = hasattr(case, "publication") or (told is not None and told.public)
    return "" if shown else _("It is not on the city's page.")


def not_merged(case: Case, by: Actor) -> str:
    return _("It was merged; the case it was merged into goes on.") if case.outcome == Outcome.MERGED else ""


def is_merged(case: Case, by: Actor) -> str:
    return "" if case.outcome == Outcome.MERGED else _("It was not merged.")


def ended_for_the_resident(case: Case, by: Actor) -> str:
    return _("It was withdrawn.") if case.outcome == Outcome.WITHDRAWN else ""


def mediable(case: Case, by: Actor) -> str:
    if case.referred:
        return _("It is in mediation already.")
    return "" if case.category and case.category.mediable else _("Cases of this category are not for mediation.")


def not_excluded(case: Case, by: Actor) -> str:
    return _("It is excluded from scoring already.") if case.excluded else ""


def reopened_by_a_person(case: Case, by: Actor) -> str:
    """From closed, Huying itself does not reopen; a person does."""
    return (
        _("A person decides whether a closed case is taken up again.")
        if by.role == Role.SYSTEM and case.state == State.CLOSED
        else ""
    )


def is_announced(case: Case, by: Actor) -> str:
    announced = getattr(case, "is_announced", None)
    if announced is None:
        announced = Trouble.objects.filter(case=case, ended_at=None).exists()
    return "" if announced else _("Nothing is announced here.")


def is_open_to_all(case: Case, by: Actor) -> str:
    sealed = case.confidentiality != Confidentiality.NORMAL or case.private_place
    return _("What is confidential, or about a home, is not announced to everybody.") if sealed else ""


def somebody_keeps_out(case: Case, by: Actor) -> str:
    return "" if case.recusals.filter(ended_at=None).exists() else _("Nobody keeps out of it.")


def is_held(case: Case, by: Actor) -> str:
    return "" if standing.holds(case) else _("No hold is set.")


def has_contact(case: Case, by: Actor) -> str:
    return "" if Contact.objects.filter(case=case).exists() else _("No contact is kept.")


def retention_is_over(case: Case, by: Actor) -> str:
    why = retention.keeps(standing.of(case), clock.now())
    return _("The contact is kept: %(why)s.") % {"why": why.label} if why else ""


# -- rules of commands: about what is asked, not only who asks


def may_work(case: Case, unit: Unit) -> str:
    """Why `unit` cannot have a part in this case, or ""."""
    if unit.retired:
        return _("%(unit)s no longer exists.") % {"unit": unit}
    if unit.pk in case.papers.about:
        return _("A case about %(unit)s is never handled by %(unit)s itself.") % {"unit": unit}
    if conflicts.concerns(case, unit.pk):
        return _("It is about a unit above %(unit)s, so %(unit)s has no part in it.") % {"unit": unit}
    return ""


def may_take_in(case: Case, other: Case) -> str:
    """Why `other` cannot be merged into this case, or "": whoever it is about must not come to handle it that way."""
    if not (about := conflicts.accused(other)):
        return ""
    at_work = {case.unit_id, case.inner_unit_id, *(row.unit_id for row in case.papers.assigned(*Part))}
    return _("%(number)s is with the unit that this one is about.") % {"number": case.number} if at_work & about else ""


def may_lead(case: Case, unit: Unit) -> str:
    """Why `unit` cannot be given this case, or ""."""
    if why_not := may_work(case, unit):
        return why_not
    if unit.level == Unit.Level.COMMUNITY and not responsibility.clause(case, unit):
        return _("A community committee takes nothing that no duty clause gives it (%(unit)s).") % {"unit": unit}
    return ""
