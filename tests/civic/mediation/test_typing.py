"""The type of a dispute from its words: the sample's word lists against real descriptions with labels of their own."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ruamel.yaml import YAML

from huying.civic.mediation import typing

ROOT = Path(__file__).parents[3]
REAL = ROOT.parent / "shared" / "data" / "mediation_cases.jsonl"
LABELS = {
    "交通事故纠纷": {"traffic"},
    "遗产继承纠纷": {"inheritance"},
    "治安刑事纠纷": {"crime"},
    "房产土地纠纷": {"housing", "land", "demolition"},
    "校园教育纠纷": {"school"},
    "公司经营纠纷": {"business"},
    "家庭婚姻纠纷": {"family"},
    "社区邻里纠纷": {"neighbours"},
    "经济债务纠纷": {"contract", "lending"},
    "劳资劳动纠纷": {"labour"},
    "环境污染纠纷": {"pollution"},
    "医疗健康纠纷": {"medical"},
    "消费旅游纠纷": {"consumer", "travel"},
}
"""Which of our types each label of the collection means; written before anything was measured."""


@pytest.fixture(scope="module")
def types() -> list[Any]:
    listed = YAML().load(ROOT / "samples" / "yunxi" / "dispute_types.yaml")
    return [SimpleNamespace(code=row["code"], words=row.get("words", ""), mediable=row.get("mediable", "yes")) for row in listed]


def likeliest(text: str, types: list[Any]) -> str:
    found = typing.found(text, types)
    return found[0].type.code if found else "other"


def test_the_weightiest_words_decide_and_are_named(types: list[Any]) -> None:
    found = typing.found("老板拖欠工资，小区物业说不归他们管", types)
    assert [(one.type.code, one.weight, one.words) for one in found] == [
        ("labour", 5, ("工资", "拖欠", "老板")), ("property", 4, ("物业", "小区")),
    ]  # fmt: skip


def test_a_word_within_a_longer_one_does_not_count_twice() -> None:
    one: Any = SimpleNamespace(code="labour", words="工资\n拖欠工资")
    assert [found.words for found in typing.found("拖欠工资", [one])] == [("拖欠工资",)]


def test_a_word_that_comes_often_counts_twice_at_most() -> None:
    one: Any = SimpleNamespace(code="medical", words="医院\n误诊!")
    assert [found.weight for found in typing.found("医院医院医院误诊误诊误诊", [one])] == [2 + 6]


def test_of_nothing_that_is_known_nothing_is_said(types: list[Any]) -> None:
    assert typing.found("你好", types) == []


@pytest.mark.parametrize("text", [
    "两人因赌注发生争执，撕扯中一方咬伤另一方", "对方持刀闯进店里", "被人用啤酒瓶打伤，派出所已立案，构成轻伤",
])  # fmt: skip
def test_what_is_criminal_is_typed_as_what_is_not_for_mediation(text: str, types: list[Any]) -> None:
    found = typing.found(text, types)[0].type
    assert (found.code, found.mediable) == ("crime", "no")


@pytest.mark.skipif(not REAL.exists(), reason="the collection of real descriptions is not on this machine")
def test_every_real_description_that_is_criminal_is_typed_so(types: list[Any]) -> None:
    rows = {row["description"]: row["dispute_type"] for row in map(json.loads, REAL.read_text("utf-8").splitlines())}
    assert [likeliest(text, types) for text, label in rows.items() if label == "治安刑事纠纷"] == ["crime"] * 6


@pytest.mark.skipif(not REAL.exists(), reason="the collection of real descriptions is not on this machine")
def test_seven_of_ten_different_real_descriptions_are_typed_as_their_label_means(types: list[Any]) -> None:
    rows = {row["description"]: row["dispute_type"] for row in map(json.loads, REAL.read_text("utf-8").splitlines())}
    right = [text for text, label in rows.items() if likeliest(text, types) in LABELS[label]]
    assert (len(rows), len(right) >= 0.7 * len(rows)) == (56, True)
