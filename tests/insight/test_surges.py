"""Surges are found within two days, and what was not planted raises no more alarms than the rate that was set."""

from datetime import date

import numpy as np
import pytest

from huying.insight import surges
from tests.insight import boston

RATE = 20
WEEKS = 12
KINDS = np.arange(WEEKS * 7 + 2) % 7

of_boston = pytest.mark.skipif(
    not boston.FILE.exists(), reason="the real data lie in ../shared/data, and are not ours to give away"
)


@of_boston
def test_all_surges_of_five_times_the_expected_are_found_within_two_days(capsys):
    found = {times: boston.recall(times, RATE, every=6) for times in (2, 3, 5)}
    with capsys.disabled():
        for times, (seen, planted) in found.items():
            print(f"\n{times} × the expected: {seen} of {planted} found ({seen / planted:.0%})", end="")  # noqa: T201
    assert found[5][0] == found[5][1] > 150
    assert found[2][0] < found[3][0] < found[5][0]


@of_boston
@pytest.mark.parametrize("rate", [10, RATE])
def test_months_as_they_were_raise_no_more_alarms_than_the_rate(rate):
    by_month = boston.alarms(rate, since=date(2011, 8, 12))
    assert sorted(by_month) == [8, 9, 10]
    assert max(by_month.values()) <= rate


def drawn(seed=1, cells=400, mean=2.0):
    """Counts that scatter a little more than Poisson's, a third of them on the weekend."""
    week = np.array([1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5])[KINDS]
    chance = np.random.default_rng(seed)
    means = mean * chance.uniform(0.2, 3, (cells, 1)) * week
    return chance.poisson(means * chance.gamma(10, 0.1, means.shape))


def judged(counts, rate=5):
    return surges.judge(counts, np.broadcast_to(counts.sum(0), counts.shape), KINDS, rate)


def test_where_nothing_happens_hardly_anything_is_found():
    n_alarms = sum(len(judged(drawn(seed)).surging) for seed in range(30))
    assert 1 <= n_alarms <= 5  # thirty nights, five a month


def test_the_weekend_is_expected_to_be_quieter():
    found = judged(drawn())
    weekend, working = found.daily[:, KINDS == 6].mean(), found.daily[:, KINDS == 1].mean()
    assert 0.35 < weekend / working < 0.5


def test_an_old_surge_does_not_hide_the_next():
    counts = drawn()
    counts[0, 40:43], counts[0, -1] = 90, 40
    found = judged(counts)
    assert [int(found.cells[n]) for n in found.surging] == [0]
    assert found.expected[found.surging[0]] < 8


def test_two_days_together_tell_what_neither_tells_alone():
    counts = drawn()
    counts[0] = 2 + KINDS % 2
    counts[0, -2:] = 9
    found = judged(counts, rate=1)
    assert found.days[list(found.cells).index(0)] == 2


def test_fewer_than_five_reports_are_no_surge_whatever_was_expected():
    counts = np.zeros((3, KINDS.size), np.int64)
    counts[0, -1], counts[1, -1] = 4, 30
    found = judged(counts)
    assert [int(found.cells[n]) for n in found.surging] == [1]


def test_a_season_that_comes_every_year_is_no_surge():
    counts = drawn()
    counts[0] = 6
    counts[0, -2:] = 24
    season = np.ones(counts.shape)
    season[0, -2:] = 4
    whole = np.broadcast_to(counts.sum(0), counts.shape)
    plain = surges.judge(counts, whole, KINDS, 5)
    known = surges.judge(counts, whole, KINDS, 5, season)
    assert 0 in plain.cells[plain.surging]
    assert 0 not in known.cells[known.surging]


def test_without_four_weeks_of_history_nothing_is_judged():
    with pytest.raises(ValueError, match="too few"):
        surges.judge(np.ones((1, 20), np.int64), np.ones((1, 20), np.int64), KINDS[:20], 5)
