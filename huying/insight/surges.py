"""Sudden surges: cells (a place and a category) that told of more today, or these two days, than they should have. Pure.

What a cell is expected to tell of on a day is its level × the kind of day × the season. Level and kind of day are means over its own last
twelve weeks, the newest counting most; of the kind of day a cell with few reports borrows the shape that its category has in the whole
city. The season is how the whole city moved at this time in earlier years. Days that stood out are weighted down before, so that an old
storm does not hide the next (Noufaily et al. 2013, "An improved algorithm for outbreak detection in multiple surveillance systems",
Statistics in Medicine 32; after Farrington et al. 1996, JRSS A 159). Around it counts scatter as a negative binomial whose dispersion is
the cell's own, half borrowed from cells as busy as it. `score` is −log10 of the chance of so many or more.

Bar. `rate` is how many proposals a month a city is ready to look at for nothing. Cells are judged in strata by how much they tell of,
each with a share of the rate of its own, so that the many quiet cells do not drown the busy ones (weighted testing: Genovese, Roeder and
Wasserman 2006, Biometrika 93). A stratum's bar is the higher of two: Bonferroni's over its cells, the days of a month and the two
windows; and, because real counts have heavier tails than any model, the one that its own past weeks passed so seldom that the share
is kept with 80 % confidence (exact Poisson limit, Garwood 1936). Real surges of the past count as false there, so the rate errs on
the safe side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

HISTORY = 84
"""Days before the two that are judged."""
LEAST_HISTORY = 28
"""With fewer days nothing is judged: a weekday was seen less than four times."""
HALF_LIFE = 28
"""Days after which a day counts half in a level."""
FEWEST = 5
"""A surge has so many reports at least, whatever was expected."""
OUTLIER = 2.58
"""Anscombe residual above which a past day is weighted down (Noufaily et al. 2013)."""
STRATA = (1.0, 2.0)
"""Reports a day that part the quiet cells from the middling and the busy; three on a working day are about two over the week."""
CONFIDENCE = 0.8
SHARES = (0.25, 0.25, 0.5)
"""Of the rate, for the cells of each stratum: a surge where much is told is known soonest, and concerns most."""
MONTH = 30
WINDOWS = 2
SHARED = 10.0
"""Reports of one's own after which a cell trusts its own shape of the week as much as its category's."""


@dataclass(frozen=True)
class Judged:
    """The lively cells on the last day of the counts, one value each; all others told of too little to surge on any day."""

    cells: NDArray[np.int64]
    """Which rows of the counts they are."""
    expected: Floats
    """Of the window that stands out most."""
    observed: Counts
    days: Counts
    """Length of that window: 1 or 2."""
    score: Floats
    bar: Floats
    daily: Floats
    """The expected count of every day, cells × days."""

    @property
    def surging(self) -> NDArray[np.int64]:
        """Where in these arrays."""
        return np.flatnonzero(self.score > self.bar)


@dataclass(frozen=True)
class _Baseline:
    daily: Floats
    level: Floats
    spread: Floats
    """Variance over mean, 1 at least."""
    known: Floats
    """How many reports the mean of one kind of day rests on."""


def judge(counts: Counts, whole: Counts, kinds: Counts, rate: float, season: Floats | None = None) -> Judged:
    """Whether each cell surges on the last day, or on the last two together.

    `counts`: cells × days; `whole`: for each cell its category in the whole city, of the same shape; `kinds`: of each day, 0 (Monday) to
    6 (Sunday, or a day off); `rate`: false alarms a month in the whole city; `season`: cells × days, times the mean. Needs `LEAST_HISTORY`
    and two days more.
    """
    if counts.shape[1] < LEAST_HISTORY + WINDOWS:
        raise ValueError(f"{counts.shape[1]} days are too few.")
    lively = np.flatnonzero((counts[:, 1:] + counts[:, :-1]).max(1, initial=0) >= FEWEST)
    n_quiet, counts, whole = len(counts) - len(lively), counts[lively], whole[lively]
    base = _baseline(counts, whole, kinds, np.ones(counts.shape) if season is None else season[lively])
    stratum = np.searchsorted(STRATA, base.level)
    base.spread[:] = _lent(base.spread, stratum)
    one = _scores(counts, base.daily, base, 1)
    two = np.zeros_like(one)
    two[:, 1:] = _scores(counts[:, 1:] + counts[:, :-1], base.daily[:, 1:] + base.daily[:, :-1], base, 2)
    best, longer = np.maximum(one, two), two[:, -1] > one[:, -1]
    bars = [_bar(best[stratum == n, :-WINDOWS], rate * share, 0 if n else n_quiet) for n, share in enumerate(SHARES)]
    return Judged(
        lively, np.where(longer, base.daily[:, -2:].sum(1), base.daily[:, -1]),
        np.where(longer, counts[:, -2:].sum(1), counts[:, -1]), np.where(longer, 2, 1),
        best[:, -1], np.array(bars)[stratum], base.daily,
    )  # fmt: skip


def tail(seen: Counts, mean: Floats, variance: Floats) -> Floats:
    """The chance of `seen` or more of a negative binomial with this mean and variance (> mean), by the incomplete beta function."""
    size = mean**2 / (variance - mean)
    return np.where(seen > 0, special.betainc(np.maximum(seen, 1), size, (variance - mean) / variance), 1.0)


def _baseline(counts: Counts, whole: Counts, kinds: Counts, season: Floats) -> _Baseline:
    """Level, shape of the week and dispersion of each cell from all days but the last two."""
    past, city = counts[:, :-WINDOWS].astype(float), whole[:, :-WINDOWS].astype(float)
    moved, n = season[:, :-WINDOWS], counts.shape[1] - WINDOWS
    recent = 0.5 ** (np.arange(n - 1, -1, -1) / HALF_LIFE)
    days = np.eye(7)[kinds]
    usual = past <= np.quantile(past, 0.9, axis=1, keepdims=True) + 1
    weights = recent * usual
    for _again in range(5):
        shape = _week(past / moved, city / moved, weights, days[:-WINDOWS])
        daily = np.maximum((shape @ days.T) * season, 1e-3)
        level = ((weights * past).sum(1) + 0.1) / ((weights * daily[:, :-WINDOWS]).sum(1) + 0.1)
        daily = np.maximum(daily * level[:, None], 1e-3)
        mean, core = daily[:, :-WINDOWS], recent * usual
        effective = core.sum(1) ** 2 / np.maximum((core**2).sum(1), 1e-9)
        spread = 1.1 * (core * (past - mean) ** 2 / mean).sum(1) / core.sum(1)  # 1.1: its outliers are left out
        spread = np.maximum(1.0, spread * effective / np.maximum(effective - 2, 1))
        residual = 1.5 * (np.cbrt(past) ** 2 - np.cbrt(mean) ** 2) / (mean ** (1 / 6) * np.sqrt(spread)[:, None])
        usual = residual <= OUTLIER
        weights = recent * np.where(usual, 1.0, (OUTLIER / np.maximum(residual, OUTLIER)) ** 6)
    return _Baseline(daily, level, spread, (level * effective / 7 + SHARED) / spread)


def _week(past: Floats, city: Floats, weights: Floats, days: Floats) -> Floats:
    """Cells × 7: each kind of day over the mean day; the fewer its own reports, the more as its category in the whole city."""
    exposed, total = weights @ days, weights.sum(1, keepdims=True)
    own, whole = (weights * past).sum(1, keepdims=True) / total, (weights * city).sum(1, keepdims=True) / total
    usual = ((weights * city) @ days + 2) / (whole * exposed + 2)
    return ((weights * past) @ days + SHARED * usual) / (own * exposed + SHARED)


def _lent(spread: Floats, stratum: NDArray[np.int64]) -> Floats:
    """Each dispersion drawn half-way, on the log scale, to the median of its stratum: one cell's own is a poor guess."""
    lent = spread.copy()
    for n in np.unique(stratum):
        alike = stratum == n
        lent[alike] = np.maximum(1.0, np.sqrt(spread[alike] * np.median(spread[alike])))
    return lent


