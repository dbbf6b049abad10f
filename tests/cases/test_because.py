"""Why a clock ends when it does, as its resident reads it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from huying.base.journal import clock, editions
from huying.base.units import calendars
from huying.base.worktime.papers import of_china
from huying.cases import because, pace
from huying.cases.models import Case, Clock
from huying.cases.words import ClockKind
from tests import stories

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE_NATIONAL_DAY = datetime(2025, 9, 30, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def city() -> stories.City:
    made = stories.city()
    for paper in of_china():
        if paper.year in (2025, 2026):
            calendars.publish(paper)
    calendars.current.forget()
    return made


def limited(city: stories.City, category: str = "light", **limit: object) -> None:
    """The tier of a category promises this."""
    tier = city.category[category].tier
    assert tier
    tier.limit = limit or None
    tier.save()
    editions.changed("catalogue")
    stories.forget()


def said(case: Case, kind: ClockKind = ClockKind.RESOLVE) -> dict[str, str]:
    """The sentence about the running clock of this kind, in both languages."""
    row = Clock.objects.filter(case=case, kind=kind).latest("pk")
    found = {}
    for language in ("zh-hans", "en"):
        with override(language):
            found[language] = because.why(row, Case.objects.get(pk=case.pk))
    return found


def test_calendar_days_count_from_the_dispatch(city: stories.City) -> None:
    limited(city, value=7, unit="d")
    with clock.at(BEFORE_NATIONAL_DAY):
        case = stories.dispatched(city)
    assert said(case) == {
        "zh-hans": "7 个自然日，自 2025-09-30 09:00 派单起",
        "en": "7 calendar days from dispatch on 2025-09-30 09:00",
    }


def test_working_days_name_what_was_not_counted(city: stories.City) -> None:
    limited(city, value=5, unit="wd")
    with clock.at(BEFORE_NATIONAL_DAY):
        case = stories.dispatched(city)
    assert said(case) == {
        "zh-hans": "5 个工作日，自 2025-09-30 09:00 派单起；未计入：国庆节 7 天、中秋 1 天、周末 1 天",
        "en": "5 working days from dispatch on 2025-09-30 09:00; "
        "not counted: National Day (7 days), Mid-autumn Festival (1 day), weekends (1 day)",
    }


def test_a_last_day_that_is_a_holiday_moves_the_end(city: stories.City) -> None:
    limited(city, value=3, unit="d", ends="midnight", rolls=True)
    with clock.at(BEFORE_NATIONAL_DAY):
        case = stories.dispatched(city)
    assert said(case)["en"] == (
        "3 calendar days from dispatch on 2025-09-30 09:00; "
        "its last day, 2025-10-03, is a day off, so it ends on the next working day"
    )


def test_a_law_is_named(city: stories.City) -> None:
    light = city.category["light"]
    light.statutory = {"value": 20, "unit": "wd", "ends": "midnight"}
    light.statutory_zh, light.statutory_en = "政府信息公开条例第三十三条", "Open Government Information, Art. 33"
    light.save()
    limited(city)
    with clock.at(BEFORE_NATIONAL_DAY):
        case = stories.dispatched(city)
    assert said(case)["zh-hans"].split("；")[1] == "依据政府信息公开条例第三十三条"
    assert said(case)["en"].split("; ")[1] == "as Open Government Information, Art. 33 says"


def test_a_rest_and_more_time_are_told(city: stories.City) -> None:
    limited(city, value=7, unit="d")
    with clock.at(BEFORE_NATIONAL_DAY):
        case = stories.in_progress(city)
        pace.pause(case, by=stories.lead(case), reason="hearing", until=BEFORE_NATIONAL_DAY + timedelta(days=3))
    assert said(case)["zh-hans"].split("；")[1].startswith("自 2025-09-30 09:00 起暂停")
    with clock.at(BEFORE_NATIONAL_DAY + timedelta(days=2)):
        pace.resume(case, by=stories.lead(case))
        until = BEFORE_NATIONAL_DAY + timedelta(days=12)
        pace.request_extension(case, by=stories.lead(case), reason="site_work", until=until)
        pace.decide_extension(case, by=city.actor("supervisor"), decision="granted", reason="需开挖")
    assert said(case)["zh-hans"].split("；")[1:] == ["暂停 2 天：听证", "已准延期，原为 2025-10-09 09:00"]


def test_a_year_that_is_not_published_makes_it_provisional(city: stories.City) -> None:
    limited(city, value=5, unit="wd")
    with clock.at(datetime(2026, 12, 30, 9, 0, tzinfo=SHANGHAI)):
        case = stories.dispatched(city)
    assert said(case)["zh-hans"].endswith("；暂定：该年度节假日安排尚未公布")
