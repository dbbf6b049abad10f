"""`{% due %}`: how it stands with a clock, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from huying.web.templatetags.clocks import tone_and_words

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("due_at", "stopped_at", "paused", "tone", "zh", "en"),
    [
        (NOW + 50 * HOUR, None, False, "", "剩余 2 日、2 小时", "2 days, 2 hours left"),
        (NOW + 24 * HOUR, None, False, "", "剩余 1 日", "1 day left"),
        (NOW + 23 * HOUR, None, False, "wait", "剩余 23 小时", "23 hours left"),
        (NOW, None, False, "bad", "已超时 0 分钟", "overdue by 0 minutes"),
        (NOW - 26 * HOUR, None, False, "bad", "已超时 1 日、2 小时", "overdue by 1 day, 2 hours"),
        (NOW - 26 * HOUR, None, True, "wait", "计时暂停", "paused"),
        (NOW, NOW, False, "good", "按时办结", "done in time"),
        (NOW, NOW + HOUR, False, "bad", "超时办结", "done late"),
    ],
)
def test_a_clock_says_how_it_stands(
    due_at: datetime, stopped_at: datetime | None, paused: bool, tone: str, zh: str, en: str
) -> None:
    for language, words in (("zh-hans", zh), ("en", en)):
        with override(language):
            said = tone_and_words(due_at, stopped_at, paused, NOW)
            assert (said[0], said[1].replace("\xa0", " ")) == (tone, words)
