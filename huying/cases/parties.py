"""Who somebody is to a case: a role anywhere, or a position that this case gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from huying.base.units.roles import Actor, Query, Role, Scope, scope

from .models import Case
from .words import Part


@dataclass(frozen=True)
class Party:
    """Somebody in a certain position towards a case."""

    name: Any
    stands: Callable[[Case, Actor], bool]

    def __call__(self, case: Case, by: Actor) -> bool:
        return self.stands(case, by)


def _role(name: Any, *roles: Role) -> Party:
    return Party(name, lambda case, by: by.role in roles)


PROPOSAL = "proposal"
"""The source of a joint case: what recurs or surges, and nobody called about; `external` is the number of the proposal."""
AT_UNIT = (Role.HANDLER, Role.INTEGRATOR)
"""A unit acts through its people or through its own system."""

CALLER = _role(gettext_lazy("a caller"), Role.RESIDENT)
OPERATOR = _role(Role.OPERATOR.label, Role.OPERATOR)
DISPATCHER = _role(Role.DISPATCHER.label, Role.DISPATCHER)
FIELD = _role(Role.FIELD.label, Role.FIELD)
SUPERVISOR = _role(Role.SUPERVISOR.label, Role.SUPERVISOR)
PROPOSED = Party(
    gettext_lazy("a supervisor, of what was proposed from the record"),
    lambda case, by: by.role == Role.SUPERVISOR and case.source == PROPOSAL,
)
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
ANSWERING = Party(
    gettext_lazy("the unit that answered"),
    lambda case, by: by.role in AT_UNIT and by.unit_id is not None and by.unit_id == (case.parent or case).unit_id,
)
CO = Party(
    gettext_lazy("a unit called in to help"),
    lambda case, by: by.role in AT_UNIT and any(row.unit_id == by.unit_id for row in case.papers.assigned(Part.CO)),
)

STAFF = Party(
    gettext_lazy("staff who read cases"),
    lambda case, by: by.staff_id is not None and scope(by.role, Query.CASES) != Scope.NONE,
)


def _contact_scopes(case: Case, by: Actor) -> tuple[Scope, ...]:
    """With which scopes somebody may open the contact of this case: of their own unit where it leads, or of all."""
    leads = by.unit_id is not None and by.unit_id == case.unit_id
    return (Scope.OWN_UNIT, Scope.ALL) if leads else (Scope.ALL,)


OPENS_CONTACTS = Party(
    gettext_lazy("the hotline, and the people of the lead unit"),
    lambda case, by: scope(by.role, Query.CONTACT) in _contact_scopes(case, by),
)
