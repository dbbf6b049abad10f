"""Residents read plain words: what offices say among themselves stands on no page of theirs, in neither language."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from huying.cases.sentences import SENTENCES, TOLD

HUYING = Path(__file__).parents[3] / "huying"
CHINESE = [
    "工单", "派单", "退单", "签收", "办结", "挂账", "督办", "承办", "主办", "协办", "转办", "交办", "诉求人", "职能部门", "属地",
    "吹哨", "报到", "提级", "研判", "闭环", "抄告", "相关部门",
]  # fmt: skip
ENGLISH = [
    "dispatch", "escalat", "assignee", "stakeholder", "jurisdiction", "pursuant", "workflow", "ticket", "triage", "sla", "lead unit",
    "co-handler", "close-out", "backlog", "aforementioned", "herein", "utiliz", "utilis", "petitioner", "complainant",
]  # fmt: skip


def said(path: str) -> list[tuple[str, str]]:
    """English and Chinese of every sentence of a catalogue."""
    with (HUYING / path / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        return [(str(one.id), str(one.string)) for one in read_po(file) if one.id and not one.context]


def jargon(english: str, chinese: str) -> list[str]:
    found = [word for word in ENGLISH if re.search(rf"\b{word}", english, re.IGNORECASE)]
    return found + [word for word in CHINESE if word in chinese]


def test_no_page_of_the_portal_speaks_as_offices_do() -> None:
    assert {
        english: jargon(english, chinese) for english, chinese in said("web/portal") if jargon(english, chinese)
    } == {}


def test_what_a_resident_is_told_of_each_step_is_plain() -> None:
    chinese = dict(said("cases"))
    told = {str(sentence._args[0]) for (verb, _how), sentence in SENTENCES.items() if verb in TOLD}
    assert {english: jargon(english, chinese[english]) for english in told if jargon(english, chinese[english])} == {}


@pytest.mark.parametrize(("english", "chinese"), [("The case was escalated", ""), ("", "该工单已派单至承办单位")])
def test_what_offices_say_is_found(english: str, chinese: str) -> None:
    assert jargon(english, chinese) != []
