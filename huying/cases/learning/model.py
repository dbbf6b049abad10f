"""A model that reads a message: a table of weights, looked up and added. Nothing is learned here, and nothing of scikit-learn is needed.

Pure: no database, no clock, no files.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import signs

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

MOST_WORDS = 5
LONGEST_WORD = 8
"""Signs that are named as one word at most."""
COUNTS, GOES_ON = 0.35, 0.12
"""A word counted if one of its signs says so much beside the loudest one; its other signs may say less."""
ONE_SIGN = 0.3
"""What a single Chinese character is worth as an explanation, beside a word."""


@dataclass(frozen=True)
class Reading:
    """A label, and how sure the model is of it (all labels add up to 1)."""

    label: str
    share: float


@dataclass(frozen=True)
class Model:
    """Labels; which places of the table are known; what each is worth and says for each label."""

    labels: tuple[str, ...]
    known: Numbers
    """Known places, sorted."""
    worth: Floats
    """How much a known place counts: rare ones more."""
    weights: Floats
    """One row a known place, one column a label."""
    bias: Floats
    temperature: float
    """What scores are divided by, so that of all messages read with 80 % about 80 % are read rightly."""

    def read(self, text: str, facts: Mapping[str, str] | None = None, most: int = 3) -> list[Reading]:
        """The likeliest labels, the likeliest first."""
        shares = self.shares(self.scores(text, facts)[None])[0]
        return [Reading(self.labels[at], float(shares[at])) for at in np.argsort(-shares, kind="stable")[:most]]

    def scores(self, text: str, facts: Mapping[str, str] | None = None) -> Floats:
        """How much speaks for each label; nothing known at all: the bias alone."""
        rows, amounts = self.vector(signs.views(text, facts))
        return self.bias + amounts @ self.weights[rows]

    def vector(self, views: list[signs.View]) -> tuple[Numbers, Floats]:
        """Rows of the known places, and the amount of each; every view weighs the same, however long it is."""
        rows, amounts = [], []
        for view in views:
            found = np.searchsorted(self.known, view.places)
            found[found == len(self.known)] = 0
            met = self.known[found] == view.places if len(self.known) else np.zeros(len(found), bool)
            row = found[met]
            rows.append(row)
            amounts.append(weighed(view.counts[met], self.worth[row]) * np.float32(view.weight))
        return np.concatenate(rows), np.concatenate(amounts)

    def shares(self, scores: Floats) -> Floats:
        """Scores of many messages (one row each) as shares that add up to 1."""
        return shares(scores, self.temperature)

    def words(self, text: str, label: str) -> tuple[str, ...]:
        """The words of `text` that spoke for `label` rather than for others, as they stand in it and in its order."""
        column, read = self.labels.index(label), signs.read(text)
        says = self._says(signs.folded_codes(read), column)
        says[[not sign.sign[0].isalnum() for sign in read]] = 0
        if not len(says) or says.max() <= 0:
            return ()
        pieces = _pieces(text, [(sign.start, sign.end) for sign in read], says)
        loudest = sorted(pieces, key=pieces.__getitem__, reverse=True)[:MOST_WORDS]
        return tuple(word for word in pieces if word in loudest)

    def _says(self, codes: signs.Codes, column: int) -> Floats:
        """How much each sign speaks for one label, with its share of the pairs that it stands in."""
        says = self._speaks(signs.ones(codes), column)
        pairs = self._speaks(signs.twos(codes), column) / 2
        if len(pairs):
            says[:-1] += pairs
            says[1:] += pairs
        return says

    def _speaks(self, places: Numbers, column: int) -> Floats:
        found = np.minimum(np.searchsorted(self.known, places), len(self.known) - 1)
        weights = self.weights[found]
        speaks = (weights[:, column] - weights.mean(axis=1)) * self.worth[found]
        return np.where(self.known[found] == places, speaks, np.float32(0))


def weighed(counts: Any, worth: Any) -> Any:
    """Amounts of one view: what is met often counts a little more, what is rare much more; their length is 1."""
    amounts = (np.sqrt(counts) * worth).astype(np.float32)
    length = np.sqrt((amounts * amounts).sum())
    return amounts / length if length else amounts


def shares(scores: Floats, temperature: float) -> Floats:
    """Softmax of scores, one row a message."""
    raised = np.exp((scores - scores.max(axis=1, keepdims=True)) / np.float32(temperature))
    return raised / raised.sum(axis=1, keepdims=True)


def _pieces(text: str, spans: list[tuple[int, int]], says: Floats) -> dict[str, float]:
    """Neighbouring signs that said something, as one word with what it said; in the order of the text."""
    pieces: dict[str, float] = {}
    for first, last in _runs(spans, says >= GOES_ON * says.max()):
        part = says[first:last]
        is_half = last - first == 1 and not text[slice(*spans[first])].isascii()
        if part.max() >= COUNTS * says.max():
            word = text[spans[first][0] : spans[last - 1][1]]
            pieces[word] = max(pieces.get(word, 0.0), float(part.sum()) * (ONE_SIGN if is_half else 1))
    return pieces


def _runs(spans: list[tuple[int, int]], says: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """From which sign to which signs stand side by side that all say something."""
    first = None
    for at, says_something in enumerate([*says, False]):
        if first is not None and (not says_something or spans[at][0] != spans[at - 1][1] or at - first == LONGEST_WORD):
            yield first, at
            first = None
        if says_something and first is None:
            first = at
