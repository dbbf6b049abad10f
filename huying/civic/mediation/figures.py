"""What is counted of disputes: by committee, type, area and origin, over days of the city. Committees are counted, never who mediates.

Each figure is counted from one kind of row on the day that it belongs to (`BASES`): what a side applied for on the day it came, an end on
the day of the agreement or, without one, of the end, a promise on the day it was due, kept or not. One statement counts
all figures over several periods. Figures of our own; after 人民调解法 Arts 27–33 and the work statistics of people's mediation.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from huying.base.journal import audit, clock
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Query, Scope, scope

from . import queries
from .models import AREA_COLUMNS, UNIT_COLUMNS, Dispute, DisputeType

Days = tuple[date, date]
"""The first and the last day of a period."""
AGAIN = 90
"""Days after an agreement within which the same dispute counts as come back."""
MOST = 10_000
"""Nobody looks through more of what is behind a figure; the newest."""
ALL = 0
"""The key of everything together."""


@dataclass(frozen=True)
class Basis:
    """The rows that are counted, among which `d` is the dispute, and the moment or the day to which each belongs."""

    rows: str
    at: str
    among: str = "TRUE"
    by_day: bool = False
    """`at` is a day, not a moment."""


ENDED_AT = "COALESCE(d.effective_at, d.closed_at)"
WITH_DISPUTE = "LEFT JOIN mediation_dispute d ON d.id"  # a LEFT JOIN is not made where nothing of the dispute is asked
BASES = {
    "applied": Basis("mediation_dispute d", "d.opened_at"),
    "accepted": Basis("mediation_dispute d", "d.accepted_at"),
    "ended": Basis("mediation_dispute d", ENDED_AT),
    "closed": Basis("mediation_dispute d", "d.closed_at", "d.effective_at IS NOT NULL"),
    "due": Basis(
        f"mediation_disputeclock c {WITH_DISPUTE} = c.dispute_id", "c.due_at",
        "c.due_at <= %(now)s AND (c.on_time IS NOT NULL OR c.stopped_at IS NULL)",
    ),
    "owed": Basis(
        f"mediation_obligation o JOIN mediation_agreement a ON a.id = o.agreement_id {WITH_DISPUTE} = a.dispute_id", "o.due_on",
        "o.due_on < %(today)s AND d.effective_at IS NOT NULL AND NOT EXISTS "
        "(SELECT FROM mediation_agreement n WHERE n.dispute_id = a.dispute_id AND n.version > a.version)", by_day=True,
    ),
    "answered": Basis(
        "mediation_dispute d JOIN mediation_side s ON s.dispute_id = d.id", ENDED_AT,
        "(s.held IS NOT NULL OR s.satisfied IS NOT NULL)",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Counting:
    """How one figure is counted: of which rows, which of them (`over`), and which in the numerator (`hit`). SQL conditions.

    With `minutes`, SQL too, it is the median of that over them.
    """

    basis: str
    over: str = "TRUE"
    hit: str = ""
    minutes: str = ""
    told_by_sides: bool = False
    """It counts what sides said afterwards, so nobody opens it."""


AGREED = "d.outcome IN ('written', 'oral')"
CAME_BACK = f"""EXISTS (SELECT FROM mediation_dispute n WHERE n.earlier_id = d.id
    AND n.opened_at <= d.effective_at + INTERVAL '{AGAIN} days')"""
COUNTED = {
    "applied": Counting("applied"),
    "asked_in_time": Counting("due", "c.kind = 'register'", "c.on_time"),
    "accepted": Counting("accepted"),
    "accept_time": Counting("accepted", minutes="extract(epoch FROM d.accepted_at - d.opened_at) / 60"),
    "refused": Counting("ended", "d.outcome <> 'turned_away'", "d.outcome = 'refused' OR d.end_reason = 'unwilling'"),
    "unanswered": Counting("ended", "d.outcome <> 'turned_away'", "d.outcome = 'unanswered'"),
    "agreed": Counting("ended", "d.accepted_at IS NOT NULL", AGREED),
    "diverted": Counting("ended", "d.origin = 'court'", AGREED),
    "in_time": Counting("due", "c.kind IN ('mediation', 'court')", "c.on_time"),
    "mediation_time": Counting(
        "ended", "d.accepted_at IS NOT NULL", minutes=f"extract(epoch FROM {ENDED_AT} - d.accepted_at) / 60"
    ),
    "submitted": Counting("ended", "d.outcome = 'written'", "d.confirmation <> ''"),
    "confirmed": Counting("ended", "d.confirmation IN ('confirmed', 'refused')", "d.confirmation = 'confirmed'"),
    "kept": Counting("owed", hit="o.performed_on <= o.due_on"),
    "performed": Counting("closed", hit="d.performance = 'performed'"),
    "came_back": Counting("ended", f"d.effective_at <= %(now)s - INTERVAL '{AGAIN} days'", CAME_BACK),
    "held": Counting("answered", "s.held IS NOT NULL", "s.held", told_by_sides=True),
    "satisfied_applicant": Counting("answered", "s.number = 1 AND s.satisfied IS NOT NULL", "s.satisfied >= 4", told_by_sides=True),
    "satisfied_others": Counting("answered", "s.number > 1 AND s.satisfied IS NOT NULL", "s.satisfied >= 4", told_by_sides=True),
}  # fmt: skip
"""By the code of each figure."""


class Counts(NamedTuple):
    """What was counted for one figure: over how many, how many in the numerator, and, of a duration, the median in minutes."""

    over: int = 0
    hit: int = 0
    minutes: float | None = None


Found = Mapping[Any, Mapping[str, Counts]]
"""Key of the group (`ALL`; None where a dispute is in none) → code → counts."""


@dataclass(frozen=True)
class Within:
    """What the figures are narrowed to: a committee, an area with all below it, a type, an origin."""

    unit: Unit | None = None
    area: Area | None = None
    type: DisputeType | None = None
    origin: str = ""


EVERYTHING = Within()
GROUPS = {
    "unit": "d.unit_id", "type": "d.type_id", "origin": "d.origin", "area:district": "d.area_1", "area:street": "d.area_2",
    "area:community": "d.area_3",
}  # fmt: skip
"""By what they may be parted → the column that says in which part a dispute is. No dispute is in two."""


def counted(
    *, by: Actor, days: Sequence[Days], codes: Collection[str], group: str = "", within: Within = EVERYTHING
) -> list[Found]:
    """These figures over each of these periods, both days counted, of what this person's unit and those below it have: all together
    (`ALL`), or with a `group` of `GROUPS` each part. One statement."""
    found: list[dict[Any, dict[str, Counts]]] = [{} for _period in days]
    for basis, n, key, numbers in _rows(codes, days, GROUPS.get(group, str(ALL)), _among(by, within)):
        told = found[n].setdefault(key, {})
        for place, code in enumerate(_of(basis, codes)):
            over, hit, minutes = numbers[3 * place : 3 * place + 3]
            told[code] = Counts(int(over), int(hit or 0), minutes)
    return list(found)


def behind(
    code: str, *, by: Actor, days: Days, part: str = "", group: str = "", key: Any = ALL, within: Within = EVERYTHING
) -> QuerySet[Dispute]:
    """The disputes that a figure counts, as far as this person may see them. `part`: "hit" those in the numerator, "rest" the others,
    "" all that it is over; `group` and `key`: one part of `GROUPS`. None of a figure that sides told. At most `MOST`, the newest."""
    counting = COUNTED[code]
    if counting.told_by_sides:
        return Dispute.objects.none()
    basis, where = BASES[counting.basis], _among(by, within)
    where.add(f"({counting.over})")
    if part:
        where.add(f"({counting.hit or 'TRUE'}) IS {'' if part == 'hit' else 'NOT '}TRUE")
    if group:
        where.add(f"{GROUPS[group]} IS NOT DISTINCT FROM %(key)s", key=key)
    sql = f"""SELECT found.id FROM (SELECT DISTINCT d.id, d.opened_at FROM {_periods([days], where)}, {basis.rows}
        WHERE {_inside(basis)} AND {where}) AS found ORDER BY found.opened_at DESC, found.id DESC LIMIT {MOST}"""  # noqa: S608 - SQL of ours
    with connection.cursor() as cursor:
        keys = [pk for (pk,) in cursor.execute(sql, where.given).fetchall()]
    return queries.visible_to(by).filter(pk__in=keys)


class _Where:
    """Conditions that hold together, with what is put into them."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.given: dict[str, Any] = {"now": clock.now(), "today": audit.today()}

    def add(self, condition: str, **given: Any) -> None:
        self.conditions.append(condition)
        self.given |= given

    def __str__(self) -> str:
        return " AND ".join(self.conditions) or "TRUE"


