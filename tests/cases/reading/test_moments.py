"""Days and hours, as people name them. Today is Sunday, 22 November 2026."""

from datetime import date, time

import pytest

from huying.base.bigrams import folded
from huying.cases.reading.moments import days, hours

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("今天早上停水", ["2026-11-22"]), ("昨晚11点左右", ["2026-11-21"]), ("大前天就报过", ["2026-11-19"]),
        ("三天前报过", ["2026-11-19"]),
        ("10天以前", ["2026-11-12"]), ("上周五下午", ["2026-11-13"]), ("周五下午", ["2026-11-20"]), ("星期天", ["2026-11-22"]),
        ("上上周一", ["2026-11-02"]), ("本周三", ["2026-11-18"]), ("11月3日", ["2026-11-03"]), ("十二月一号", ["2025-12-01"]),
        ("去年3月5日到今年3月6日", ["2025-03-05", "2026-03-06"]), ("2026年1月2日", ["2026-01-02"]), ("2026-03-04 交的钱", ["2026-03-04"]),
        ("2026/3/4", ["2026-03-04"]),
        ("2月30日", []), ("2027年1月1日", []), ("从10月开始", []), ("3号楼", []), ("每周五天", []),
        ("yesterday and 3 days ago", ["2026-11-21", "2026-11-19"]),
        ("Last night at 11 pm", ["2026-11-21"]), ("last Friday", ["2026-11-20"]), ("last Sunday", ["2026-11-15"]),
        ("on 3 November", ["2026-11-03"]), ("Dec. 24th, 2025", ["2025-12-24"]),
        ("the march of 5 people may 40", []),
    ],
)  # fmt: skip
def test_days_are_read_in_their_order(text: str, named: list[str]) -> None:
    assert [str(found.value) for found in days(folded(text), TODAY)] == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("昨晚11点左右", ["23:00"]), ("下午三点半停水", ["15:30"]), ("早上8点到9点", ["08:00", "09:00"]), ("凌晨两点多", ["02:00"]),
        ("凌晨12点", ["00:00"]), ("晚上12点", ["00:00"]), ("半夜1点", ["01:00"]), ("中午一点", ["13:00"]), ("中午12点", ["12:00"]),
        ("晚上十点一刻", ["22:15"]), ("傍晚6点20分", ["18:20"]), ("23:30 还在吵", ["23:30"]),
        ("8:05 pm", ["20:05"]), ("at 11 p.m.", ["23:00"]),
        ("12 am", ["00:00"]), ("三点建议", []), ("25点", []), ("比分 3:99", []), ("2026-11-22 17:02:48", []),
    ],
)  # fmt: skip
def test_hours_are_read_in_their_order(text: str, named: list[str]) -> None:
    assert [found.value.strftime("%H:%M") for found in hours(folded(text))] == named


def test_the_words_that_say_it_stand_beside_it() -> None:
    assert [found.words for found in days("我上周五报过", TODAY)] == ["上周五"]
    assert [found.words for found in hours("在昨晚11点左右")] == ["昨晚11点"]
    assert time(23) == next(hours("昨晚11点")).value
