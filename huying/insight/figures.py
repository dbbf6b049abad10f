"""Figures: every indicator for units, areas, categories or channels over a period, for whoever may read them, and the cases behind.

Staff read what lies within their reach, as they may read the cases themselves. Everybody else reads calendar quarters that are
over, of the whole city or along one tree, and small numbers are withheld (`withholding.py`).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huying.base.journal.refusals import Refused
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Query, Scope, scope
from huying.cases import queries
from huying.cases.models import Case

from . import counting, firsts, lake, periods, publishing, trees
from .counting import ALL, Among, Counts
from .definitions import INDICATORS
from .periods import Days
from .slices import EVERYTHING, Asked, Codes, Figure, Slice, Told, Within, figure

__all__ = ["EVERYTHING", "Codes", "Figure", "Slice", "Told", "Within"]
GROUPS = ("unit", "area", "category", "channel", "reason")
PERIODS = tuple(periods.AROUND)
MOST_CASES = 10_000
"""Nobody looks through more; a drill ends there, with the newest."""


def figures(
    *, by: Actor | None, group: str | None = None, level: str | None = None, since: date, until: date,
    within: Within = EVERYTHING,
) -> list[Slice]:  # fmt: skip
    """Every indicator from `since` to `until`, both days counted, for each group of a level that has anything; in the order of codes.

    `group`: one of `GROUPS`, or of `PERIODS`, which tells each day, week and so on by itself. `level`: for units a `Unit.Level`, for areas
    `city` … `grid` (`trees.AREA_LEVELS`), for categories `1` (top) and so on; None for every unit, area or category with all below
    it. Without `group` one slice of everything. `by`: None is the public. Raises `Refused` for what the public is not told.
    """
    if group in PERIODS:
        return by_period(group, by=by, since=since, until=until, within=within)
    (found,) = compared(by=by, days=[(since, until)], group=group, level=level, within=within)
    return [*found.parts] if group else [found.whole]


def by_period(
    kind: str, *, by: Actor | None, since: date, until: date, within: Within = EVERYTHING, codes: Collection[str] | None = None
) -> list[Slice]:  # fmt: skip
    """Each period of a kind (`PERIODS`) from `since` to `until`, everything together; of `codes` or of every indicator. The first and
    the last are cut off at these days. Raises `Refused` for what the public is not told."""
    days = periods.split(kind, since, until)
    found = [told.whole for told in compared(by=by, days=days, within=within, codes=codes)]
    return [_dated(slice_, kind) for slice_ in found]


def compared(
    *, by: Actor | None, days: Sequence[Days], group: str | None = None, level: str | None = None, below: Collection[Any] | None = None,
    within: Within = EVERYTHING, codes: Collection[str] | None = None, of_parts: Collection[str] | None = None,
) -> list[Told]:  # fmt: skip
    """Several periods counted in one look, each with its parts; see `figures`.

    `below`: the keys of the parts, if not all of a level; `codes`, `of_parts`: the indicators that are asked for, all together and of the
    parts; None for every one.
    """
    asked = Asked(group, level, _set(below), within, _set(codes), _set(of_parts))
    if (reach := _reach(by)) is None:
        if within != EVERYTHING or not all(periods.is_past_quarter(*one) for one in days):
            raise Refused(_("The public is told whole quarters that are over, of the whole city or along one tree."))
        return publishing.told(asked, days)
    among = _among(reach, within)
    found = counting.counted(lake.manifest(), days, among, asked.parted, asked.codes)
    told = (asked.told(counts, one) for counts, one in zip(found, days, strict=True))
    return [replace(one, whole=_named(one.whole, by, within)) for one in told]


def cases_behind(code: str, slice_: Slice, by: Actor, part: str = "") -> QuerySet[Case]:
    """The cases that a figure counts, as far as this person may read them. `part`: "hit" those in the numerator, "rest" the
    others, "excluded" what was left out; "" all that it is over. At most `MOST_CASES`, the newest."""
    if (reach := _reach(by)) is None:
        return Case.objects.none()
    among = _among(reach, slice_.within)
    if slice_.group in GROUPS and slice_.key != ALL:
        among = trees.narrowed(among, slice_.group, slice_.key)
    found = counting.behind(lake.manifest(), INDICATORS[code], (slice_.since, slice_.until), among, part, MOST_CASES)
    return queries.visible_to(by).filter(pk__in=found)


def first_published(
    slice_: Slice, by: Actor, codes: Collection[str] = INDICATORS.keys()
) -> tuple[datetime, Codes] | None:
    """When the figures of this slice were first published, and what these `codes` said; None where the period was not, or was narrowed.

    What is different now came late or was corrected. For those who read the cases of all units, or figures by unit.
    """
    reach = _reach(by)
    whole = reach == (None, None) or (reach is not None and slice_.group == "unit")
    known = firsts.first(slice_.since, slice_.until, slice_.group) if whole and slice_.within == EVERYTHING else None
    if known is None:
        return None
    return known.at, {
        code: figure(INDICATORS[code], known.found.get(slice_.key, {}).get(code, Counts())) for code in codes
    }


# -- who reads what

Reach = tuple[frozenset[int] | None, frozenset[int] | None]
"""The units and the areas that somebody's figures are of; None: all."""


def _reach(by: Actor | None) -> Reach | None:
    """As far as this person may read cases; None for those who read no more than the public."""
    reach = scope(by.role, Query.CASES) if by else Scope.NONE
    register = units.current()
    unit = register.by_id.get(by.unit_id or 0) if by else None
    if reach == Scope.ALL or (reach == Scope.UNIT_SUBTREE and unit and unit.parent_id is None):
        return None, None
    if reach == Scope.UNIT_SUBTREE and unit:
        return frozenset(register.ids_below(unit.pk)), None
    if reach == Scope.AREA_SUBTREE and unit and (area := places.by_id(unit.area_id or 0)):
        return None, frozenset(places.ids_below(area))
    return None


def _named(whole: Slice, by: Actor | None, within: Within) -> Slice:
    """Everything together bears the name of what it is narrowed to, or of the unit or the area that somebody's figures are of."""
    node = within.unit or within.area or within.category or _own(by)
    return replace(whole, code=node.code, zh=node.zh, en=node.en) if node else whole


def _own(by: Actor | None) -> Unit | Area | None:
    of_units, of_areas = _reach(by) or (None, None)
    unit = units.current().by_id.get(by.unit_id or 0) if by else None
    return places.by_id(unit.area_id or 0) if unit and of_areas else unit if of_units else None


def _among(reach: Reach, within: Within) -> Among:
    found = Among(*reach, channel=within.channel)
    for group, node in (("unit", within.unit), ("area", within.area), ("category", within.category)):
        if node:
            found = trees.narrowed(found, group, node.pk)
    return found


def _dated(slice_: Slice, kind: str) -> Slice:
    """A period as a part, by the name that files have for it."""
    name = periods.named(kind, slice_.since)
    return replace(slice_, key=name, code=name, zh=name, en=name, group=kind)


def _set(given: Collection[Any] | None) -> frozenset[Any] | None:
    return None if given is None else frozenset(given)