def _of(basis: str, codes: Collection[str]) -> list[str]:
    return [code for code in codes if COUNTED[code].basis == basis]


def _rows(
    codes: Collection[str], days: Sequence[Days], key: str, where: _Where
) -> list[tuple[str, int, Any, list[Any]]]:
    """Basis, number of the period, key of the part, and three numbers for each code of that basis."""
    if not codes or not days:
        return []
    periods = _periods(days, where)
    selects = [
        f"""SELECT '{name}', p.n, {key} AS key, ARRAY[{", ".join(_columns(COUNTED[code]) for code in of_basis)}]::float8[]
            FROM {periods}, {basis.rows} WHERE {_inside(basis)} AND {where} GROUP BY 2, 3"""  # noqa: S608 - SQL of ours
        for name, basis in BASES.items()
        if (of_basis := _of(name, codes))
    ]
    with connection.cursor() as cursor:
        return cursor.execute(" UNION ALL ".join(selects), where.given).fetchall()


def _columns(counting: Counting) -> str:
    over = f"FILTER (WHERE {counting.over})"
    hit = f"count(*) FILTER (WHERE ({counting.over}) AND ({counting.hit}))" if counting.hit else "NULL"
    median = f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {counting.minutes}) {over}" if counting.minutes else "NULL"
    return f"count(*) {over}, {hit}, {median}"


