"""Reporting where something goes wrong on the way, by the keyboard alone, and of what somebody else has told already."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from huying.base.journal import editions
from huying.base.places.models import Address
from huying.cases import publishing
from huying.cases.models import Case
from huying.cases.words import Outcome
from tests import stories
from tests.browser.work import photo

ONWARD = ".portal-onward .btn-primary"
SAID = "滨河路上路面有个坑，下雨看不见"


@pytest.fixture
def city(transactional_db: None, live_server: Any, settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path
    return stories.city()


@pytest.fixture
def window(chromium: Browser, live_server: Any) -> Iterator[Any]:
    """Windows of one browser, whose storage outlives each of them."""
    with chromium.new_context(base_url=live_server.url, locale="zh-CN") as context:
        yield context


def test_a_resident_joins_what_somebody_else_told_and_keeps_it_in_the_browser(city: stories.City, page: Page) -> None:
    other = stories.in_progress(city, category=city.category["roads"], text="王敏在路口摔倒了，路面塌了")
    publishing.publish(other, by=city.actor("dispatcher"), text="西街道路面塌陷，已派人查看")
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill(SAID)
    page.get_by_text("道路交通", exact=True).click()
    page.get_by_label("道路破损").check()
    page.locator(ONWARD).click()
    page.get_by_label("区县").select_option("11")
    page.get_by_label("街道、乡镇").select_option("111")
    page.locator(ONWARD).click()
    expect(page.get_by_text("摔倒")).to_have_count(0)
    page.get_by_label("西街道路面塌陷，已派人查看").check()
    page.get_by_label("电话").fill("13900005678")
    page.locator(ONWARD).click()
    page.get_by_role("button", name="存在这个浏览器里").click()
    mine = Case.objects.latest("pk")
    assert (mine.outcome, mine.parent) == (Outcome.MERGED, other)
    page.goto("/track/")
    page.locator("[data-mine]").get_by_role("button", name="查看").click()
    expect(page.get_by_role("heading", name=SAID)).to_be_visible()


def test_a_crash_in_the_middle_loses_nothing(city: stories.City, window: Any) -> None:
    first = window.new_page()
    first.goto("/report/")
    first.get_by_label("用您自己的话说说").fill(SAID)
    first.get_by_label("照片或文件").set_input_files([photo()])
    expect(first.locator("[data-part=photos] img")).to_have_count(1)
    first.get_by_text("道路交通", exact=True).click()
    first.get_by_label("道路破损").check()
    first.locator(ONWARD).click()
    first.get_by_label("地址，或怎么找到那里").fill("滨河路口")
    first.close()  # without a word, as a crash does
    again = window.new_page()
    again.goto("/report/")
    expect(again.get_by_label("用您自己的话说说")).to_have_value(SAID)
    expect(again.locator(".hy-kept")).to_contain_text("已保留您之前填写的内容")
    expect(again.get_by_label("道路破损")).to_be_checked()
    expect(again.locator("[data-part=photos] img")).to_have_count(1)
    again.locator(ONWARD).click()
    expect(again.get_by_label("地址，或怎么找到那里")).to_have_value("滨河路口")
    again.locator(ONWARD).click()
    again.get_by_label("电话").fill("13900005678")
    again.locator(ONWARD).click()
    expect(again.locator("#code")).to_be_visible()
    assert Case.objects.get().attachments.count() == 1
    assert again.evaluate("Object.keys(localStorage).filter(name => name.startsWith('huying.draft'))") == []


def test_whoever_starts_anew_finds_nothing_of_what_was_typed_before(city: stories.City, window: Any) -> None:
    page = window.new_page()
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill(SAID)
    page.reload()
    page.locator(".hy-kept").get_by_role("button", name="重新填写").click()
    expect(page.locator(".hy-kept")).to_have_count(0)
    expect(page.get_by_label("用您自己的话说说")).to_have_value("")
    page.reload()
    expect(page.get_by_label("用您自己的话说说")).to_have_value("")


def test_the_place_of_a_photo_is_offered_at_once_and_taken_over_only_when_asked(city: stories.City, page: Page) -> None:
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill(SAID)
    page.get_by_label("照片或文件").set_input_files([photo(at=stories.WEST)])
    page.get_by_role("button", name="使用照片的拍摄位置").click()
    expect(page.locator("[data-taken]")).to_be_focused()
    expect(page.locator("[data-part=photos] img")).to_have_count(1)
    page.locator(ONWARD).click()
    expect(page.locator("output[data-point-words]")).to_contain_text(f"{stories.WEST[1]:.5f}, {stories.WEST[0]:.5f}")


def test_by_the_keyboard_alone_and_without_a_map(city: stories.City, page: Page) -> None:
    Address.objects.create(
        source="test", code="1", zh="滨河路 12 号", lon=stories.WEST[0], lat=stories.WEST[1], area=city.area["west"],
        words="\n滨河路 12 号\n", search="'滨河' '河路' '12'",
    )  # fmt: skip
    editions.changed("places")
    stories.forget()
    page.goto("/report/")
    reach(page, "#id_text")
    page.keyboard.type("门口的路灯照明坏了")
    expect(page.locator("[data-part=suggested] button").first).to_be_visible()
    reach(page, "[data-part=suggested] button")
    page.keyboard.press("Enter")
    expect(page.get_by_label("路灯照明")).to_be_checked()
    reach(page, ONWARD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="在哪里")).to_be_visible()
    reach(page, "#id_address")
    page.keyboard.type("滨河路")
    expect(page.locator("[data-part=found] button")).to_have_count(1)
    reach(page, "[data-part=found] button")
    page.keyboard.press("Enter")
    expect(page.get_by_label("地址，或怎么找到那里")).to_have_value("滨河路 12 号")
    page.wait_for_load_state()
    reach(page, ONWARD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="怎么答复您")).to_be_visible()
    reach(page, "#id_phone")
    page.keyboard.type("13900005678")
    reach(page, ONWARD)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()
    case = Case.objects.get()
    assert (case.category, case.area, case.address) == (city.category["light"], city.area["west"], "滨河路 12 号")


def reach(page: Page, selector: str) -> None:
    """Press Tab until what the selector names has the focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
