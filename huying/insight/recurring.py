"""What comes again and again at one place: the same category in many different weeks, or closed and told of again. Pure.

Weeks count and not reports, so that a day with many callers is a surge and nothing else. If reports of a category fell on its places by
chance, the weeks of a place would be Poisson; only places with one report at least are known, so the law is the zero-truncated one, its
parameter found from the mean (Johnson, Kemp and Kotz 2005, Univariate Discrete Distributions, 4.10.1). A place stands out where its weeks
are less likely than `rate` a month over all places of the category (Bonferroni; windows of half a year hardly change within a month, so
each place is one test a month). Three closings that did not hold are enough by themselves: a plain rule, no test.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from scipy import optimize, special

WINDOW = timedelta(weeks=26)
FEWEST = 5
"""Reports."""
FEWEST_WEEKS = 4
HELD = timedelta(days=30)
"""Told of again within this time, a closing did not hold."""
NOT_HELD = 3
"""Closings that did not hold, after which a place is proposed whatever chance says."""


def chance(weeks: int, mean: float) -> float:
    """That a place with one report at least tells in so many weeks, where its category's places do so in `mean` (1 at least) weeks."""
    if weeks <= 1:
        return 1.0
    usual = parameter(mean)
    return float(special.pdtrc(weeks - 1, usual) / -special.expm1(-usual))


def parameter(mean: float) -> float:
    """The Poisson parameter whose zero-truncated mean is `mean`; almost 0 for a mean of 1."""
    if mean <= 1 + 1e-6:
        return 2e-6
    return float(optimize.brentq(lambda usual: usual / -special.expm1(-usual) - mean, 1e-9, mean))


def expected(mean: float) -> float:
    """Weeks that a place like the others tells in."""
    return max(mean, 1.0)


def not_held(told: Iterable[tuple[datetime, datetime | None]]) -> int:
    """How many closings were followed by another report within `HELD`. `told`: (received, closed) of one place, oldest first."""
    ends: list[datetime] = []
    again = 0
    for received, closed in told:
        if any(end <= received <= end + HELD for end in ends):
            again += 1
            ends.clear()
        if closed is not None:
            ends.append(closed)
    return again


def stands_out(n: int, weeks: int, mean: float, places: int, again: int, rate: float) -> bool:
    """Whether a place with `n` reports in so many weeks is proposed, among `places` places of its category."""
    if n < FEWEST or weeks < FEWEST_WEEKS:
        return False
    return again >= NOT_HELD or chance(weeks, mean) * places <= rate
