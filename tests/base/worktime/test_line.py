"""The laws of counting on a line of stretches, against a walk that looks at every point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.base.worktime.line import Line, OffTheLine

STRETCHES = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=12)
"""Gaps and lengths, from which stretches are laid one after the other."""
POINT = st.integers(-3, 20)
AMOUNT = st.integers(0, 12)


def laid(gaps_and_lengths: list[tuple[int, int]], tail: int = 1_000) -> list[tuple[int, int]]:
    stretches, at = [], 0
    for gap, length in gaps_and_lengths:
        stretches.append((at + gap, at + gap + length))
        at += gap + length
    return [*stretches, (at + 1, at + tail)]


def walked(stretches: list[tuple[int, int]], a: int, b: int) -> int:
    return sum(any(start <= point < end for start, end in stretches) for point in range(a, b))


@given(STRETCHES, POINT, AMOUNT)
def test_what_lies_between_a_point_and_the_point_after_an_amount_is_that_amount(
    shape: list[tuple[int, int]], point: int, amount: int
) -> None:
    line = Line(laid(shape))
    assert line.between(point, line.after(point, amount)) == amount


@given(STRETCHES, POINT, AMOUNT, AMOUNT)
def test_two_amounts_one_after_the_other_are_their_sum(
    shape: list[tuple[int, int]], point: int, first: int, second: int
) -> None:
    line = Line(laid(shape))
    assert line.after(line.after(point, first), second) == line.after(point, first + second)


@given(STRETCHES, POINT, POINT, AMOUNT, AMOUNT)
def test_whoever_starts_earlier_or_has_less_to_do_is_never_later(
    shape: list[tuple[int, int]], a: int, b: int, less: int, more: int
) -> None:
    line = Line(laid(shape))
    (a, b), (less, more) = sorted((a, b)), sorted((less, more))
    assert line.after(a, less) <= line.after(b, less)
    assert line.after(a, less) <= line.after(a, more)


@given(STRETCHES, POINT, POINT)
def test_it_counts_as_a_walk_over_every_point_counts(shape: list[tuple[int, int]], a: int, b: int) -> None:
    stretches = laid(shape)
    a, b = sorted((a, b))
    assert Line(stretches).between(a, b) == walked(stretches, a, b)


@given(STRETCHES, POINT, AMOUNT)
def test_it_ends_at_the_first_point_at_which_the_amount_has_passed(
    shape: list[tuple[int, int]], point: int, amount: int
) -> None:
    stretches = laid(shape)
    end = Line(stretches).after(point, amount)
    assert amount == 0 or walked(stretches, point, end - 1) == amount - 1


@given(STRETCHES, POINT)
def test_a_point_is_covered_where_a_stretch_lies(shape: list[tuple[int, int]], point: int) -> None:
    stretches = laid(shape)
    assert Line(stretches).covers(point) == any(start <= point < end for start, end in stretches)


def test_beyond_the_last_stretch_there_is_no_answer() -> None:
    with pytest.raises(OffTheLine):
        Line([(0, 10)]).after(5, 6)
