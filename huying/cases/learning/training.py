"""Making a model from messages with known labels (scikit-learn; answering needs none of it). Pure: no database, no clock."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_array
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import normalize

from . import grouping, scoring, signs
from .model import Floats, Model, Numbers, shares

FOLDS = 5
MET = 2
"""Messages that a sequence must stand in: what only one person wrote (a name, an address) is not learned."""
SMOOTH = 0.2
"""Strength of the penalty on weights."""
BALANCES = (1.0, 0.0)
"""Every label weighs the same, or every lesson: what did better on messages kept apart is kept."""
CLOSE, MOST_STEPS = 1e-3, 100
"""When the search for the weights of a label ends."""


TINY = np.float32(1e-30)
NEVER = -1.0
"""What is said of a label that no lesson names."""
N_MODELS = FOLDS * len(BALANCES) + 1


@dataclass(frozen=True)
class Example:
    """A message, its label, what was known beside it, and how much it counts as a lesson."""

    text: str
    label: str
    facts: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0


@dataclass(frozen=True)
class Trained:
    """A model, and how it did on messages that its like had not seen."""

    model: Model
    card: scoring.Card


Progress = Callable[[int], None]


def train(examples: Sequence[Example], *, seed: int = 0, progress: Progress = lambda _done: None) -> Trained:
    """A model of all examples, calibrated and examined fold by fold with near duplicates on one side.

    There must be two labels, each with FOLDS examples (`often`). `progress` is told of each model made, of N_MODELS.
    """
    labels = tuple(sorted({example.label for example in examples}))
    table, parts = _Table.of(examples, labels), folds(examples, seed)
    tried = [table.asked(parts, balance, progress) for balance in BALANCES]
    right = [float((scores.argmax(axis=1) == table.answers).mean()) for scores in tried]
    best = int(np.argmax(right))
    temperature = _temperature(tried[best], table.answers)
    model = table.fitted(np.arange(len(examples)), BALANCES[best], temperature)
    progress(1)
    return Trained(model, scoring.card(labels, table.answers, shares(tried[best], temperature)))


def fitted(examples: Sequence[Example]) -> Model:
    """A model that is neither calibrated nor examined."""
    table = _Table.of(examples, tuple(sorted({example.label for example in examples})))
    return table.fitted(np.arange(len(examples)), BALANCES[0])


def often(examples: Sequence[Example]) -> list[Example]:
    """Those whose label occurs often enough to be learned."""
    n_of = Counter(example.label for example in examples)
    return [example for example in examples if n_of[example.label] >= FOLDS]


def folds(examples: Sequence[Example], seed: int, n_folds: int = FOLDS) -> list[tuple[Numbers, Numbers]]:
    """(taught, asked) for each fold: labels spread evenly, near duplicates together."""
    together = _apart(grouping.groups([example.text for example in examples]), len(examples) // (2 * n_folds))
    split = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    return list(split.split(np.zeros(len(examples)), [example.label for example in examples], together))


def _apart(together: npt.NDArray[np.int32], most: int) -> npt.NDArray[np.int64]:
    """Groups as they are, but those larger than `most`: what so many have in common is a form of words, not a copy."""
    alone = np.bincount(together)[together] > most
    return np.where(alone, len(together) + np.arange(len(together)), together)


@dataclass(frozen=True)
class _Table:
    """Every example looked at once; models of any part of them are made from that."""

    labels: tuple[str, ...]
    answers: Numbers
    lessons: Floats
    places: Numbers
    """All places that were met: the columns of the views."""
    views: list[csr_array]
    """How often a place was met, one row an example."""
    weights: list[float]

    @classmethod
    def of(cls, examples: Sequence[Example], labels: tuple[str, ...]) -> "_Table":
        number = {label: at for at, label in enumerate(labels)}
        seen = [signs.views(example.text, example.facts) for example in examples]
        places = np.unique(np.concatenate([view.places for views in seen for view in views]))
        return cls(
            labels,
            np.array([number[example.label] for example in examples]),
            np.array([example.weight for example in examples], np.float32),
            places,
            [_counts(views, places) for views in zip(*seen, strict=True)],
            [view.weight for view in seen[0]],
        )

    def asked(self, parts: Sequence[tuple[Numbers, Numbers]], balance: float, progress: Progress) -> Floats:
        """What models of the other parts say of each part."""
        scores = np.zeros((len(self.answers), len(self.labels)), np.float32)
        for taught, asked in parts:
            scores[asked] = self.scores(self.fitted(taught, balance), asked)
            progress(1)
        return scores

    def fitted(self, rows: Numbers, balance: float, temperature: float = 1.0) -> Model:
        """A model of these rows."""
        met = np.sum([np.bincount(view[rows].indices, minlength=len(self.places)) for view in self.views], axis=0)
        kept = np.flatnonzero(met >= MET)
        worth = (1 + np.log((1 + len(rows)) / (1 + met[kept]))).astype(np.float32)
        matrix, answers, lessons = self.matrix(kept, worth, rows), self.answers[rows], self.lessons[rows]
        n_of = np.bincount(answers, lessons, minlength=len(self.labels))
        present = np.flatnonzero(n_of)
        lessons = lessons * (lessons.sum() / (len(present) * n_of[answers])) ** balance
        usual = np.where(n_of > 0, 1 / len(present), 0) if balance else n_of / n_of.sum()
        is_it = answers[:, None] == np.arange(len(self.labels))
        weights, bias = _lines(matrix, (is_it - usual).astype(np.float32), lessons.astype(np.float32))
        bias = np.where(n_of > 0, bias + usual, NEVER).astype(np.float32)
        return Model(self.labels, self.places[kept], worth, weights, bias, temperature)

    def scores(self, model: Model, rows: Numbers) -> Floats:
        """What the model says of these rows: `Model.scores` of many at once."""
        kept = np.searchsorted(self.places, model.known)
        return self.matrix(kept, model.worth, rows) @ model.weights + model.bias

    def matrix(self, kept: Numbers, worth: Floats, rows: Numbers) -> csr_array:
        """`Model.vector` of many at once."""
        return sum(
            weight * _weighed(view[rows][:, kept], worth) for weight, view in zip(self.weights, self.views, strict=True)
        )


def _lines(matrix: csr_array, wanted: Floats, lessons: Floats) -> tuple[Floats, Floats]:
    """Ridge regression for all labels at once (conjugate gradients on the messages), measured from the mean message.

    scikit-learn measures from the mean of weighed lessons, so that rare labels hardly ever win after a few hundred lessons.
    """
    mean, root = np.asarray(matrix.mean(axis=0), np.float32).ravel(), np.sqrt(lessons)[:, None]
    across, usual = matrix.T.tocsr(), (matrix @ mean)[:, None] - mean @ mean

    def seen(pull: Floats) -> Floats:
        """What the lines of this pull say of the messages; of the lines themselves, far more numbers, no copy is made."""
        drawn = root * pull
        lines = across @ drawn
        return root * (matrix @ lines - mean @ lines - usual * drawn.sum(axis=0))

    pull, off = np.zeros_like(wanted), root * wanted
    way, length = off, (off * off).sum(axis=0)
    close = CLOSE**2 * length
    for _step in range(MOST_STEPS):
        if (length <= close).all():
            break
        back = seen(way) + SMOOTH * way
        far = length / np.maximum((way * back).sum(axis=0), TINY)
        pull, off = pull + far * way, off - far * back
        way, length = off + (off * off).sum(axis=0) / np.maximum(length, TINY) * way, (off * off).sum(axis=0)
    found = across @ (root * pull)
    found -= np.outer(mean, (root * pull).sum(axis=0))
    return found, -(mean @ found)


def _counts(views: Sequence[signs.View], places: Numbers) -> csr_array:
    ends = np.cumsum([0, *(len(view.places) for view in views)])
    columns = np.searchsorted(places, np.concatenate([view.places for view in views]))
    counts = np.concatenate([view.counts for view in views]).astype(np.float32)
    return csr_array((counts, columns, ends), shape=(len(views), len(places)))


def _weighed(counts: csr_array, worth: Floats) -> csr_array:
    counts.data = np.sqrt(counts.data) * worth[counts.indices]
    return normalize(counts)


def _temperature(scores: Floats, answers: npt.NDArray[np.int64]) -> float:
    """What makes shares honest: the one with the least surprise at the right answers."""

    def surprise(log: float) -> float:
        right = shares(scores, float(np.exp(log)))[np.arange(len(answers)), answers]
        return float(-np.log(np.maximum(right, 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-6, 3), method="bounded").x))
