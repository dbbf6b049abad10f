"""The portal in a browser: with a script, without one, with the keyboard alone, for everybody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from huying.cases import handling
from huying.cases.models import Case
from huying.cases.words import Outcome, State
from tests import stories
from tests.browser.work import photo, react

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ONWARD = ".portal-onward .btn-primary"


@pytest.fixture
def city(transactional_db: None, live_server: Any, settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path
    return stories.city()


@pytest.fixture
def scriptless(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A browser that runs no script."""
    with chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False) as context:
        yield context.new_page()


def say_what(page: Page) -> None:
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill("滨河路 12 号门口路灯不亮")
    page.get_by_label("照片或文件").set_input_files([photo()])
    page.get_by_text("道路交通", exact=True).click()
    page.get_by_label("路灯照明").check()
    page.locator(ONWARD).click()


def say_who(page: Page) -> None:
    page.get_by_label("电话").fill("13900001234")
    page.locator(ONWARD).click()


def test_from_a_photo_and_a_pin_to_the_last_word(city: stories.City, page: Page) -> None:
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: noise.append(str(error)))
    say_what(page)
    page.get_by_role("button", name="在地图上选择").click()
    page.locator("#map[data-idle]").wait_for()
    page.locator("#map canvas").click()
    expect(page.locator("[data-point-words]")).to_contain_text("已选位置")
    page.locator(ONWARD).click()
    say_who(page)
    page.get_by_role("button", name="查看这件诉求").click()
    case = Case.objects.get()
    assert (case.lon is not None, case.area in (city.area["west"], city.area["east"])) == (True, True)
    assert [file.name for file in case.attachments.all()] == ["路灯.jpg"]

    react()
    case.refresh_from_db()
    assert case.unit == city.unit["lighting"]
    handling.accept(case, by=stories.lead(case))
    handling.reply(case, by=stories.lead(case), text="灯泡已更换", result="resolved")
    page.reload()
    expect(page.get_by_text("灯泡已更换").first).to_be_visible()
    page.get_by_label("没有解决").check()
    page.get_by_label("非常不满意").check()
    page.get_by_role("button", name="评价是否解决").click()
    expect(page.get_by_text("谢谢，您的评价已经记下")).to_be_visible()

    react()
    case = Case.objects.get()
    assert (case.state, case.rounds) == (State.IN_PROGRESS, 1)
    handling.reply(case, by=stories.lead(case), text="线路已重新接好", result="resolved")
    page.reload()
    page.get_by_label("解决了", exact=True).check()
    page.get_by_role("button", name="评价是否解决").click()
    expect(page.get_by_text("线路已重新接好").first).to_be_visible()
    assert Case.objects.get().outcome == Outcome.RESOLVED
    assert noise == []


def test_without_a_script_it_is_all_there(city: stories.City, scriptless: Page) -> None:
    page = scriptless
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill("楼下有燃气味")
    page.get_by_label("照片或文件").set_input_files([photo()])
    page.locator("summary", has_text="燃气").click()
    page.get_by_label("燃气", exact=True).check()
    page.locator(ONWARD).click()
    expect(page.get_by_role("link", name="拨打 119", exact=True)).to_be_visible()
    page.get_by_label("没有危险").check()
    page.locator(ONWARD).click()
    page.get_by_label("区县").select_option("11")
    page.get_by_role("button", name="显示下一级").click()
    page.get_by_label("街道、乡镇").select_option("111")
    page.locator(ONWARD).click()
    page.get_by_role("button", name="上一步").click()
    expect(page.get_by_label("街道、乡镇")).to_have_value("111")
    page.locator(ONWARD).click()
    say_who(page)
    number, code = page.locator("#number").inner_text(), page.locator("#code").inner_text()
    page.goto("/track/")
    page.get_by_label("诉求编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("heading", name="楼下有燃气味")).to_be_visible()
    case = Case.objects.get()
    assert (case.area, case.attachments.count()) == (city.area["west"], 1)


def test_danger_is_shown_as_soon_as_it_is_chosen_and_the_words_stay(city: stories.City, page: Page) -> None:
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill("厨房有燃气味")
    page.locator("summary", has_text="燃气").click()
    page.get_by_label("燃气", exact=True).check()
    expect(page.get_by_role("link", name="拨打 119", exact=True)).to_be_visible()
    expect(page.locator(ONWARD)).to_be_hidden()
    page.get_by_label("没有危险").check()
    page.locator(ONWARD).click()
    expect(page.get_by_role("heading", name="在哪里")).to_be_visible()


def test_the_browsers_own_way_back_keeps_what_was_typed(city: stories.City, page: Page) -> None:
    say_what(page)
    expect(page.get_by_role("heading", name="在哪里")).to_be_visible()
    page.wait_for_load_state()
    page.go_back()
    expect(page.get_by_label("用您自己的话说说")).to_have_value("滨河路 12 号门口路灯不亮")


def test_the_keyboard_alone_reaches_the_summary_of_errors_and_from_there_the_field(
    city: stories.City, page: Page
) -> None:
    page.goto("/report/")
    page.locator(ONWARD).focus()
    page.keyboard.press("Enter")
    summary = page.locator(".hy-alert[role=alert]")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("路灯不亮")
    expect(page.get_by_label("用您自己的话说说")).to_have_value("路灯不亮")


def checked(page: Page, name: str) -> list[str]:
    """What axe finds on the page, and whether it is wider than the window."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{name}: {broken['id']} {broken['nodes'][0]['html']}" for broken in found] + (
        [f"{name}: too wide"] if wider else []
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_step_of_a_report_is_for_everybody_on_a_narrow_screen(
    city: stories.City, page: Page, language: str
) -> None:
    """The first step, like every page that has an address, is looked at by the crawl."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/report/?lang={language}")
    page.locator("#id_text").fill("滨河路 12 号门口路灯不亮 " * 20)
    page.locator(ONWARD).click()
    wrong = checked(page, "where")
    page.locator("[name=nowhere]").check()
    page.locator(ONWARD).click()
    page.locator(ONWARD).click()
    wrong += checked(page, "who, refused")
    page.locator("#id_email").fill("wang@example.org")
    page.locator(ONWARD).click()
    assert wrong + checked(page, "receipt") == []
