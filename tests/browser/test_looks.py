"""Trust in a browser: a contact opened for a purpose and seen by the resident; a question passed on by the hotline; messages.

`HUYING_PICTURES=DIR` keeps the screenshots that it takes on the way.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from huying.base.journal.memory import remembered
from huying.base.units.roles import Actor
from huying.cases import handling, intake, reactions
from huying.cases.intake import Receipt
from huying.cases.models import Case
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "huying-desk"
PHONE = "13900001234"
Enter = Callable[[str], Page]


@pytest.fixture
def city(settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path / "files"
    city = stories.city()
    for account in city.staff.values():
        account.set_password(PASSWORD)
        account.save()
    return city


@pytest.fixture(params=[("zh-CN", 1440), ("en", 390)], ids=["zh-wide", "en-narrow"])
def enter(request: pytest.FixtureRequest, chromium: Browser, live_server: Any) -> Iterator[Enter]:
    """Somebody of the city comes in, each in a browser of their own; the resident by number and code."""
    language, width = request.param
    with ExitStack() as windows:

        def window() -> Page:
            context = chromium.new_context(
                base_url=live_server.url, locale=language, viewport={"width": width, "height": 900}
            )
            return windows.enter_context(context).new_page()

        def come_in(who: str) -> Page:
            page = window()
            if who != "resident":
                page.goto("/accounts/login/")
                page.fill("[name=login]", who)
                page.fill("[name=password]", PASSWORD)
                page.keyboard.press("Enter")
                page.wait_for_url("**/desk/**")
            return page

        yield come_in


@pytest.fixture
def picture(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page, str], None]:
    folder = Path(os.environ.get("HUYING_PICTURES", tmp_path / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    way = request.node.callspec.id

    def take(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}-{way}.png", full_page=True)

    return take


def told(**given: Any) -> Receipt:
    """Somebody reports a street light, and the unit has accepted it."""
    city = given.pop("city")
    receipt = intake.receive(stories.call(city, **given), by=Actor.resident())
    reactions.route(receipt.case.pk, 1)
    receipt.case.refresh_from_db()
    handling.accept(receipt.case, by=stories.lead(receipt.case))
    return receipt


def track(page: Page, receipt: Receipt) -> None:
    page.goto("/track/")
    page.fill("#id_number", receipt.case.number)
    page.fill("#id_code", receipt.code)
    page.locator("#id_code").press("Enter")
    page.wait_for_url(f"**/track/{receipt.case.number}/")


def verbs(case: Case) -> list[str]:
    return [event.verb for event in remembered("case", case.pk)]


def test_a_phone_is_opened_for_a_purpose_closes_by_itself_and_the_resident_sees_who_looked(
    city: stories.City, enter: Enter, picture: Callable[[Page, str], None]
) -> None:
    receipt = told(city=city)
    desk, phone = enter("handler"), enter("resident")
    desk.clock.install()
    desk.goto(f"/desk/case/{receipt.case.number}/")
    expect(desk.get_by_text(PHONE)).to_have_count(0)
    desk.click("#act-reveal a")
    desk.select_option("#reveal-purpose", "visit")
    picture(desk, "reveal")
    desk.click("#form-reveal button[type=submit]")
    expect(desk.locator(".desk-contact a").first).to_have_text(PHONE)
    desk.reload()
    expect(desk.locator(".desk-contact a").first).to_have_text(PHONE)
    picture(desk, "opened")
    desk.clock.fast_forward("15:01")
    expect(desk.get_by_text(PHONE)).to_have_count(0)
    expect(desk.locator("[data-closed]")).to_be_visible()

    track(phone, receipt)
    expect(phone.locator(".portal-looks li")).to_have_count(1)
    expect(phone.locator(".portal-looks")).to_contain_text(
        city.unit["lighting"].zh if _chinese(phone) else "City Lighting Office"
    )
    expect(phone.locator(".portal-looks")).to_contain_text("约上门时间" if _chinese(phone) else "arrange a visit")
    picture(phone, "who-looked")
    assert verbs(receipt.case)[-1] == "reveal"


def test_the_hotline_passes_a_question_on_and_the_unit_never_sees_an_address(
    city: stories.City, enter: Enter, picture: Callable[[Page, str], None]
) -> None:
    receipt = told(city=city, confidentiality="confidential")
    desk, hotline, phone = enter("handler"), enter("operator"), enter("resident")
    desk.goto(f"/desk/case/{receipt.case.number}/")
    expect(desk.locator("#act-reveal")).to_have_count(0)
    picture(desk, "confidential")
    desk.click("#act-ask_resident a")
    desk.fill("#ask_resident-question", "是哪一盏灯？")
    desk.click("#form-ask_resident button[type=submit]")
    expect(desk.locator("#messages .hy-good")).to_be_visible()

    hotline.goto("/desk/?list=calls")
    picture(hotline, "calls")
    hotline.click(".desk-list a")
    expect(hotline.get_by_text("是哪一盏灯？").first).to_be_visible()
    hotline.click("#act-reveal a")
    expect(hotline.locator("#reveal-purpose option")).to_have_count(1)
    hotline.click("#form-reveal button[type=submit]")
    expect(hotline.locator(".desk-contact a").first).to_have_text(PHONE)
    hotline.click("#act-answer_resident a")
    hotline.fill("#answer_resident-answer", "门口左边那盏")
    picture(hotline, "relay")
    hotline.click("#form-answer_resident button[type=submit]")
    expect(hotline.get_by_text(PHONE)).to_have_count(0)

    desk.reload()
    expect(desk.get_by_text("门口左边那盏")).to_have_count(1)
    assert PHONE not in desk.content()
    track(phone, receipt)
    expect(phone.locator(".portal-looks")).to_contain_text("代单位询问" if _chinese(phone) else "pass on a question")
    assert verbs(receipt.case)[-3:] == ["ask_resident", "reveal", "answer_resident"]


def test_resident_and_unit_write_to_each_other(
    city: stories.City, enter: Enter, picture: Callable[[Page, str], None]
) -> None:
    receipt = told(city=city)
    desk, phone = enter("handler"), enter("resident")
    track(phone, receipt)
    phone.click("#deed-message summary")
    phone.fill("#deed-message textarea", "什么时候来修？")
    phone.click("#deed-message button[type=submit]")
    expect(phone.locator(".hy-letters li")).to_have_count(1)

    desk.goto(f"/desk/case/{receipt.case.number}/")
    expect(desk.locator(".hy-letters")).to_contain_text("什么时候来修？")
    desk.click("#act-message a")
    desk.fill("#message-text", "明早九点来，请把路让开。")
    desk.click("#form-message button[type=submit]")
    expect(desk.locator(".hy-letters li")).to_have_count(2)
    picture(desk, "messages-desk")
    phone.reload()
    expect(phone.locator(".hy-letters .hy-own")).to_have_count(1)
    picture(phone, "messages")


def _chinese(page: Page) -> bool:
    return page.locator("html").get_attribute("lang") == "zh-hans"
