"""`{% due %}`: how it stands with a clock, in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from huying.base.worktime.calendar import Calendar
from huying.base.worktime.days import Days
from huying.web.templatetags.clocks import moment, tone_and_words

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


def test_near_its_end_a_clock_of_working_time_says_how_many_working_hours_are_left() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    office = Calendar(Days(), "Mo-Fr 08:30-12:00,14:00-17:30", zone)
    now = datetime(2026, 7, 1, 17, 30, tzinfo=zone)
    with override("en"):
        assert tone_and_words(now + 17.5 * HOUR, None, False, now, office) == ("wait", "2 working hours left")
        assert tone_and_words(now + HOUR, None, False, now, office)[1].replace("\xa0", " ") == "1 hour left"


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (datetime(2026, 7, 1, 9, 0, tzinfo=UTC), "今天 17:00", "today 17:00"),
        (datetime(2026, 7, 2, 9, 0, tzinfo=UTC), "明天 17:00", "tomorrow 17:00"),
        (datetime(2026, 6, 30, 9, 0, tzinfo=UTC), "昨天 17:00", "yesterday 17:00"),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), "今天 24:00", "today 24:00"),
        (datetime(2026, 7, 6, 16, 0, tzinfo=UTC), "7月6日 周一 24:00", "Mon 6 July 24:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it_and_midnight_ends_its_day(at: datetime, zh: str, en: str) -> None:
    for language, words in (("zh-hans", zh), ("en", en)):
        with override(language):
            assert moment(at, NOW) == words
