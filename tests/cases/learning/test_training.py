"""A model learns what the messages of a made-up city are about, and says how sure it is and why."""

import numpy as np
import pytest

from huying.cases.learning import examining, signs, training
from huying.cases.learning.model import Model
from huying.cases.learning.training import Example, Trained

from .made_up import examples


@pytest.fixture(scope="module")
def trained() -> Trained:
    return training.train(examples(180), seed=4)


def test_it_reads_messages_that_it_has_not_seen(trained: Trained) -> None:
    assert examining.examine(trained.model, examples(60, seed=2)).accuracy == 1


def test_what_the_card_says_was_found_on_messages_kept_apart(trained: Trained) -> None:
    assert (trained.card.examples, trained.card.accuracy) == (180, 1)
    assert [(of.label, of.examples) for of in trained.card.labels] == [("light", 60), ("roads", 60), ("water", 60)]


def test_the_shares_of_all_labels_add_up_to_one(trained: Trained) -> None:
    assert sum(one.share for one in trained.model.read("小区停水了")) == pytest.approx(1)


def test_the_likeliest_comes_first_with_the_words_that_counted_in_their_order(trained: Trained) -> None:
    text = "请问我们小区门口，路灯晚上不亮，谢谢"
    assert [trained.model.read(text)[0].label, trained.model.words(text, "light")] == ["light", ("路灯", "不亮")]


def test_english_and_mixed_messages_are_read_alike(trained: Trained) -> None:
    for text in ("A POTHOLE in our street, please", "小区门口有个 pothole"):
        assert (trained.model.read(text)[0].label, trained.model.words(text, "roads")) == (
            "roads",
            ("POTHOLE" if "POTHOLE" in text else "pothole",),
        )


def test_a_text_that_says_nothing_has_no_words_and_is_read_all_the_same(trained: Trained) -> None:
    assert trained.model.words("", "light") == ()
    assert len(trained.model.read("")) == 3


def test_the_same_lessons_and_seed_make_the_same_model(trained: Trained) -> None:
    again = training.train(examples(180), seed=4)
    assert np.array_equal(again.model.weights, trained.model.weights)
    assert (again.model.temperature, again.card) == (trained.model.temperature, trained.card)


def test_one_message_is_read_as_many_at_once_are(trained: Trained) -> None:
    table = training._Table.of(examples(30, seed=9), trained.model.labels)
    alone = [trained.model.scores(example.text) for example in examples(30, seed=9)]
    assert table.scores(trained.model, np.arange(30)) == pytest.approx(np.stack(alone), abs=1e-5)


def test_what_stands_in_one_message_only_is_not_learned() -> None:
    taught = [*examples(60), Example("停水，欧阳娜娜投诉", "water")]
    known = set(training.fitted(taught).known.tolist())
    once, often = (set(signs.twos(signs.folded_codes(signs.read(text))).tolist()) for text in ("欧阳娜娜", "停水"))
    assert (once & known, often - known) == (set(), set())


def test_a_fact_beside_the_text_decides_where_the_text_does_not() -> None:
    taught = [Example("请尽快处理", side, {"area": side}) for side in ("east", "west") * 20]
    model = training.fitted(taught)
    assert [model.read("请尽快处理", {"area": side})[0].label for side in ("east", "west")] == ["east", "west"]


def test_a_lesson_of_more_weight_outweighs_others() -> None:
    def model(weight: float) -> Model:
        disputed = [Example("树枝挡住路灯", "light")] * 4 + [Example("树枝挡住路灯", "trees", {}, weight)] * 3
        return training.fitted([*disputed, *[Example("树倒在路边了", "trees")] * 10, *examples(30)])

    assert [model(weight).read("树枝挡住路灯")[0].label for weight in (1, 3)] == ["light", "trees"]
