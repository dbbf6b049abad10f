"""Who answers for a case by the city's list of duties as it stands now."""

from django.utils import timezone

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Unit

from . import conflicts, deciding
from .deciding import Decision, Matter
from .models import Assignment, Case


def suggest(case: Case) -> Decision:
    """The unit that is responsible and why, or why nobody could be found."""
    return deciding.decide(_matter(case), units.current())


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
