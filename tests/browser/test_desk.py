"""The desk in a browser: a handler's work with the keyboard alone, in both languages, wide and narrow."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from huying.base.journal.memory import remembered
from huying.cases.models import Case
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "huying-desk"


@pytest.fixture
def city(settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path / "files"
    city = stories.city()
    for account in city.staff.values():
        account.set_password(PASSWORD)
        account.save()
    return city


@pytest.fixture(params=[("zh-CN", 1440), ("en", 390)], ids=["zh-wide", "en-narrow"])
def desk(request: pytest.FixtureRequest, chromium: Browser, live_server: Any) -> Iterator[Page]:
    """The browser of somebody at the desk."""
    language, width = request.param
    with chromium.new_context(
        base_url=live_server.url, locale=language, viewport={"width": width, "height": 900}
    ) as context:
        yield context.new_page()


def sign_in(page: Page, name: str) -> None:
    """By keyboard: the first field of the page has the focus."""
    page.goto("/accounts/login/")
    page.locator("[name=login]").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def press(page: Page, selector: str) -> None:
    """What somebody without a mouse does: bring the focus there, press Enter."""
    page.locator(selector).focus()
    page.keyboard.press("Enter")


def verbs(case: Case) -> list[str]:
    return [event.verb for event in remembered("case", case.pk)]


def test_a_handler_accepts_whistles_and_replies_with_the_keyboard_alone(city: stories.City, desk: Page) -> None:
    case = stories.dispatched(city)
    sign_in(desk, "handler")
    press(desk, ".desk-list a")
    press(desk, "form[action$='/accept/'] button")
    expect(desk.locator("#messages .hy-good")).to_be_visible()

    press(desk, "#act-ask_help a")
    expect(desk.locator("#ask_help-units")).to_be_focused()
    desk.keyboard.type("03")
    desk.locator("#ask_help-reason").focus()
    desk.keyboard.type("挖开路面")
    press(desk, "#form-ask_help button")
    expect(desk.locator("#units ~ ul li")).to_have_count(2)

    press(desk, "#act-reply a")
    expect(desk.locator("#reply-text")).to_be_focused()
    press(desk, "#form-reply button")
    expect(desk.locator("#form-reply [role=alert] li")).to_have_count(2)
    desk.locator("#reply-text").focus()
    desk.keyboard.type("灯已换")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    press(desk, "#form-reply button")
    expect(desk.locator("#act-reply")).to_have_count(0)
    assert verbs(case) == ["receive", "dispatch", "accept", "ask_help", "reply"]


def test_the_list_is_narrowed_while_one_chooses_and_the_address_keeps_it(city: stories.City, desk: Page) -> None:
    stories.dispatched(city)
    road = stories.dispatched(city, category=city.category["roads"])
    sign_in(desk, "dispatcher")
    expect(desk.locator(".desk-list tbody tr")).to_have_count(2)
    desk.select_option("#filter-category", "0201")
    expect(desk.locator(".desk-list tbody tr")).to_have_count(1)
    expect(desk).to_have_url(re.compile("category=0201"))
    desk.reload()
    expect(desk.locator(".desk-list tbody .hy-figures")).to_have_text(road.number)
    desk.click(".desk-chips a")
    expect(desk.locator(".desk-list tbody tr")).to_have_count(2)


def test_a_call_is_filed_while_the_caller_talks(city: stories.City, desk: Page) -> None:
    sign_in(desk, "operator")
    desk.goto("/desk/call/")
    expect(desk.locator("#id_text")).to_be_focused()
    desk.keyboard.type("滨河路路灯不亮")
    desk.fill("#id_category", "0103")
    desk.fill("#id_where", "西街")
    expect(desk.locator("#danger .hy-stop")).to_be_visible()
    desk.fill("#id_category", "0203")
    desk.check("#places input")
    expect(desk.locator("#danger .hy-stop")).to_have_count(0)
    expect(desk.locator(".desk-goes-to")).to_have_text(re.compile("照明|Lighting"))
    press(desk, "button.btn-primary[name=then]")
    number = desk.locator(".desk-receipt dd").first.inner_text()
    assert Case.objects.get(number=number).area == city.area["west"]


def _too_wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _unfit(page: Page) -> list[str]:
    """What axe-core finds."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]
