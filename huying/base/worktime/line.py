"""Stretches on a line of whole numbers, and how much of them lies before a point. Pure; an answer takes a microsecond."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class OffTheLine(ValueError):
    """The point that was asked for lies beyond the last stretch."""


class Line:
    """Disjoint stretches, in order. With `a ≤ b` on the line and `n ≥ 0`: `between(a, after(a, n)) == n` and
    `after(after(a, n), m) == after(a, n + m)`; both grow with every argument."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        """`stretches`: (start, end) with start < end, in order, touching or apart."""
        pairs = list(stretches)
        self.starts = [start for start, _end in pairs]
        self.ends = [end for _start, end in pairs]
        self.sums = list(accumulate(end - start for start, end in pairs))
        """What lies in the stretches up to and including each."""

    def before(self, point: int) -> int:
        """How much of the stretches lies before `point`."""
        at = bisect_right(self.starts, point) - 1
        if at < 0:
            return 0
        return self.sums[at] - max(self.ends[at] - point, 0)

    def between(self, a: int, b: int) -> int:
        """How much of the stretches lies from `a` to `b`; less than nothing if `b` comes first."""
        return self.before(b) - self.before(a)

    def after(self, point: int, amount: int) -> int:
        """The first point at which `amount` (0 or more) of the stretches has passed since `point`. Raises `OffTheLine`."""
        if amount == 0:
            return point
        wanted = self.before(point) + amount
        at = bisect_left(self.sums, wanted)
        if at == len(self.sums):
            raise OffTheLine(point)
        return self.ends[at] - (self.sums[at] - wanted)

    def covers(self, point: int) -> bool:
        """Whether `point` lies in a stretch (its start does, its end does not)."""
        at = bisect_right(self.starts, point) - 1
        return at >= 0 and point < self.ends[at]
