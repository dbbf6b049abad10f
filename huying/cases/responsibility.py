"""Who answers for a case by the city's list of duties as it stands now."""

from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.utils import timezone

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock, history
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Unit

from . import conflicts, deciding, marks, sharing
from .deciding import Decision, Matter
from .learning import units as units_learned
from .learning.units import Learned
from .models import OPEN, Assignment, Case
from .sharing import Standing


def suggest(case: Case) -> Decision:
    """The unit that is responsible and why, or why nobody could be found. No statement, but where equal items share by load: one."""
    return deciding.decide(_matter(case), units.current(), None if history.current.get() else standings)


def standings(rule: str, unit_ids: Sequence[int]) -> Mapping[int, Standing]:
    """How these units stand now, as far as the rule asks: one statement by an index, none where it asks for hours only."""
    now, loads = clock.now(), dict[int, int]()
    if rule in sharing.BY_LOAD:
        led = Case.objects.filter(OPEN, unit__in=unit_ids).order_by().values_list("unit")
        loads = dict.fromkeys(unit_ids, 0) | dict(led.annotate(n=Count("pk")))
    by_hours = rule in sharing.BY_HOURS
    return {key: Standing(marks.calendar(key).is_open(now) if by_hours else None, loads.get(key)) for key in unit_ids}


def learned(case: Case, decision: Decision) -> Learned | None:
    """Where like cases went, if the duty list names nobody for this one; never a unit that it is about."""
    found = None if decision.unit else units_learned.suggest(case.category, case.area)
    return found if found and found.unit.pk not in conflicts.accused(case) else None


def clause(case: Case, unit: Unit) -> str:
    """The clause by which the duty list gives such a case to `unit`; "" when none does."""
    return deciding.clause(_matter(case), unit, units.current())


def basis(assignment: Assignment) -> str:
    """Why the unit has it: the item of the duty list in the reader's language, or what was said for it."""
    return listed(assignment.duty_item) or assignment.basis


def listed(item: str) -> str:
    """What the duty list says under `item`; "" when there is no such item."""
    duty = units.current().by_item.get(item)
    return deciding.because(duty) if duty else ""


def _matter(case: Case) -> Matter:
    book = catalogue.current()
    return Matter(
        categories=[book.categories[pk] for pk in book.chain(case.category_id)],
        areas=places.path(case.area)[::-1] if case.area else [],
        at=timezone.localtime(clock.now()),
        accused=conflicts.accused(case),
    )
