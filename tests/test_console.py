"""What commands say to a person at a terminal."""

import pytest

from huying import console


def test_reasons_are_lines_the_commonest_first_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    known = "The case that it is said to repeat is not here."
    console.reasons("未能合并,因为", "not merged, because", {"规则自己的话。": 2, known: 11})
    assert capsys.readouterr().out.splitlines() == [
        "未能合并,因为 not merged, because:",
        "  11 它所重复的工单不在这里。",
        f"     {known}",
        "   2 规则自己的话。",
    ]


def test_without_reasons_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    console.reasons("未能合并,因为", "not merged, because", {})
    assert capsys.readouterr().out == ""
