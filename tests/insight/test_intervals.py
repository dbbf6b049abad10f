"""The interval of Wilson, against what `scipy.stats.binomtest(hits, n).proportion_ci(method="wilson")` gives."""

import pytest

from huying.insight.intervals import wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.277532799862),
        (10, 10, 0.722467200138, 1.0),
        (1, 2, 0.094531205734, 0.905468794266),
        (150, 200, 0.685659016880, 0.804918319932),
        (81, 263, 0.255288519878, 0.366209576983),
    ],
)
def test_it_is_the_interval_of_wilson(hits: float, n: float, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-9)
