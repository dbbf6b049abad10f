"""How well real messages are learned, held to what was promised; a quick look, all of it by `bench/learning.py`."""

import csv
import gzip
import sys
from pathlib import Path

import numpy as np
import pytest

from huying.cases.learning import examining, training
from huying.cases.learning.training import Example

FILE = Path(__file__).parents[4] / "shared" / "data" / "messages_labelled.csv.gz"
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the real data lie in ../shared/data, and are not ours to give away"
)
FEW = 495


@pytest.fixture(scope="module")
def messages() -> list[Example]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with gzip.open(FILE, "rt", encoding="utf-8-sig", newline="") as opened:
        return [Example(row["text"], row["label"]) for row in csv.DictReader(opened)]


def test_one_fold_in_five_is_read_right_by_what_the_others_taught(messages: list[Example]) -> None:
    taught, asked = training.folds(messages, 0)[0]
    card = examining.examine(training.fitted([messages[at] for at in taught]), [messages[at] for at in asked])
    assert (card.accuracy >= 0.87, card.macro_f1 >= 0.86) == (True, True), (card.accuracy, card.macro_f1)
    assert not set(np.asarray(taught)) & set(np.asarray(asked))


def test_a_few_hundred_messages_teach_enough_for_a_start_and_know_how_sure_they_are(messages: list[Example]) -> None:
    others, few = training.folds(messages, 0, len(messages) // FEW)[0]
    trained = training.train([messages[at] for at in few[:FEW]])
    card = examining.examine(trained.model, [messages[at] for at in others])
    assert (card.accuracy >= 0.79, card.calibration_error <= 0.07) == (True, True), (
        card.accuracy, card.calibration_error,
    )  # fmt: skip