def _scores(seen: Counts, mean: Floats, base: _Baseline, days: int) -> Floats:
    """−log10 of the chance of so many or more, 0 below `FEWEST`.

    The mean rests on a few days like it, and so the days that are judged lie further from it than chance alone has them.
    """
    leverage = np.minimum(mean / days / base.known[:, None], 0.5)
    leverage[:, :-WINDOWS] = 0
    chance = tail(seen, mean, np.maximum(base.spread[:, None] * mean * (1 + leverage), 1.01 * mean))
    return np.where(seen >= FEWEST, -np.log10(np.maximum(chance, 1e-300)), 0.0)


def _bar(past: Floats, share: float, n_quiet: int) -> float:
    """The score that keeps `share` alarms a month in a stratum with these past scores; of a cell, each week's highest counts.

    `n_quiet`: cells of the stratum that never scored.
    """
    cells, weeks = past.shape[0] + n_quiet, past.shape[1] // 7
    if cells == 0:
        return np.inf
    highest = past[:, past.shape[1] - weeks * 7 :].reshape(len(past), weeks, 7).max(2)
    allowed = _allowed(share * weeks * 7 / MONTH)
    ordered = np.sort(highest, axis=None)[::-1]
    theory = -np.log10(min(1.0, share / (cells * MONTH * WINDOWS)))
    return float(max(theory, ordered[allowed] if allowed < ordered.size else 0.0))


def _allowed(most: float) -> int:
    """How many were seen at most where the mean is still under `most` with `CONFIDENCE`: Garwood's upper Poisson limit."""
    seen = np.arange(int(most) + 1)
    limits = special.chdtri(2 * (seen + 1), 1 - CONFIDENCE) / 2
    return int(max(0, (limits <= most).sum() - 1))
