"""Who somebody is to a dispute: a role anywhere, or a position that this dispute gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from huying.base.units.roles import Actor, Role

from .models import UNIT_COLUMNS, Dispute, Party


@dataclass(frozen=True)
class Position:
    """Somebody in a certain position towards a dispute."""

    name: Any
    stands: Callable[[Dispute, Actor], bool]

    def __call__(self, dispute: Dispute, by: Actor) -> bool:
        return self.stands(dispute, by)


def actor(party: Party) -> Actor:
    """A party acting for itself, by the code it holds."""
    return Actor(Role.RESIDENT, f"party:{party.pk}", party_id=party.pk)


def _role(name: Any, *roles: Role) -> Position:
    return Position(name, lambda dispute, by: by.role in roles)


def _sits(dispute: Dispute, by: Actor) -> bool:
    return by.staff_id is not None and any(seat.staff_id == by.staff_id for seat in dispute.papers.seats)


def _mediates(dispute: Dispute, by: Actor) -> bool:
    return by.staff_id is not None and any(seat.staff_id == by.staff_id for seat in dispute.papers.mediators)


def _receives(dispute: Dispute, by: Actor) -> bool:
    """Whoever mediates for a unit receives what no committee has yet, what is its own, and what lies with those below it."""
    if by.role != Role.MEDIATOR or by.unit_id is None:
        return False
    return dispute.unit_id in (None, by.unit_id) or by.unit_id in (getattr(dispute, name) for name in UNIT_COLUMNS)


APPLICANT = _role(_("whoever applies"), Role.RESIDENT)
WINDOW = _role(_("the reception, or the hotline"), Role.MEDIATOR, Role.OPERATOR)
RECEPTION = Position(_("the reception"), _receives)
TOOK_IN = Position(
    _("the window that took it in"),
    lambda dispute, by: (
        by.role == Role.OPERATOR
        if dispute.window_id is None
        else by.role == Role.MEDIATOR and by.unit_id == dispute.window_id
    ),
)
"""Operators take in for the whole city; a mediator's unit stands on the dispute."""
FIELD = _role(Role.FIELD.label, Role.FIELD)
OPERATOR = _role(Role.OPERATOR.label, Role.OPERATOR)
SUPERVISOR = _role(Role.SUPERVISOR.label, Role.SUPERVISOR)
SYSTEM = _role(Role.SYSTEM.label, Role.SYSTEM)
HANDED_OVER = Position(
    _("the office that handed it over"),
    lambda dispute, by: by.role == Role.INTEGRATOR and by.unit_id is not None and by.unit_id == dispute.sender_id,
)
PARTY = Position(
    _("a party of this dispute"),
    lambda dispute, by: by.role == Role.RESIDENT and any(by.party_id == party.pk for party in dispute.papers.parties),
)
APPLYING = Position(
    _("the side that applied"),
    lambda dispute, by: (
        by.role == Role.RESIDENT and any(by.party_id == party.pk for party in dispute.papers.of_side(1))
    ),
)
COMMITTEE = Position(
    _("the committee that has it"),
    lambda dispute, by: by.role == Role.MEDIATOR and by.unit_id is not None and by.unit_id == dispute.unit_id,
)
SEATED = Position(_("somebody at this table"), _sits)
MEDIATOR = Position(_("the mediator of this dispute"), _mediates)
