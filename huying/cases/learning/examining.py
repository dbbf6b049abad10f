"""Asking a model about messages whose labels are known."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from . import scoring
from .model import Model
from .training import Example

MARGIN = 0.002
"""Less than this is not worse: two models alike differ so much by chance."""


def examine(model: Model, examples: Sequence[Example]) -> scoring.Card:
    """How the model does; a label that it does not know counts as one that it never finds."""
    unknown = sorted({example.label for example in examples} - set(model.labels))
    labels = (*model.labels, *unknown)
    number = {label: at for at, label in enumerate(labels)}
    scores = np.stack([model.scores(example.text, example.facts) for example in examples])
    shares = np.pad(model.shares(scores), ((0, 0), (0, len(unknown))))
    return scoring.card(labels, np.array([number[example.label] for example in examples]), shares)


def brief(card: scoring.Card | Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a card that are told first."""
    said = card.as_json() if isinstance(card, scoring.Card) else card
    figures = {name: said[name] for name in ("examples", "accuracy", "among_three", "macro_f1")}
    return figures | {"ece": said["calibration_error"]}


def is_worse(new: scoring.Card, old: scoring.Card) -> bool:
    """Whether the one may not take the place of the other: on the same messages it is right less often, or about fewer labels."""
    return new.accuracy < old.accuracy - MARGIN or new.macro_f1 < old.macro_f1 - MARGIN
