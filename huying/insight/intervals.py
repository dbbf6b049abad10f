"""How sure a share is: the interval of E. B. Wilson (1927), which holds for small numbers and never leaves 0 to 1."""

from math import sqrt

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def wilson(hits: float, n: float) -> tuple[float, float]:
    """The 95 % interval of the share `hits` of `n`, `n` greater than 0."""
    share, square = min(hits / n, 1.0), Z95**2  # a sum of weights may be a hair more than their number
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)
