"""The quiet check of programs, met with a keyboard and by a screen reader; and no page asks for more than the policy grants."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from huying.cases.models import Case
from huying.web import limits
from huying.web.limits import Door, Rate
from tests import stories
from tests.browser.test_portal import ONWARD, checked

SENTENCE = "请再看一遍，然后重新提交。这是为了防止程序自动提交。"


@pytest.fixture
def city(transactional_db: None, live_server: Any, settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path
    return stories.city()


@pytest.fixture
def watched(chromium: Browser, live_server: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what the browser's policy stopped on it."""
    stopped: list[str] = []
    with chromium.new_context(base_url=live_server.url, locale="zh-CN") as context:
        context.expose_function("stopped", lambda said: stopped.append(said))  # noqa: PLW0108 - Playwright marks it
        context.add_init_script(
            "addEventListener('securitypolicyviolation', event => stopped(`${event.documentURI} ${event.violatedDirective}`))"
        )
        yield context.new_page(), stopped


def test_whoever_walks_with_tab_never_meets_the_trap(city: stories.City, page: Page) -> None:
    page.goto("/report/")
    expect(page.get_by_role("textbox", name="此处请留空")).to_have_count(0)
    expect(page.get_by_label("此处请留空")).to_be_hidden()
    met = []
    for _step in range(40):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert ("id_text" in met, "website" in met) == (True, False)


def test_asked_once_more_the_keyboard_stands_at_the_reason_and_sends_it(
    city: stories.City, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.DOORS, "text", Door(None, Rate(0, timedelta(hours=1))))
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill("滨河路 12 号门口路灯不亮")
    page.locator(ONWARD).click()
    page.locator("[name=nowhere]").check()
    page.locator(ONWARD).click()
    page.get_by_label("电话").fill("13900001234")
    page.locator(ONWARD).click()
    reason = page.locator(".hy-alert[role=alert]")
    expect(reason).to_be_focused()
    expect(reason).to_contain_text(SENTENCE)
    expect(page.get_by_label("电话")).to_have_value("13900001234")
    assert checked(page, "once more") == []
    assert Case.objects.count() == 0
    page.locator(ONWARD).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#number")).to_be_visible()
    assert Case.objects.count() == 1


def test_the_page_that_asks_to_wait_is_for_everybody(
    city: stories.City, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.DOORS, "track", Door(Rate(0, timedelta(minutes=5))))
    page.goto("/track/")
    page.get_by_label("诉求编号").fill("261122-00000042-7")
    page.get_by_label("查询码").fill("AAAA-AAAA-AAAA")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("操作过于频繁，请等待 5 分钟后再试。")).to_be_visible()
    assert checked(page, "too often") == []


def test_the_desk_asks_for_no_more_than_the_policy_grants(city: stories.City, watched: tuple[Page, list[str]]) -> None:
    page, stopped = watched
    case = stories.in_progress(city)
    handler = city.staff["handler"]
    handler.set_password("right horse battery")
    handler.save()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("handler")
    page.locator("[name=password]").fill("right horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    for path in ("/desk/?q=路灯", f"/desk/case/{case.number}/", "/desk/me/"):
        page.goto(path)
        page.wait_for_load_state()
    assert stopped == []


OPEN = ["/", "/charter/", "/report/", "/track/", "/accounts/login/", "/nothing", "/api/v1/docs"]


def test_the_policy_stops_nothing_on_pages_for_everybody(city: stories.City, watched: tuple[Page, list[str]]) -> None:
    page, stopped = watched
    for path in OPEN:
        page.goto(path)
        page.wait_for_load_state()
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill("滨河路 12 号门口路灯不亮")
    page.locator(ONWARD).click()
    page.get_by_role("button", name="在地图上选择").click()
    page.locator("#map[data-idle]").wait_for()
    assert stopped == []


def test_the_policy_does_stop_what_is_inline(city: stories.City, watched: tuple[Page, list[str]]) -> None:
    page, stopped = watched
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\" onclick=\"x()\">')")
    page.wait_for_function("document.body.lastElementChild.onclick === null")
    expect(page.locator("p").last).to_be_attached()
    assert {line.rpartition(" ")[2] for line in stopped} >= {"style-src-attr"}
