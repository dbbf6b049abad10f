"""Who may, and what stands against it: each rule answers with the reason why not, in the words of whoever reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.base.journal import clock
from huying.base.journal.machine import Rule
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Role

from . import responsibility
from .models import Case
from .words import Confidentiality, Outcome, Part, RequestKind, State


@dataclass(frozen=True)
class Party:
    """Somebody in a certain position towards a case."""

    name: Any
    stands: Callable[[Case, Actor], bool]

    def __call__(self, case: Case, by: Actor) -> bool:
        return self.stands(case, by)


def _role(name: Any, *roles: Role) -> Party:
    return Party(name, lambda case, by: by.role in roles)


AT_UNIT = (Role.HANDLER, Role.INTEGRATOR)
"""A unit acts through its people or through its own system."""

CALLER = _role(gettext_lazy("a caller"), Role.RESIDENT)
OPERATOR = _role(Role.OPERATOR.label, Role.OPERATOR)
DISPATCHER = _role(Role.DISPATCHER.label, Role.DISPATCHER)
FIELD = _role(Role.FIELD.label, Role.FIELD)
SUPERVISOR = _role(Role.SUPERVISOR.label, Role.SUPERVISOR)
CONNECTED = _role(Role.INTEGRATOR.label, Role.INTEGRATOR)
SYSTEM = _role(Role.SYSTEM.label, Role.SYSTEM)
PANEL = _role(gettext_lazy("the dispute panel"), Role.DISPATCHER, Role.SUPERVISOR)
RESIDENT = Party(
    gettext_lazy("the resident who called"), lambda case, by: by.role == Role.RESIDENT and by.case_id == case.pk
)
LEAD = Party(
    gettext_lazy("the lead unit"),
    lambda case, by: by.role in AT_UNIT and by.unit_id is not None and by.unit_id == case.unit_id,
)
INNER = Party(
    gettext_lazy("the unit it was handed down to"),
    lambda case, by: by.role in AT_UNIT and by.unit_id is not None and by.unit_id == case.inner_unit_id,
)
CO = Party(
    gettext_lazy("a unit called in to help"),
    lambda case, by: by.role in AT_UNIT and any(row.unit_id == by.unit_id for row in case.papers.assigned(Part.CO)),
)


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
    inside = by.unit_id is not None and by.unit_id in (case.unit_id, case.inner_unit_id)
    return _("The handling unit cannot do this in its own case.") if inside else ""


def not_who_dispatched(case: Case, by: Actor) -> str:
    own = any(row.assigned_by == by.ref for row in case.papers.assigned(Part.LEAD))
    return _("Whoever dispatched it does not decide on its return.") if own else ""


def not_designated(case: Case, by: Actor) -> str:
    return _("The panel designated this unit, finally; it cannot be returned.") if case.designated else ""


def extendable(case: Case, by: Actor) -> str:
    return "" if case.tier is None or case.tier.extendable else _("Cases of this urgency get no more time.")


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


def contact_is_theirs(case: Case, by: Actor) -> str:
    if by.role == Role.OPERATOR:
        return ""
    if case.confidentiality != Confidentiality.NORMAL:
        return _("The reporter asked for confidentiality: reach them through the hotline.")
    return (
        ""
        if case.state in (State.IN_PROGRESS, State.REPLIED)
        else _("Accept the case first; then the contact can be opened.")
    )


def not_rated(case: Case, by: Actor) -> str:
    return _("This round was rated already.") if case.verdicts.filter(round=case.rounds).exists() else ""


# -- rules of commands: about what is asked, not only who asks


def may_lead(case: Case, unit: Unit) -> str:
    """Why `unit` cannot be given this case, or ""."""
    if unit.retired:
        return _("%(unit)s no longer exists.") % {"unit": unit}
    if case.accused_id == unit.pk:
        return _("A case about %(unit)s is never handled by %(unit)s itself.") % {"unit": unit}
    if unit.level == Unit.Level.COMMUNITY and not responsibility.clause(case, unit):
        return _("A community committee takes nothing that no duty clause gives it (%(unit)s).") % {"unit": unit}
    return ""
