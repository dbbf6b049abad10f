"""How good a model is, said honestly. Pure: no database, no clock."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .model import Floats, Numbers

BINS = 15
WORST = 10


@dataclass(frozen=True)
class Confusion:
    """How often `label` was taken for `taken_for`."""

    label: str
    taken_for: str
    times: int


@dataclass(frozen=True)
class OfLabel:
    """One label: how many there were; of those read so, how many are; of those that are, how many were read so."""

    label: str
    examples: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Card:
    """An examination: shares of 1, over `examples` messages."""

    examples: int
    accuracy: float
    among_three: float
    """The right label is among the first three."""
    macro_f1: float
    """Mean of F1 over the labels that occur, each alike."""
    calibration_error: float
    """Expected calibration error, 15 bins of equal width: how far the shares are from what came true."""
    labels: tuple[OfLabel, ...]
    confusions: tuple[Confusion, ...]
    """The most frequent ones."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def card(labels: tuple[str, ...], answers: Numbers, shares: Floats) -> Card:
    """`answers`: number of the right label of each message; `shares`: a row a message, a column a label."""
    best = shares.argmax(axis=1)
    ordered = np.argsort(-shares, axis=1, kind="stable")[:, :3]
    each = tuple(_of_label(label, at, answers, best) for at, label in enumerate(labels))
    present = [of.f1 for of in each if of.examples]
    return Card(
        examples=len(answers),
        accuracy=round(float((best == answers).mean()), 4),
        among_three=round(float((ordered == answers[:, None]).any(axis=1).mean()), 4),
        macro_f1=round(float(sum(present) / len(present)), 4),
        calibration_error=round(_calibration_error(shares.max(axis=1), best == answers), 4),
        labels=each,
        confusions=_confusions(labels, answers, best),
    )


def _of_label(label: str, at: int, answers: Numbers, best: Numbers) -> OfLabel:
    right, read, are = (int(those.sum()) for those in ((best == at) & (answers == at), best == at, answers == at))
    precision, recall = right / read if read else 0.0, right / are if are else 0.0
    f1 = 2 * right / (read + are) if read + are else 0.0
    return OfLabel(label, are, round(precision, 4), round(recall, 4), round(f1, 4))


def _calibration_error(sure: Floats, right: Any) -> float:
    at = np.minimum((sure * BINS).astype(int), BINS - 1)
    n = np.bincount(at, minlength=BINS)
    gap = np.abs(np.bincount(at, sure, BINS) - np.bincount(at, right, BINS))
    return float(gap[n > 0].sum() / len(sure))


def _confusions(labels: tuple[str, ...], answers: Numbers, best: Numbers) -> tuple[Confusion, ...]:
    wrong = best != answers
    pairs, times = np.unique(np.stack((answers[wrong], best[wrong]), axis=1), axis=0, return_counts=True)
    worst = np.argsort(-times, kind="stable")[:WORST]
    return tuple(Confusion(labels[pairs[at][0]], labels[pairs[at][1]], int(times[at])) for at in worst)