def _periods(days: Sequence[Days], where: _Where) -> str:
    rows = []
    for n, (first, last) in enumerate(days):
        end = last + timedelta(days=1)
        where.given |= {f"since{n}": _begin(first), f"until{n}": _begin(end), f"first{n}": first, f"end{n}": end}
        rows.append(
            f"({n}, %(since{n})s::timestamptz, %(until{n})s::timestamptz, %(first{n})s::date, %(end{n})s::date)"
        )
    return f"(VALUES {', '.join(rows)}) AS p(n, since, until, first, next)"


def _inside(basis: Basis) -> str:
    since, until = ("p.first", "p.next") if basis.by_day else ("p.since", "p.until")
    return f"{basis.at} >= {since} AND {basis.at} < {until} AND {basis.among}"


def _among(by: Actor, within: Within) -> _Where:
    """What lies within this person's reach and what is asked for."""
    where, register = _Where(), units.current()
    reach = scope(by.role, Query.DISPUTES)
    if reach == Scope.UNIT_SUBTREE and by.unit_id in register.by_id:
        depth = register.depth(by.unit_id)
        if depth > len(UNIT_COLUMNS):
            where.add("d.unit_id = ANY(%(own)s)", own=[*register.ids_below(by.unit_id)])
        elif depth:
            where.add(f"d.{UNIT_COLUMNS[depth - 1]} = %(own)s", own=by.unit_id)
    elif reach != Scope.ALL:
        where.add("FALSE")
    if within.unit:
        where.add("d.unit_id = %(unit)s", unit=within.unit.pk)
    if within.type:
        where.add("d.type_id = %(type)s", type=within.type.pk)
    if within.origin:
        where.add("d.origin = %(origin)s", origin=within.origin)
    if within.area and within.area.level > len(AREA_COLUMNS):
        where.add("d.area_id = ANY(%(area)s)", area=[*places.ids_below(within.area)])
    elif within.area and within.area.level:
        where.add(f"d.{AREA_COLUMNS[within.area.level - 1]} = %(area)s", area=within.area.pk)
    return where


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
