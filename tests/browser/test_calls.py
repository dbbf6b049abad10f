"""Calls by keyboard alone: few keys beyond what the caller said; what was typed outlives the browser; a crisis leaves nothing."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from huying.base.bigrams import vector
from huying.base.journal import clock, memory
from huying.base.places import addresses
from huying.base.places.models import Address
from huying.cases import calling, troubles
from huying.cases.models import Case, Contact, PhoneCall
from tests import stories
from tests.browser.test_desk import _too_wide, _unfit, city, desk, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["city", "desk"]

MOST_KEYS = 25


class Keyboard:
    """Types what the caller says, and counts every other key; a key held down with another counts too."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def say(self, words: str) -> None:
        self.page.keyboard.type(words)

    def press(self, key: str) -> None:
        self.keys += len(key.split("+"))
        self.page.keyboard.press(key)


@pytest.fixture(autouse=True)
def words(city: stories.City) -> None:
    for name, zh in {"light": "路灯、不亮", "roads": "坑、塌陷"}.items():
        city.category[name].keywords = zh
        city.category[name].save()
    stories.forget()


def filed(page: Page) -> Case:
    number = page.locator(".desk-receipt dd").first.inner_text()
    return Case.objects.select_related("category", "area", "parent").get(number=number)


def test_three_calls_are_filed_with_few_keys_and_no_mouse(city: stories.City, desk: Page) -> None:
    sign_in(desk, "operator")
    desk.goto("/desk/call/")
    hands = Keyboard(desk)

    hands.say("滨河路路灯不亮")
    hands.press("F2")
    hands.press("Tab")
    hands.say("西街")
    hands.press("Enter")
    expect(desk.locator("#id_category")).to_have_value(re.compile("0203"))
    expect(desk.locator("#places input")).to_be_checked()
    expect(desk.locator(".desk-goes-to")).to_have_text(re.compile("照明|Lighting"))
    hands.press("Control+Enter")
    expect(desk.locator(".desk-receipt")).to_be_visible()
    first = filed(desk)
    assert (first.category, first.area) == (city.category["light"], city.area["west"])

    expect(desk.locator("#id_text")).to_be_focused()
    hands.say("还有一个坑")
    hands.press("F2")
    hands.press("F8")
    expect(desk.locator("#id_category")).to_have_value(re.compile("0201"))
    expect(desk.locator(".desk-goes-to")).to_have_text(re.compile("西街道办|West Street Office"))
    hands.press("Control+Enter")
    expect(desk.locator(".desk-receipt dd").first).not_to_have_text(first.number)
    second = filed(desk)
    assert (second.category, second.area) == (city.category["roads"], city.area["west"])

    troubles.announce(
        second, by=city.actor("operator"), text="西街道路面抢修", text_en="Road works in West Street",
        areas=[city.area["west"]], until=clock.now() + timedelta(hours=3),
    )  # fmt: skip
    hands.say("路面有坑")
    expect(desk.locator(".desk-trouble")).to_be_visible()
    hands.press("F4")
    expect(desk.locator(".desk-receipt dd").first).not_to_have_text(second.number)
    assert filed(desk).parent == second
    assert hands.keys <= MOST_KEYS, hands.keys


def test_what_the_words_say_is_taken_by_one_key_or_left(city: stories.City, desk: Page) -> None:
    words = addresses.words("滨河路12号")
    house = Address.objects.create(
        source="register", code="1", zh="滨河路12号", road="滨河路", number="12号", area=city.area["west"],
        words=words, search=vector(words),
    )  # fmt: skip
    asked = {
        "paid": {"type": "number", "format": "amount", "title": "金额"},
        "on": {"type": "string", "format": "date", "title": "哪天"},
    }
    city.category["light"].questions = {"type": "object", "properties": asked}
    city.category["light"].save()
    stories.forget()
    sign_in(desk, "operator")
    desk.goto("/desk/call/")
    hands = Keyboard(desk)
    hands.say("滨河路12号路灯不亮，昨晚摔坏了，自己修花了一百二十元")
    hands.press("F2")
    hands.press("F3")
    expect(desk.locator("#id_where")).to_have_value("滨河路12号")
    expect(desk.locator("#questions [data-read]")).to_have_count(2)
    desk.evaluate("document.querySelector('#questions').dataset.old = '1'")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    desk.route("**/desk/call/preview/", hold_the_first)
    with desk.expect_request("**/desk/call/preview/"):
        hands.say("。")
    hands.press("F3")
    held[0].continue_()
    expect(desk.locator("#questions[data-old]")).to_have_count(
        0
    )  # they came anew, and what was taken meanwhile is still there
    expect(desk.get_by_label("金额")).to_have_value("120")
    expect(desk.get_by_label("哪天")).to_have_value("")
    expect(desk.locator("#questions [aria-pressed=true]")).to_have_count(1)
    assert (_too_wide(desk), _unfit(desk)) == (0, [])
    hands.press("Control+Enter")
    expect(desk.locator(".desk-receipt")).to_be_visible()
    case = filed(desk)
    assert (case.address, case.area, case.answers) == (house.zh, city.area["west"], {"paid": 120})
    assert memory.remembered(Case.life, case.pk)[0].facts["read"] == {"place": "taken", "paid": "taken", "on": "left"}


