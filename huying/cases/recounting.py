"""Clocks moved to where an outlook says they end: those that were provisional, or those that the city chose to move."""

from collections import defaultdict

from huying.base.units.roles import SYSTEM
from huying.base.worktime.calendar import Due
from huying.base.worktime.periods import Period

from . import pace
from .models import Case
from .outlook import Effect
from .states import LIFE


def move(effect: Effect, cause: str) -> int:
    """Move the clocks of an outlook, case by case, each with its event; return how many cases. `cause`: published, tier, hours."""
    by_case: dict[int, dict[int, tuple[Period, Due]]] = defaultdict(dict)
    for found in effect.moves:
        by_case[found.case][found.clock] = (found.period, found.new)
    cases = Case.objects.select_related("category", "tier", "area", "unit").filter(pk__in=by_case).order_by("pk")
    n = 0
    for case in cases:
        if not LIFE.why_not(case, "recount", by=SYSTEM):
            pace.recount(case, by=SYSTEM, moves=by_case[case.pk], cause=cause)
            n += 1
    return n
