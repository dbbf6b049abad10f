"""What a supervisor sees: open cases by unit, category and place, and what waits for a word. Units are counted, persons never."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Query, Scope, scope

from . import queries, stages
from .models import AREA_COLUMNS, UNIT_COLUMNS, Case, Request
from .queries import Cases
from .stages import COUNTED
from .words import RequestKind

FIRST = 8
"""Cases shown of what is late and of what is due next."""
MOST = 10
DECIDED = (
    RequestKind.RETURN, RequestKind.EXTENSION, RequestKind.ESCALATION, RequestKind.EXCLUSION, RequestKind.REVIEW, RequestKind.LOOK,
    RequestKind.ERASURE,
)  # fmt: skip


@dataclass(frozen=True)
class Load:
    """Open cases of a unit and those below it, by stage. Without `unit`: what no unit below has, or all of them together."""

    unit: Unit | None
    open: int
    by_stage: dict[str, int]


@dataclass(frozen=True)
class Share:
    """How many open cases of a category or of an area are late."""

    of: Any
    open: int
    late: int


def led_at(by: Actor, unit: Unit | None = None) -> Cases:
    """The open cases of this person's reach, narrowed to those that `unit` and what is below it leads."""
    return queries.narrowed(queries.desk_of(by), queries.Filters(unit=unit))


def load(by: Actor, unit: Unit | None) -> tuple[Load, list[Load]]:
    """All together, and each unit right below `unit` (the top of this person's reach), the most late first. One statement."""
    column = _below(unit)
    counts = {name: Count("pk", filter=stages.of(name)) for name in COUNTED}
    grouped = led_at(by, unit).order_by().values(column).annotate(open=Count("pk"), **counts)
    rows = [
        Load(units.current().by_id.get(row[column] or 0), row["open"], {name: row[name] for name in COUNTED})
        for row in grouped
    ]
    whole = Load(
        None, sum(row.open for row in rows), {name: sum(row.by_stage[name] for row in rows) for name in COUNTED}
    )
    return whole, sorted(rows, key=lambda row: (-row.by_stage["late"], -row.open, row.unit.code if row.unit else ""))


def top(by: Actor) -> Unit | None:
    """The unit under which somebody looks: their own, or the top one where they see all."""
    way = units.current().path(by.unit_id)
    if scope(by.role, Query.CASES) == Scope.ALL:
        return way[0] if way else None
    return way[-1] if way else None


def by_category(cases: Cases) -> list[Share]:
    """The categories with the most late cases."""
    rows = _shares(cases, "category")
    book = catalogue.current().categories
    return [Share(book[row["category"]], row["open"], row["late"]) for row in rows if row["category"] in book]


def by_area(cases: Cases, level: int) -> list[Share]:
    """The areas of a level with the most late cases."""
    column = AREA_COLUMNS[level - 1]
    known = places.current().by_id
    return [
        Share(known[row[column]], row["open"], row["late"]) for row in _shares(cases, column) if row[column] in known
    ]


def first_due(cases: Cases, *, late: bool) -> Sequence[Case]:
    """The cases that are late longest, or those that are due next today."""
    wanted = cases.filter(stages.of("late" if late else "today"))
    return list(queries.with_signs(wanted.select_related(*queries.ROWS)).order_by("due_at", "pk")[:FIRST])


def waiting(by: Actor, unit: Unit | None) -> dict[str, int]:
    """How many requests wait for a decision, by kind; of closed cases too."""
    cases = queries.narrowed(queries.visible_to(by), queries.Filters(unit=unit))
    rows = Request.objects.filter(decided_at=None, kind__in=DECIDED, case__in=cases)
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def _shares(cases: Cases, column: str) -> Iterable[dict[str, Any]]:
    late = Count("pk", filter=stages.of("late"))
    return (
        cases.order_by()
        .values(column)
        .annotate(open=Count("pk"), late=late)
        .filter(late__gt=0)
        .order_by("-late", column)[:MOST]
    )


def _below(unit: Unit | None) -> str:
    """The column of the units right below this one."""
    depth = units.current().depth(unit.pk) if unit else 0
    return UNIT_COLUMNS[depth] if depth < len(UNIT_COLUMNS) else "unit"
