"""The same trouble over months: reports of one category in one community that say the same, though nobody named one place for it.

Read by the pairs of signs that the search is indexed by (`base/bigrams.py`). What many reports of the category say anyway does not
count: two are alike that share `SHARED` of the rarer pairs of the shorter one. Plain rules, no test; a supervisor looks. Never by person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce, TruncWeek

from huying.base import bigrams
from huying.base.units import calendars
from huying.cases.models import Case
from huying.cases.words import Confidentiality

from . import cells, recurring
from .cells import Found
from .models import Sign

SHARED = 0.5
LEAST = 3
"""Rarer pairs that two reports have in common, at least."""
COMMON, OFTEN = 0.2, 20
"""Of the reports of a category, and at least so many; a pair that stands in more of them says nothing of one trouble."""
MONTHS = timedelta(days=60)
"""From the first to the last report, at least."""
MOST_CELLS, MOST_REPORTS, READ = 200, 200, 2000
"""Cells looked into in one night, the fullest; reports read of each, the newest; and of a category, to know what is common."""


@dataclass(frozen=True)
class Report:
    """One report of a cell: where it stands in the register, when it came, at which address, and its rarer pairs."""

    key: int
    at: datetime
    address: str
    pairs: frozenset[str]


def same_trouble(on: date) -> list[Found]:
    """The largest group of each cell that tells of one trouble in many weeks over months, up to this day; the largest first."""
    since = on - recurring.WINDOW + cells.DAY
    full = list(_full(since, on))
    common = {category: _common(since, on, category) for category in {category for _area, category in full}}
    found = [
        one for area, category in full
        if (one := _largest(area, category, since, on, _reports(area, category, since, on, common[category])))
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.seen, one.area, one.category))


def groups(reports: Sequence[Report]) -> Iterator[list[Report]]:
    """Reports that say the same, by chains of two that do."""
    left = list(reports)
    while left:
        group, waiting = [], [left.pop(0)]
        while waiting:
            one = waiting.pop()
            group.append(one)
            alike = [other for other in left if _alike(one, other)]
            waiting += alike
            left = [other for other in left if other not in alike]
        yield sorted(group, key=lambda report: (report.at, report.key))


def _alike(one: Report, other: Report) -> bool:
    shared = len(one.pairs & other.pairs)
    return shared >= LEAST and shared >= SHARED * min(len(one.pairs), len(other.pairs))


def _largest(area: int, category: int, since: date, on: date, reports: Sequence[Report]) -> Found | None:
    over_months = [group for group in groups(reports) if _is_long(group)]
    if not over_months:
        return None
    group = max(over_months, key=lambda group: (len(group), group[-1].key))
    why = {"weeks": len(_weeks(group)), "of": len(reports), "cases": [report.key for report in group]}
    return Found(Sign.ALIKE, area, category, since, on, len(group), 0.0, why)


def _is_long(group: Sequence[Report]) -> bool:
    """Many reports in many weeks over months, and not mostly of one address: that is looked for by itself."""
    told = Counter(report.address for report in group if report.address)
    is_one_place = bool(told) and max(told.values()) * 2 > len(group)
    enough = len(group) >= recurring.FEWEST and len(_weeks(group)) >= recurring.FEWEST_WEEKS
    return enough and not is_one_place and group[-1].at - group[0].at >= MONTHS


def _weeks(group: Iterable[Report]) -> set[tuple[int, int]]:
    zone = calendars.current().zone
    return {report.at.astimezone(zone).isocalendar()[:2] for report in group}


def _told(since: date, on: date) -> QuerySet[Any]:
    """With its `cell`: the community, or the street where none is known. Nothing that was told in confidence, and no home."""
    told = Case.objects.filter(
        cells.told(), cells.between(since, on), confidentiality=Confidentiality.NORMAL, private_place=False
    )
    return told.annotate(cell=Coalesce("area_3", "area_2"))


def _full(since: date, on: date) -> Iterator[tuple[int, int]]:
    """(community, category) with reports enough to hold such a group, the fullest."""
    week = TruncWeek("received_at", tzinfo=calendars.current().zone)
    rows = _told(since, on).filter(cell__isnull=False).values("cell", "category")
    rows = rows.annotate(n=Count("pk"), weeks=Count(week, distinct=True)).order_by("-n", "cell", "category")
    enough = rows.filter(n__gte=recurring.FEWEST, weeks__gte=recurring.FEWEST_WEEKS)
    yield from enough.values_list("cell", "category")[:MOST_CELLS]


def _common(since: date, on: date, category: int) -> frozenset[str]:
    """Pairs of signs that many reports of the category have."""
    texts = list(_newest(since, on, category=category).values_list("text__body", flat=True)[:READ])
    stand = Counter(pair for text in texts for pair in set(bigrams.pieces(text)))
    return frozenset(pair for pair, n in stand.items() if n > max(OFTEN, COMMON * len(texts)))


def _reports(area: int, category: int, since: date, on: date, common: frozenset[str]) -> list[Report]:
    rows = _newest(since, on, cell=area, category=category)
    read = rows.values_list("pk", "received_at", "address", "text__body")[:MOST_REPORTS]
    return [Report(key, at, address, frozenset(bigrams.pieces(text)) - common) for key, at, address, text in read]


def _newest(since: date, on: date, **of: int) -> QuerySet[Any]:
    return _told(since, on).filter(text__isnull=False, **of).order_by("-received_at", "-pk")
