"""Who keeps out of a case: whoever it is about, with all below them, and whoever was recused from it."""

from django.db.models import Exists, OuterRef, QuerySet

from huying.base.units import register as units
from huying.base.units.roles import Actor, Query, Scope, scope

from .models import Case, Recusal


def accused(case: Case) -> frozenset[int]:
    """The units that a case is about, or that one merged into it is about, and every unit below those."""
    register = units.current()
    return frozenset(below for unit in case.papers.about for below in register.ids_below(unit))


def concerns(case: Case, unit_id: int | None) -> bool:
    """Whether this unit, or one above it, is what the case is about."""
    return unit_id is not None and unit_id in accused(case)


def is_recused(case: Case, staff_id: int) -> bool:
    """Whether this account keeps out of the case."""
    return case.recusals.filter(staff=staff_id, ended_at=None).exists()


def not_theirs_to_see(by: Actor, cases: QuerySet[Case]) -> QuerySet[Case]:
    """`cases` without those that `by` was recused from and, unless they see the whole city, those about their own unit."""
    if by.staff_id is not None:
        recused = Recusal.objects.filter(case=OuterRef("pk"), staff=by.staff_id, ended_at=None)
        cases = cases.filter(~Exists(recused))
    register = units.current()
    if by.unit_id not in register.by_id or scope(by.role, Query.CASES) == Scope.ALL:
        return cases
    own = [unit.pk for unit in register.path(by.unit_id)]
    merged = Case.objects.filter(parent=OuterRef("pk"), accused__in=own)
    return cases.exclude(accused__in=own).filter(~Exists(merged))
