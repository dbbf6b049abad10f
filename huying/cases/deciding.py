"""Who is responsible: a pure function of the duty list. It gives the unit and the reason, or says that it does not know and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from huying.base.catalogue.models import Category
from huying.base.places.models import Area
from huying.base.units.models import Duty, Shift, Unit
from huying.base.units.register import Units

from . import sharing
from .sharing import Ask, Choice


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
    choice: Choice | None = None
    """Between which equal items the moment decided."""

    @property
    def units(self) -> Sequence[Unit]:
        """Who gets it: nobody, one unit, or, where nobody knows how they stood, those between which the moment decides."""
        if self.choice and self.undecided:
            return [duty.unit for duty in self.choice.duties]
        return [self.unit] if self.unit else []

    @property
    def undecided(self) -> bool:
        """Whether it depends on how units stood at a moment that nobody knows of."""
        return self.choice is not None and not self.choice.standings


def decide(matter: Matter, units: Units, ask: Ask | None = None) -> Decision:
    """The unit that the most specific duty names: the closest category first, then the closest area, then priority; of equal items
    as they share (`sharing.py`), else the first. `ask`: how units stand now; it is asked only where items share."""
    if not matter.categories:
        return Decision(_("It has no category yet; a dispatcher decides."))
    passed_over = ""
    for _rank, equal in groupby(_candidates(matter, units), key=_rank_of):
        judged = [(duty, _why_not(units.by_id[duty.unit_id], duty, matter)) for duty in equal]
        if fit := [duty for duty, reason in judged if not reason]:
            return _on_duty(_among(fit, units, ask), matter, units)
        passed_over = passed_over or judged[0][1]
    return Decision(passed_over or _nobody(matter))


def _among(fit: Sequence[Duty], units: Units, ask: Ask | None) -> Decision:
    choice = sharing.choice(fit, ask)
    duty = choice.duty if choice else fit[0]
    reason = f"{because(duty)} {choice.reason}" if choice else because(duty)
    return Decision(reason, units.by_id[duty.unit_id], duty, choice=choice)


def _rank_of(duty: Duty) -> tuple[int | None, int | None, int]:
    return duty.category_id, duty.area_id, duty.priority


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
            return replace(decision, shift=shift)
        words = {"unit": decision.unit, "above": unit, "desk": shift.desk}
        also = _("Nobody sits at %(unit)s now, so %(desk)s of %(above)s takes it.") % words
        return replace(decision, reason=f"{decision.reason} {also}", unit=unit, shift=shift)
    return decision


def _nobody(matter: Matter) -> str:
    where = matter.areas[0] if matter.areas else _("a place outside every area")
    return _("No duty covers “%(what)s” in %(where)s; a dispatcher decides.") % {
        "what": matter.categories[0],
        "where": where,
    }
