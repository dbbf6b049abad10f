"""What was decided in like cases: of the same category, in the same street first. Units and reasons, no persons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huying.base.catalogue import register as catalogue
from huying.base.units import register as units
from huying.base.units.models import Unit

from .models import Assignment, Case, Request
from .words import Part, RequestKind

LAST = 5
"""Decisions shown."""
LOOKED_AT = 5000
"""The newest cases of the city, among which like ones are counted: the cost stays the same however many there are."""


@dataclass(frozen=True)
class Earlier:
    """A return that was decided."""

    number: str
    granted: bool
    reason: str
    proposed: Unit | None
    has_it: Unit | None
    """Who leads that case now."""
    at: datetime


@dataclass(frozen=True)
class Usual:
    """How often like cases went to a unit, of how many."""

    unit: Unit
    n: int
    of: int


def returns(case: Case) -> list[Earlier]:
    """The last returns that were decided in like cases, the newest first. One statement."""
    if case.category_id is None:
        return []
    rows = (
        Request.objects.filter(kind=RequestKind.RETURN, case__category=case.category_id)
        .exclude(decision="").exclude(case=case).order_by("-decided_at")
        .values_list("case__number", "decision", "reason", "proposed_unit", "case__unit", "decided_at")[:LAST]
    )  # fmt: skip
    known = units.current().by_id
    return [
        Earlier(number, decision == "granted", _reason(reason), known.get(proposed or 0), known.get(unit or 0), at)
        for number, decision, reason, proposed, unit, at in rows if at
    ]  # fmt: skip


def usual(case: Case) -> Sequence[Usual]:
    """The units that led the newest like cases, the most frequent first. One statement."""
    if case.category_id is None:
        return []
    newest = Case.objects.order_by("-received_at", "-pk").values("pk")[:LOOKED_AT]
    alike = Case.objects.filter(pk__in=newest, category=case.category_id, area_2=case.area_2).exclude(pk=case.pk)
    led = Assignment.objects.filter(part=Part.LEAD, case__in=alike.values("pk"))
    last = dict(led.order_by("started_at").values_list("case", "unit"))  # the one that had it last
    counted, known = Counter(last.values()), units.current().by_id
    found = [Usual(known[key], n, len(last)) for key, n in counted.most_common(3) if key in known]
    return [each for each in found if not each.unit.retired]


def _reason(code: str) -> str:
    found = catalogue.current().reason("return", code)
    return str(found) if found else code
