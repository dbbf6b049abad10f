"""What of the figures is withheld from the public: `withholding.py` over all that the figures of one tree tell together.

Figures over the same things are withheld in two steps. First how many things there are: of all figures of a kind together, so
that no figure gives away what another one hides. Then each figure's numerator, on top of that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from . import withholding
from .counting import ALL, Counts
from .definitions import INDICATORS, Measure

Found = Mapping[Any, Mapping[str, Counts]]
TWINS = {"said_solved": "resolution", "said_partly": "resolution_partly", "said_explained": "resolution_explained"}
"""The same answer, with and without those excluded: their difference tells of these."""


def withheld(found: Found, parts: Mapping[Any, Sequence[Any]]) -> dict[str, set[Any]]:
    """Code → the groups in which it is not shown. `parts`: group → those right below it."""
    hidden: dict[str, set[Any]] = {}
    for codes in _gathered(INDICATORS, lambda code: INDICATORS[code].things):
        things = _hidden(found, parts, lambda key, codes=codes: _things(found, key, codes), ())
        for family in _gathered(codes, lambda code: INDICATORS[code].family or code):
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
    yield from over
    yield from (counts.excluded for counts in told)
    yield from (one - other for one, other in combinations(over, 2))


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
