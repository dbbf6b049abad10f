"""What a figure is, and slices: the figures of one group over one period, made from what was counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from huying.base.catalogue.models import Category
from huying.base.places.models import Area
from huying.base.units.models import Unit

from . import trees
from .counting import ALL, Counts, Found, Parted
from .definitions import INDICATORS, Indicator, Measure
from .intervals import wilson
from .periods import Days
from .trees import Tree

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


@dataclass(frozen=True)
class Told:
    """A period: everything together, and its parts."""

    whole: Slice
    parts: Sequence[Slice] = ()


@dataclass(frozen=True)
class Asked:
    """By what a period is parted, and which indicators are told: `codes` of everything together, `of_parts` of the parts; None for all."""

    group: str | None = None
    level: str | None = None
    below: frozenset[Any] | None = None
    """The keys of the parts, if not all of the level."""
    within: Within = EVERYTHING
    codes: frozenset[str] | None = None
    of_parts: frozenset[str] | None = None

    @cached_property
    def tree(self) -> Tree:
        return trees.of(self.group)

    @cached_property
    def chosen(self) -> frozenset[Any]:
        """The nodes that are told of."""
        nodes = self.tree.nodes if self.below is None else self.tree.nodes.keys() & self.below
        return frozenset(key for key in nodes if self.tree.is_at(key, self.level))

    @property
    def parted(self) -> Parted:
        column = trees.COLUMNS.get(self.group or "", self.group or "")
        return Parted(column, self.tree.groups(self.chosen), self.of_parts)

    def told(self, found: Found, days: Days, hidden: Mapping[str, Collection[Any]] | None = None) -> Told:
        """The slices of a period. `hidden`: code → the keys for which it is withheld."""
        keys: Any = found.keys() - {ALL, ""} if not self.tree.nodes else self.chosen & found.keys()
        parts = (
            [self._slice(found, key, days, hidden, self.of_parts) for key in self.tree.ordered(keys)]
            if self.group
            else []
        )
        return Told(self._slice(found, ALL, days, hidden, self.codes, whole=True), parts)

    def _slice(
        self, found: Found, key: Any, days: Days, hidden: Mapping[str, Collection[Any]] | None, codes: Collection[str] | None, *,
        whole: bool = False,
    ) -> Slice:  # fmt: skip
        counts = found.get(key, {})
        told = {
            code: Figure(withheld=True) if hidden and key in hidden[code] else figure(known, counts.get(code, Counts()))
            for code, known in INDICATORS.items() if codes is None or code in codes
        }  # fmt: skip
        named = self.tree.named(key)
        return Slice(key, *named, None if whole else self.group, *days, self.within, told)


def figure(indicator: Indicator, counts: Counts) -> Figure:
    """The number that an indicator makes of what was counted."""
    over, hit = counts.over, counts.hit
    if indicator.measure == Measure.COUNT:
        return Figure(float(counts.n), None, float(counts.n), counts.excluded)
    if indicator.measure == Measure.SHARE:
        low, high = wilson(hit, over) if over else (None, None)
        return Figure(hit / over if over else None, hit, over, counts.excluded, low, high)
    if indicator.measure == Measure.MEAN:
        return Figure(hit / over if over else None, hit, over, counts.excluded)
    return Figure(counts.value, None, over, counts.excluded)
