"""Nothing that is shown, and nothing that follows from sums and differences of what is shown, tells of fewer than five."""

from collections.abc import Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.insight.withholding import LEAST, is_small, withheld

Tree = tuple[dict[str, tuple[int, ...]], dict[str, list[str]]]
WHOLE = "w"


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Cells with two counts each, up to three levels below the whole, and at every level some that lie in no part."""
    parts: dict[str, list[str]] = {}
    counts: dict[str, tuple[int, ...]] = {}

    def grow(cell: str, depth: int) -> tuple[int, ...]:
        names = [f"{cell}.{n}" for n in range(draw(st.integers(0, 4)) if depth < 3 else 0)]
        parts[cell] = names
        below = [grow(name, depth + 1) for name in names]
        own = draw(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 20])) if names else draw(st.integers(0, 14))
        hit = draw(st.integers(0, own))
        n = own + sum(count[0] for count in below)
        n_hit = hit + sum(count[1] for count in below)
        counts[cell] = (n, n_hit, n - n_hit)
        return counts[cell]

    grow(WHOLE, 0)
    return counts, parts


@settings(max_examples=150)
@given(trees())
def test_no_count_that_follows_from_what_is_shown_is_small(tree: Tree) -> None:
    counts, parts = tree
    hidden = withheld(WHOLE, counts, parts)
    for place in range(3):
        for n in _derivable(counts, parts, hidden, place):
            assert not 0 < n < LEAST


@settings(max_examples=100)
@given(trees())
def test_only_what_is_small_or_hides_something_small_is_withheld(tree: Tree) -> None:
    counts, parts = tree
    hidden = withheld(WHOLE, counts, parts)
    assert {cell for cell, count in counts.items() if is_small(count)} <= hidden
    whole_is_safe = not any(is_small(count) for count in counts.values()) and all(
        not is_small(tuple(n - sum(counts[part][place] for part in below) for place, n in enumerate(counts[cell])))
        for cell, below in parts.items()
        if below
    )
    assert not (whole_is_safe and hidden)


def test_a_small_part_takes_the_smallest_beside_it_along() -> None:
    counts = {"city": (60,), "a": (3,), "b": (9,), "c": (48,)}
    assert withheld("city", counts, {"city": ["a", "b", "c"]}) == {"a", "b"}


def test_what_lies_in_no_part_is_not_worked_out_either() -> None:
    counts = {"city": (62,), "b": (12,), "c": (48,)}
    assert withheld("city", counts, {"city": ["b", "c"]}) == {"b"}


def test_what_lies_below_a_withheld_part_is_withheld() -> None:
    counts = {"city": (60,), "a": (30,), "a.1": (30,), "b": (26,), "c": (4,)}
    assert withheld("city", counts, {"city": ["a", "b", "c"], "b": ["b.1"]}) >= {"b", "c", "b.1"}


def _derivable(
    counts: Mapping[str, tuple[int, ...]], parts: Mapping[str, list[str]], hidden: set[str], place: int
) -> list[int]:
    """Every 0/1 sum of the smallest pieces (what lies in a cell but in no part of it) that the shown cells determine."""
    pieces = sorted(counts)
    own = {cell: counts[cell][place] - sum(counts[part][place] for part in parts[cell]) for cell in pieces}
    within: dict[str, set[str]] = {}

    def gather(cell: str) -> set[str]:
        within[cell] = {cell}.union(*(gather(part) for part in parts[cell]))
        return within[cell]

    gather(WHOLE)
    shown = [cell for cell in pieces if cell not in hidden]
    if not shown:
        return []
    asked = (
        [{piece} for piece in pieces] + [within[cell] for cell in pieces] + [within[cell] - {cell} for cell in pieces]
    )
    asked = [wanted for wanted in asked + [within[a] | within[b] for a in pieces for b in pieces] if wanted]
    known, sought = (
        np.array([[float(piece in of) for piece in pieces] for of in sets])
        for sets in ([within[c] for c in shown], asked)
    )
    _left, sizes, basis = np.linalg.svd(known, full_matrices=False)
    basis = basis[sizes > 1e-9]
    determined = np.abs(sought - sought @ basis.T @ basis).max(axis=1) < 1e-9
    return [sum(own[piece] for piece in wanted) for wanted, follows in zip(asked, determined, strict=True) if follows]
