"""Dates and numbers as they are read, in either language."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.translation import override

from huying.base import dates
from huying.web.templatetags.reading import excerpt, number

NOON = datetime(2026, 8, 1, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("say", "zh", "en"),
    [
        (lambda: dates.day(date(2026, 8, 1)), "2026年8月1日", "1 August 2026"),
        (lambda: dates.day(datetime(2026, 7, 31, 16, 0, tzinfo=UTC)), "2026年8月1日", "1 August 2026"),
        (lambda: dates.minute(NOON), "2026年8月1日 12:05", "1 August 2026 12:05"),
        (lambda: dates.weekday(date(2026, 8, 1), date(2026, 1, 1)), "8月1日 周六", "Sat 1 August"),
        (lambda: dates.weekday(date(2027, 1, 4), date(2026, 12, 31)), "2027年1月4日 周一", "Mon 4 January 2027"),
        (lambda: dates.day(None) + dates.minute(None), "", ""),
        (lambda: number(1_234_567), "1,234,567", "1,234,567"),
        (lambda: number("10,000+"), "10,000+", "10,000+"),
    ],
)
def test_dates_and_numbers_are_said_as_people_read_them(say: Any, zh: str, en: str) -> None:
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            said.append(say())
    assert said == [zh, en]


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("Open the windows and shut the valve.", 18, "Open the windows…"),
        ("Short.", 18, "Short."),
        ("立即开窗通风，关闭燃气总阀，不要开关电器。", 13, "立即开窗通风，关闭燃气总…"),
        ("two\n\nlines", 18, "two lines"),
    ],
)
def test_a_beginning_ends_with_a_whole_word(text: str, most: int, said: str) -> None:
    assert (excerpt(text, most), len(excerpt(text, most)) <= most) == (said, True)
