"""Figures: every indicator for units, areas, categories or channels over a period, for whoever may read them, and the cases behind.

Staff read what lies within their reach, as they may read the cases themselves. Everybody else reads calendar quarters that are
over, of the whole city or along one tree, and small numbers are withheld (`withholding.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.base.catalogue.models import Category
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
from .definitions import INDICATORS, Indicator, Measure
from .intervals import wilson

GROUPS = ("unit", "area", "category", "channel")
MOST_CASES = 10_000
"""Nobody looks through more; a drill ends there, with the newest."""
Codes = Mapping[str, "Figure"]


@dataclass(frozen=True)
class Figure:
    """One number with what it was computed from. Withheld, it has nothing but that.

    `low`, `high`: the 95 % interval of a share. `value`: a share from 0 to 1, a count, minutes, or procedures per matter; None
    where there was nothing to count.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    excluded: int | None = None
    low: float | None = None
    high: float | None = None
    withheld: bool = False


@dataclass(frozen=True)
class Within:
    """What the figures are narrowed to: a unit, an area or a category with all below, and a channel."""

    unit: Unit | None = None
    area: Area | None = None
    category: Category | None = None
    channel: str = ""


EVERYTHING = Within()


@dataclass(frozen=True)
class Slice:
    """The figures of one group, and the question that they answer. `key` is 0 for everything together."""

    key: int | str
    code: str
    zh: str
    en: str
    group: str | None
    since: date
    until: date
    within: Within = EVERYTHING
    figures: Codes = field(default_factory=dict)

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


def figures(
    *, by: Actor | None, group: str | None = None, level: str | None = None, since: date, until: date,
    within: Within = EVERYTHING,
) -> list[Slice]:  # fmt: skip
    """Every indicator from `since` to `until`, both days counted, for each group of a level that has anything; in the order of codes.

    `level`: for units a `Unit.Level`, for areas `city` … `grid` (`trees.AREA_LEVELS`), for categories `1` (top) and so on; None
    for every unit, area or category with all below it. Without `group` one slice of everything. `by`: None is the public.
    Raises `Refused` for what the public is not told.
    """
    if reads_all := _reach(by):
        among = _among(reads_all, since, until, within)
        found = _slices(among, group, level, since, until, within)
        return [*found] if group else [_named(slice_, by, within) for slice_ in found]
    if within != EVERYTHING or not periods.is_past_quarter(since, until):
        raise Refused(_("The public is told whole quarters that are over, of the whole city or along one tree."))
    return [*_public(group, level, since, until)]


def cases_behind(code: str, slice_: Slice, by: Actor, part: str = "") -> QuerySet[Case]:
    """The cases that a figure counts, as far as this person may read them. `part`: "hit" those in the numerator, "rest" the
    others, "excluded" what was left out; "" all that it is over. At most `MOST_CASES`, the newest."""
    if (reach := _reach(by)) is None:
        return Case.objects.none()
    among = _among(reach, slice_.since, slice_.until, slice_.within)
    if slice_.group and slice_.key != ALL:
        among = trees.narrowed(among, slice_.group, slice_.key)
    found = counting.behind(lake.manifest(), INDICATORS[code], among, part, MOST_CASES)
    return queries.visible_to(by).filter(pk__in=found)


def first_published(slice_: Slice, by: Actor) -> tuple[datetime, Codes] | None:
    """When the figures of this slice were first published, and what they said; None where the period was not, or was narrowed.

    What is different now came late or was corrected. For those who read the cases of all units, or figures by unit.
    """
    reach = _reach(by)
    whole = reach == (None, None) or (reach is not None and slice_.group == "unit")
    known = firsts.first(slice_.since, slice_.until, slice_.group) if whole and slice_.within == EVERYTHING else None
    if known is None:
        return None
    return known.at, {code: _figure(INDICATORS[code], _of(known.found, slice_.key, code)) for code in INDICATORS}


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


def _among(reach: Reach, since: date, until: date, within: Within) -> Among:
    found = Among(since, until, *reach, channel=within.channel)
    for group, node in (("unit", within.unit), ("area", within.area), ("category", within.category)):
        if node:
            found = trees.narrowed(found, group, node.pk)
    return found


# -- slices


def _slices(
    among: Among, group: str | None, level: str | None, since: date, until: date, within: Within
) -> Iterator[Slice]:
    tree = trees.of(group)
    chosen = {key for key in tree.nodes if tree.is_at(key, level)}
    column, groups = (group or "", tree.groups(chosen))
    found = counting.counted(lake.manifest(), among, column, groups)
    for key in tree.ordered(found if group == "channel" else chosen & found.keys()) if group else [ALL]:
        told = {code: _figure(INDICATORS[code], _of(found, key, code)) for code in INDICATORS}
        yield Slice(key, *tree.named(key), group, since, until, within, told)


def _public(group: str | None, level: str | None, since: date, until: date) -> Iterator[Slice]:
    """Of the whole tree at once, so that what is withheld anywhere in it is safe everywhere."""
    tree = trees.of(group)
    found = {ALL: _first_or_now(since, until, None).get(ALL, {})}
    if group:
        found |= _first_or_now(since, until, group)
    hidden = publishing.withheld(found, tree.parts(found) if group else {})
    at_level = {key for key in tree.nodes if tree.is_at(key, level)}
    chosen = found.keys() - {ALL} if group == "channel" else at_level & found.keys()
    for key in tree.ordered(chosen) if group else [ALL]:
        told = {
            code: Figure(withheld=True) if key in hidden[code] else _figure(known, _of(found, key, code))
            for code, known in INDICATORS.items()
        }
        yield Slice(key, *tree.named(key), group, since, until, EVERYTHING, told)


def _first_or_now(since: date, until: date, group: str | None) -> Mapping[Any, Mapping[str, Counts]]:
    """What a quarter said when it was first published stays what the public reads of it."""
    if known := firsts.first(since, until, group):
        return known.found
    groups = trees.of(group).groups(set(trees.of(group).nodes))
    return counting.counted(lake.manifest(), Among(since, until), group or "", groups)


def _of(found: Mapping[Any, Mapping[str, Counts]], key: Any, code: str) -> Counts:
    return found.get(key, {}).get(code, Counts())


def _figure(indicator: Indicator, counts: Counts) -> Figure:
    over, hit = counts.over, counts.hit
    if indicator.measure == Measure.COUNT:
        return Figure(float(counts.n), None, float(counts.n), counts.excluded)
    if indicator.measure == Measure.SHARE:
        low, high = wilson(hit, over) if over else (None, None)
        return Figure(hit / over if over else None, hit, over, counts.excluded, low, high)
    if indicator.measure == Measure.MEAN:
        return Figure(hit / over if over else None, hit, over, counts.excluded)
    return Figure(counts.value, None, over, counts.excluded)
