"""Office hours as people read them, and as the specification wants them written."""

import pytest
from django.utils.translation import override

from huying.base.worktime import hours


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("24/7", "全天 24 小时", "Day and night"),
        ("Mo-Fr 08:30-17:30", "周一至周五 8:30–17:30", "Mon–Fri 08:30–17:30"),
        ("Mo-Fr 08:30-12:00,14:00-17:30", "周一至周五 8:30–12:00、14:00–17:30", "Mon–Fri 08:30–12:00, 14:00–17:30"),
        ("Mo,We 09:00-12:00; Su off", "周一、周三 9:00–12:00；周日 不办公", "Mon, Wed 09:00–12:00; Sun closed"),
        ("May-Sep Mo-Fr 09:00-18:00", "5月至9月 周一至周五 9:00–18:00", "May–Sep Mon–Fri 09:00–18:00"),
        ("Mo[1] 10:00-12:00", "Mo[1] 10:00-12:00", "Mo[1] 10:00-12:00"),
        ("", "", ""),
    ],
)
def test_hours_are_said_in_both_languages_and_what_is_more_stays_as_written(written: str, zh: str, en: str) -> None:
    for language, words in (("zh-hans", zh), ("en", en)):
        with override(language):
            assert hours.words(written) == words


@pytest.mark.parametrize("written", ["周一至周五 8:30–17:30", "Mo-Fr 8:30 to 17:30", "weekdays"])
def test_plain_words_are_refused_with_the_reason_in_one_line(written: str) -> None:
    with pytest.raises(ValueError, match="expected") as refused:
        hours.opening(written)
    assert "\n" not in str(refused.value)
