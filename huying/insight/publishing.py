"""What of the figures is withheld from the public: `withholding.py` over all that the figures of one tree tell together.

Figures over the same things are withheld in two steps. First how many things there are: of all figures of a kind together, so
that no figure gives away what another one hides. Then each figure's numerator, on top of that.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from . import counting, firsts, lake, withholding
from .counting import ALL, Counts, Found, Parted
from .definitions import INDICATORS, Measure
from .periods import Days
from .slices import Asked, Told

TWINS = {"said_solved": "resolution", "said_partly": "resolution_partly", "said_explained": "resolution_explained"}
"""The same answer, with and without those excluded: their difference tells of these."""


def told(asked: Asked, days: Sequence[Days]) -> list[Told]:
    """Quarters as the public reads them: what was first published of each, once there is that.

    Withheld along the whole tree and for all figures over the same things, so that what is withheld anywhere is safe everywhere.
    """
    codes, of_parts = _kindred(asked.codes), _kindred(asked.of_parts)
    every = replace(asked, level=None, below=None, of_parts=of_parts)
    counted = _first_or_now(days, None, Parted(), codes)
    parted = _first_or_now(days, asked.group, every.parted, of_parts) if asked.group else [{}] * len(days)
    found = []
    for one, whole, parts in zip(days, counted, parted, strict=True):
        together = {**parts, ALL: whole.get(ALL, {})}
        below = asked.tree.parts(together) if asked.group else {}
        found.append(asked.told(together, one, withheld(together, below, codes)))
    return found


def _kindred(codes: Iterable[str] | None) -> frozenset[str] | None:
    """These indicators and all of their kinds: what one shows may tell what another withholds."""
    if codes is None:
        return None
    kinds = {INDICATORS[code].kind for code in codes}
    return frozenset(code for code, known in INDICATORS.items() if known.kind in kinds)


def _first_or_now(days: Sequence[Days], group: str | None, parted: Parted, codes: frozenset[str] | None) -> list[Found]:
    """What a quarter said when it was first published stays what the public reads of it."""
    known: dict[Days, Found] = {one: first.found for one in days if (first := firsts.first(*one, group))}
    new = [one for one in days if one not in known]
    known |= dict(zip(new, counting.counted(lake.manifest(), new, parted=parted, codes=codes), strict=True))
    return [known[one] for one in days]


def withheld(
    found: Found, parts: Mapping[Any, Sequence[Any]], codes: Collection[str] | None = None
) -> dict[str, set[Any]]:
    """Code → the groups in which it is not shown, of these indicators or all. `parts`: group → those right below it."""
    hidden: dict[str, set[Any]] = {}
    known = [code for code in INDICATORS if codes is None or code in codes]
    for alike in _gathered(known, lambda code: INDICATORS[code].things):
        things = _hidden(found, parts, lambda key, alike=alike: _things(found, key, alike), ())
        for family in _gathered(alike, lambda code: INDICATORS[code].family or code):
            told = _hidden(found, parts, lambda key, family=family: _hits(found, key, family), things)
            hidden |= dict.fromkeys(family, told)
    return hidden


def _hidden(found: Found, parts: Mapping[Any, Sequence[Any]], told: Any, already: Iterable[Any]) -> set[Any]:
    return withholding.withheld(ALL, {key: tuple(told(key)) for key in found}, parts, {*already})


def _gathered(codes: Iterable[str], by: Any) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(by(code), []).append(code)
    return [*found.values()]


def _things(found: Found, key: Any, codes: Sequence[str]) -> Iterator[int]:
    """How many things the figures are over, how many were left out, and by how many these numbers differ."""
    told = [_of(found, key, code) for code in codes]
    over = [counts.n for counts in told]
    for numbers in (over, [counts.excluded for counts in told]):
        yield from numbers
        yield from (one - other for one, other in combinations(numbers, 2))


def _hits(found: Found, key: Any, codes: Sequence[str]) -> Iterator[int]:
    """How many are in the numerators, how many are not, and how many are in none."""
    shares = [code for code in codes if INDICATORS[code].measure == Measure.SHARE]
    told = {code: _of(found, key, code) for code in shares}
    for counts in told.values():
        yield from (counts.n_hit, counts.n - counts.n_hit)
    for over in _gathered(shares, lambda code: INDICATORS[code].over_zh):
        yield told[over[0]].n - sum(told[code].n_hit for code in over)
    for code, twin in TWINS.items():
        if code in told and twin in told:
            yield told[code].n_hit - told[twin].n_hit


def _of(found: Found, key: Any, code: str) -> Counts:
    return found.get(key, {}).get(code, Counts())
