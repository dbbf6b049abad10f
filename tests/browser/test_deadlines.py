"""Deadlines in a browser: due times as people say them, a pause with its reason, more time from both sides, a tier tried out.

`HUYING_PICTURES=DIR` keeps the screenshots that it takes on the way.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from huying.base import dates
from huying.base.catalogue.models import Reason, Tier
from huying.base.journal import clock, editions
from huying.base.units import calendars
from huying.base.worktime.papers import of_china
from huying.cases import pace
from huying.cases.models import Case
from tests import stories
from tests.browser.test_looks import Enter, city, enter, picture, told, track

__all__ = ["city", "enter", "picture"]

pytestmark = pytest.mark.django_db(transaction=True)


def chinese(page: Page) -> bool:
    return bool(page.locator("html").get_attribute("lang") == "zh-hans")


def limited(**limit: object) -> Tier:
    """Every tier of the city promises this, by the calendar of China."""
    for paper in of_china()[-2:]:
        calendars.publish(paper)
    Reason.objects.create(purpose="pause", code="appraisal", zh="检验鉴定", en="an appraisal or test")
    Reason.objects.create(purpose="extension", code="site_work", zh="需现场施工", en="Work on site takes longer")
    Tier.objects.update(limit=limit)
    editions.changed("catalogue")
    stories.forget()
    return Tier.objects.order_by("pk")[0]


def test_a_pause_stands_with_its_reason_and_its_end_and_the_date_says_why(
    city: stories.City, enter: Enter, picture: Callable[[Page, str], None]
) -> None:
    limited(value=7, unit="d")
    receipt = told(city=city)
    phone = enter("resident")
    track(phone, receipt)
    expect(phone.locator(".portal-standing")).to_contain_text(
        "7 个自然日，自" if chinese(phone) else "7 calendar days from dispatch on"
    )
    picture(phone, "due")
    case = Case.objects.get(pk=receipt.case.pk)
    pace.pause(case, by=stories.lead(case), reason="appraisal", until=clock.now() + timedelta(days=3))
    phone.reload()
    expect(phone.locator(".portal-standing .hy-alert")).to_contain_text(
        "检验鉴定" if chinese(phone) else "an appraisal or test"
    )
    picture(phone, "paused")


def test_more_time_is_asked_for_decided_outside_and_read_by_the_resident(
    city: stories.City, enter: Enter, picture: Callable[[Page, str], None]
) -> None:
    limited(value=7, unit="d")
    receipt = told(city=city)
    desk, above, phone = enter("handler"), enter("supervisor"), enter("resident")
    desk.goto(f"/desk/case/{receipt.case.number}/")
    picture(desk, "clocks")
    desk.goto(f"/desk/case/{receipt.case.number}/request_extension/")
    desk.select_option("#request_extension-reason", "site_work")
    until = (clock.now() + timedelta(days=10)).strftime("%Y-%m-%dT17:00")
    desk.fill("#request_extension-until", until)
    picture(desk, "extension-asked")
    desk.click("#form-request_extension button[type=submit]")
    desk.wait_for_url(f"**/desk/case/{receipt.case.number}/")
    above.goto(f"/desk/case/{receipt.case.number}/decide_extension/")
    above.fill("#decide_extension-reason", "需开挖路面")
    above.check("#form-decide_extension [value=granted]")
    picture(above, "extension-decided")
    above.click("#form-decide_extension button[type=submit]")
    above.wait_for_url(f"**/desk/case/{receipt.case.number}/")
    track(phone, receipt)
    with translation.override(phone.locator("html").get_attribute("lang") or ""):
        expect(phone.locator("main")).to_contain_text(dates.minute(datetime.fromisoformat(until)))
    expect(phone.locator("main")).to_contain_text("需开挖路面")
    picture(phone, "extension-told")


def test_a_tier_is_tried_out_and_nothing_is_stored(
    city: stories.City, enter: Enter, picture: Callable[[Page, str], None]
) -> None:
    tier = limited(value=7, unit="d")
    for _n in range(3):
        told(city=city)
    admin = enter("admin")
    admin.goto("/desk/setup/time/")
    admin.select_option("[name=tier]", Case.objects.values_list("tier__code", flat=True)[0])
    admin.fill("[name=period]", "2 wd")
    admin.click("main form button[type=submit]")
    expect(admin.locator("main [role=status]").first).to_contain_text("6")
    picture(admin, "what-if")
    tier.refresh_from_db()
    assert tier.limit == {"value": 7, "unit": "d"}
