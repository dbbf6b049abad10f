"""Who sits at which desk, and how each likes to be told: read once for as many notices as one job writes."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.db.models import Q

from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Role
from huying.cases.models import Case, Recusal

from .models import Desk, Preference

WORK_ON_CASES = (Role.OPERATOR, Role.DISPATCHER, Role.HANDLER, Role.FIELD, Role.SUPERVISOR)
"""Who reads what a desk is told."""


class Seat(NamedTuple):
    """Somewhere at a unit that is told: whoever has this role there; "" for all who work on cases."""

    unit_id: int
    role: str = ""


class Roster:
    """Answers that stay as they were first given."""

    def __init__(self) -> None:
        self.seats_of: Callable[[Role], list[Seat]] = cache(_seats_of)
        """Every desk at which somebody of this role sits."""
        self.at: Callable[[Seat, int | None], list[tuple[Staff, Preference]]] = cache(_at)
        """Who sits there, or the one colleague who has the case, and how they like to be told."""
        self.has_chat: Callable[[int], bool] = cache(lambda unit_id: Desk.objects.filter(unit=unit_id).exists())
        self.recused: Callable[[int], frozenset[int]] = cache(_recused)
        """Who keeps out of a case, by its key."""

    def recusals_of(self, cases: dict[int, Case]) -> None:
        """Read at once who keeps out of these cases."""
        kept = dict.fromkeys(cases, frozenset[int]())
        for case, staff in Recusal.objects.filter(case__in=kept, ended_at=None).values_list("case", "staff"):
            kept[case] |= {staff}
        self.recused = kept.__getitem__

    def stand_in(self, unit_id: int, now: datetime, but: frozenset[int]) -> Seat | None:
        """Where nobody is on duty: the nearest desk above that is, else the hotline's; None where all sleep. `but`: not these units."""
        known = units.current()
        above = [Seat(unit.pk) for unit in known.path(unit_id)[-2::-1]]
        awake = (
            seat
            for seat in [*above, *self.seats_of(Role.DISPATCHER)]
            if seat.unit_id not in but and known.on_duty(seat.unit_id, now)
        )
        return next(awake, None)


def _seats_of(role: Role) -> list[Seat]:
    staff = Staff.objects.filter(role=role, is_active=True, unit__isnull=False)
    return [Seat(key, str(role)) for key in staff.order_by("unit").values_list("unit", flat=True).distinct() if key]


def _at(seat: Seat, colleague: int | None) -> list[tuple[Staff, Preference]]:
    who = Q(pk=colleague) if colleague else Q(role__in=[seat.role] if seat.role else WORK_ON_CASES)
    sitting = list(Staff.objects.filter(who, unit=seat.unit_id, is_active=True).order_by("pk"))
    liked = {row.pk: row for row in Preference.objects.filter(pk__in=[staff.pk for staff in sitting])}
    return [(staff, liked.get(staff.pk) or Preference(staff=staff)) for staff in sitting]


def _recused(case: int) -> frozenset[int]:
    return frozenset(Recusal.objects.filter(case=case, ended_at=None).values_list("staff", flat=True))
