"""How good a model is, counted by hand."""

import numpy as np
import pytest

from huying.cases.learning import scoring
from huying.cases.learning.scoring import Confusion, OfLabel

SHARES = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.4, 0.6]], np.float32)


def test_the_figures_are_those_counted_by_hand() -> None:
    card = scoring.card(("a", "b"), np.array([0, 0, 1, 1]), SHARES)
    assert [card.accuracy, card.macro_f1] == pytest.approx([0.75, (0.8 + 2 / 3) / 2], abs=1e-4)
    assert card.labels == (OfLabel("a", 2, 0.6667, 1.0, 0.8), OfLabel("b", 2, 1.0, 0.5, 0.6667))
    assert card.confusions == (Confusion("b", "a", 1),)


def test_the_calibration_error_is_how_far_shares_are_from_what_came_true() -> None:
    card = scoring.card(("a", "b"), np.array([0, 0, 1, 1]), SHARES)
    assert card.calibration_error == pytest.approx((0.1 + 0.2 + 0.7 + 0.4) / 4, abs=1e-4)


def test_a_label_that_never_occurs_does_not_lower_the_mean() -> None:
    shares = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]], np.float32)
    assert scoring.card(("a", "b", "c"), np.array([0, 1]), shares).macro_f1 == 1
