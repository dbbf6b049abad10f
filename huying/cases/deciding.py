"""Who is responsible: a pure function of the duty list. It gives the unit and the reason, or says that it does not know and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huying.base.catalogue.models import Category
from huying.base.places.models import Area
from huying.base.units.models import Duty, Shift, Unit
from huying.base.units.register import Units


@dataclass(frozen=True)
class Matter:
    """What routing looks at, and nothing else: no change of anything else re-routes a case."""

    categories: Sequence[Category]
    """From the case's own category up to the top; empty when none is known."""
    areas: Sequence[Area]
    """From the case's own area up to the city; empty when none is known."""
    at: datetime
    """In the city's time zone: a duty begins and ends with a day there."""
    accused: frozenset[int] = frozenset()
    """The keys of the units it is about."""


@dataclass(frozen=True)
class Decision:
    """Where a matter belongs. Without `unit`, `reason` says why nobody could be found."""

    reason: str
    unit: Unit | None = None
    duty: Duty | None = None
    shift: Shift | None = None
    """Who sits there now, where the matter cannot wait."""


def decide(matter: Matter, units: Units) -> Decision:
    """The unit that the most specific duty names: the closest category first, then the closest area, then priority, then item."""
    if not matter.categories:
        return Decision(_("It has no category yet; a dispatcher decides."))
    passed_over = ""
    for duty in _candidates(matter, units):
        unit = units.by_id[duty.unit_id]
        if reason := _why_not(unit, duty, matter):
            passed_over = passed_over or reason
            continue
        return _on_duty(Decision(because(duty), unit, duty), matter, units)
    return Decision(passed_over or _nobody(matter))


def considered(matter: Matter, units: Units) -> list[tuple[Duty, str]]:
    """Every duty that fits such a matter, in the order in which they are asked, and why its unit is passed over ("": it is not)."""
    return [(duty, _why_not(units.by_id[duty.unit_id], duty, matter)) for duty in _candidates(matter, units)]


def clause(matter: Matter, unit: Unit, units: Units) -> str:
    """The clause of the first duty by which `unit` answers for such a matter; "" when there is none."""
    return next((duty.clause for duty in _candidates(matter, units) if duty.unit_id == unit.pk and duty.clause), "")


def _candidates(matter: Matter, units: Units) -> Iterator[Duty]:
    day = matter.at.date()
    for category_id in [*(found.pk for found in matter.categories), None]:
        for area_id in [*(found.pk for found in matter.areas), None]:
            for duty in units.duties.get((category_id, area_id), ()):
                if (duty.valid_from or day) <= day and (duty.valid_until is None or day < duty.valid_until):
                    yield duty


def _why_not(unit: Unit, duty: Duty, matter: Matter) -> str:
    if unit.retired:
        return _("%(unit)s no longer exists.") % {"unit": unit}
    if unit.pk in matter.accused:
        return _("The duty list names %(unit)s, but it is about %(unit)s; a dispatcher decides.") % {"unit": unit}
    if unit.level == Unit.Level.COMMUNITY and not duty.clause:
        return _("The duty list names %(unit)s without a clause; a community committee takes nothing without one.") % {
            "unit": unit
        }
    return ""


def because(duty: Duty) -> str:
    """What an item of the duty list says, in the reader's language."""
    words = {
        "what": duty.category or _("Everything"),
        "where": duty.area or _("the whole city"),
        "unit": duty.unit,
        "item": duty.item,
    }
    return _("“%(what)s” in %(where)s belongs to %(unit)s, duty list item %(item)s.") % words


def _on_duty(decision: Decision, matter: Matter, units: Units) -> Decision:
    """What cannot wait goes to somebody who sits there now: the unit itself, else the nearest above it."""
    tier = matter.categories[0].tier
    if tier is None or not tier.urgent or decision.unit is None:
        return decision
    for unit in reversed(units.path(decision.unit.pk)):
        shift = units.on_duty(unit.pk, matter.at)
        if shift is None or unit.pk in matter.accused:
            continue
        if unit.pk == decision.unit.pk:
            return Decision(decision.reason, unit, decision.duty, shift)
        words = {"unit": decision.unit, "above": unit, "desk": shift.desk}
        also = _("Nobody sits at %(unit)s now, so %(desk)s of %(above)s takes it.") % words
        return Decision(f"{decision.reason} {also}", unit, decision.duty, shift)
    return decision


def _nobody(matter: Matter) -> str:
    where = matter.areas[0] if matter.areas else _("a place outside every area")
    return _("No duty covers “%(what)s” in %(where)s; a dispatcher decides.") % {
        "what": matter.categories[0],
        "where": where,
    }
