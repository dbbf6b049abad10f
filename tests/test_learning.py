"""`huying train`, `huying evaluate`, `huying models`."""

import csv
import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from huying.cases.learning import store
from huying.cases.learning.training import Example
from huying.cli import app
from tests.cases.learning.made_up import examples


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUYING_DATA", str(tmp_path))
    monkeypatch.setattr("huying.learning.ready", lambda **given: nullcontext())
    return tmp_path


def run(*words: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(app, [*words, "--json"])
    said = result.stdout.splitlines()
    return result.exit_code, json.loads(said[-1]) if result.exit_code == 0 else {}


def written(file: Path, messages: Sequence[Example]) -> str:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([("text", "label"), *((one.text, one.label) for one in messages)])
    return str(file)


def test_what_a_file_taught_is_examined_on_another_file_without_a_database(folder: Path) -> None:
    code, made = run("train", written(folder / "taught.csv", examples(90)))
    assert (code, made["read"], made["labels"], made["accuracy"]) == (0, 90, 3, 1)
    code, told = run("evaluate", written(folder / "asked.csv", examples(30, seed=2)))
    assert (code, told["version"], told["read"], told["accuracy"], told["macro_f1"]) == (0, made["version"], 30, 1, 1)
    assert [label["label"] for label in told["labels"]] == ["light", "roads", "water"]


def test_labels_that_the_model_does_not_know_are_told_and_count_as_wrong(folder: Path) -> None:
    run("train", written(folder / "taught.csv", examples(90)))
    asked = [Example("路灯不亮", "light"), Example("树倒了", "trees")]
    _code, told = run("evaluate", written(folder / "asked.csv", asked))
    assert (told["accuracy"], told["macro_f1"], told["unknown_labels"]) == (0.5, pytest.approx(0.5, abs=0.2), ["trees"])


def test_labels_with_too_few_messages_are_left_out_and_told(folder: Path) -> None:
    _code, made = run("train", written(folder / "taught.csv", [*examples(90), Example("树倒了", "trees")]))
    assert (made["read"], made["labels"], made["too_few"]) == (91, 3, {"trees": 1})


def test_a_file_with_mistakes_leaves_nothing_behind(folder: Path) -> None:
    code, _told = run("train", written(folder / "taught.csv", [*examples(90), Example("", "light")]))
    assert (code, store.versions()) == (1, [])


def test_without_a_model_there_is_nothing_to_examine(folder: Path) -> None:
    assert run("evaluate", written(folder / "asked.csv", examples(6)))[0] == 1


def test_the_card_says_what_the_model_was_made_of_and_how_good_it_is(folder: Path) -> None:
    _code, made = run("train", written(folder / "taught.csv", examples(90)), "--seed", "3")
    card = json.loads(Path(made["card"]).read_text(encoding="utf-8"))
    assert {name: card[name] for name in ("version", "source", "file", "seed", "facts")} == {
        "version": made["version"], "source": "file", "file": "taught.csv", "seed": 3, "facts": [],
    }  # fmt: skip
    assert card["examined"]["accuracy"] == made["accuracy"]


@pytest.mark.django_db
def test_a_version_is_put_in_shadow_and_taken_back(folder: Path) -> None:
    _code, made = run("train", written(folder / "taught.csv", examples(90)))
    assert run("models", "shadow", "newest")[1]["shadow"] == made["version"]
    assert run("models", "automatic", "0.9")[1]["automatic_above"] == 0.9
    assert run("models", "roll-back")[1]["live"] == ""
    listed = run("models", "list")[1]
    assert (listed["shadow"], [card["version"] for card in listed["versions"]]) == (made["version"], [made["version"]])


@pytest.mark.django_db
def test_without_a_file_the_citys_own_closed_cases_teach_and_too_few_are_refused(folder: Path) -> None:
    assert run("train")[0] == 1
