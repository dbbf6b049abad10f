"""Duties as rules that a person can read, learned from who handled what: a unit for a category, and one for an area that differs.

A rule is proposed where at least `FEWEST` cases speak for it, most of them (`MOSTLY`) of one unit; an area's own only where its
unit is ahead of the one above it by more than chance (two standard deviations of a fair coin); one rule for a whole group of categories
where nearly all (`NEARLY_ALL`) of it goes to one unit. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

FEWEST = 3
MOSTLY, NEARLY_ALL = 0.5, 0.8
LEAST_LEAD = 3

Handled = Mapping[tuple[str, str], Counter[str]]
"""(category, area) → how many cases each unit handled; an area may be ""."""
Above = Callable[[str], Sequence[str]]
"""From a code itself up to the top."""


@dataclass(frozen=True)
class Rule:
    """What a duty would say: this unit for this category, here ("": everywhere), and the cases that say so."""

    category: str
    area: str
    unit: str
    right: int
    """Cases that this unit handled, of `n`."""
    n: int


def learned(handled: Handled, categories: Above, areas: Above) -> list[Rule]:
    """The rules, in the order of categories and areas, whole groups of categories first. `areas`: without the city itself."""
    by_category: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (category, area), units in handled.items():
        for step in ("", *(areas(area) if area else ())):
            by_category[category][step] += units
    rules = [rule for category, told in by_category.items() for rule in _of(category, told, areas)]
    together = list(_together(rules, {category: told[""] for category, told in by_category.items()}, categories))
    covered = {(leaf, "") for _rule, leaves in together for leaf in leaves}
    kept = [rule for rule in rules if (rule.category, rule.area) not in covered]
    return sorted([*kept, *(rule for rule, _leaves in together)], key=lambda rule: (rule.category, rule.area))


def _of(category: str, told: Mapping[str, Counter[str]], areas: Above) -> Iterable[Rule]:
    """Of one category: for the whole city, then for each area, from the largest down, where it differs from what lies above it."""
    named: dict[str, str] = {}
    for area in sorted(told, key=lambda area: (len(areas(area)) if area else 0, area)):
        above = next((named[step] for step in (*areas(area)[1:], "") if step in named), "") if area else ""
        units = told[area]
        unit, right = max(units.items(), key=lambda pair: (pair[1], pair[0]))
        n, rival = units.total(), units[above]
        ahead = right - rival >= max(LEAST_LEAD, 2 * sqrt(right + rival)) if above else True
        if unit != above and n >= FEWEST and right >= MOSTLY * n and ahead:
            named[area] = unit
            yield Rule(category, area, unit, right, n)


def _together(
    rules: Sequence[Rule], told: Mapping[str, Counter[str]], categories: Above
) -> Iterable[tuple[Rule, list[str]]]:
    """One rule for a group nearly all of which goes to one unit, and the categories that it stands for; the others keep their own."""
    groups: dict[str, list[str]] = defaultdict(list)
    for category in told:
        for above in categories(category)[1:2]:
            groups[above].append(category)
    whole = {rule.category: rule for rule in rules if not rule.area}
    for group, leaves in groups.items():
        units = sum((told[leaf] for leaf in leaves), Counter[str]())
        unit, right = max(units.items(), key=lambda pair: (pair[1], pair[0]))
        alike = [leaf for leaf in leaves if leaf in whole and whole[leaf].unit == unit]
        if len(alike) > 1 and right >= NEARLY_ALL * units.total():
            yield Rule(group, "", unit, right, units.total()), alike


def unit_for(rules: Mapping[tuple[str, str], Rule], categories: Sequence[str], areas: Sequence[str]) -> Rule | None:
    """The rule that names a unit, asked as the duty list is: the closest category first, then the closest area."""
    return next(
        (rules[category, area] for category in categories for area in (*areas, "") if (category, area) in rules), None
    )