def test_what_was_typed_outlives_the_browser_and_goes_when_it_is_filed(
    city: stories.City, chromium: Browser, live_server: Any, tmp_path: Path
) -> None:
    """A browser that ended without a word leaves what it had written to its disk; here, its storage."""
    with chromium.new_context(base_url=live_server.url, locale="zh-CN") as before:
        page = before.new_page()
        sign_in(page, "operator")
        page.goto("/desk/call/")
        page.keyboard.type("滨河路路灯不亮")
        page.fill("#id_phone", "13900001234")
        left = before.storage_state()
    assert "13900001234" not in json.dumps(left["origins"])
    with chromium.new_context(base_url=live_server.url, locale="zh-CN", storage_state=left) as after:
        page = after.new_page()
        page.goto("/desk/call/")
        expect(page.locator("#id_text")).to_have_value("滨河路路灯不亮")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".desk-receipt")).to_be_visible()
        expect(page.locator("#id_text")).to_have_value("")
        page.goto("/desk/call/")
        expect(page.locator("#id_text")).to_have_value("")
        assert "滨河路" not in json.dumps(after.storage_state()["origins"], ensure_ascii=False)


def test_a_crisis_is_one_key_away_and_leaves_nothing(city: stories.City, desk: Page, settings: Any) -> None:
    settings.TELEPHONE_SECRETS = ["secret"]
    calling.is_taken("pbx-1", agent="operator", number="13900001234")
    sign_in(desk, "operator")
    desk.goto("/desk/call/")
    expect(desk.locator("#id_line")).to_have_value("pbx-1")
    desk.keyboard.type("我不想活了")
    expect(desk.locator("#outlook .hy-stop")).to_be_visible()
    desk.keyboard.press("F9")
    expect(desk.locator("#crisis")).to_contain_text("12356")
    assert _unfit(desk) == []
    desk.keyboard.press("Enter")
    expect(desk.locator("#messages .hy-good")).to_be_visible()
    expect(desk.locator("#id_text")).to_have_value("")
    assert (Case.objects.count(), Contact.objects.count(), PhoneCall.objects.count()) == (0, 0, 0)
    assert "不想活" not in json.dumps(desk.context.storage_state()["origins"], ensure_ascii=False)


def test_a_call_rings_on_whatever_page_and_is_filed_with_its_number(
    city: stories.City, desk: Page, settings: Any
) -> None:
    settings.TELEPHONE_SECRETS = ["secret"]
    sign_in(desk, "operator")
    expect(desk.locator("#line")).to_be_empty()
    calling.rings("pbx-1", number="13900001234", agent="operator")
    expect(desk.locator(".desk-line")).to_contain_text("1234")
    desk.click(".desk-line a")
    expect(desk.locator("#id_line")).to_have_value("pbx-1")
    desk.keyboard.type("路灯不亮")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".desk-receipt")).to_be_visible()
    assert Contact.objects.get().phone == "13900001234"


def test_the_screen_of_a_call_that_says_a_lot_is_fit_for_everybody(city: stories.City, desk: Page) -> None:
    case = stories.dispatched(city)
    troubles.announce(
        case, by=city.actor("operator"), text="西街道检修停电", text_en="Power is off in West Street",
        areas=[city.area["west"]], until=clock.now() + timedelta(hours=3),
    )  # fmt: skip
    sign_in(desk, "operator")
    desk.goto("/desk/call/")
    desk.keyboard.type("滨河路路灯不亮")
    expect(desk.locator(".desk-trouble")).to_be_visible()
    assert (_too_wide(desk), _unfit(desk)) == (0, [])
