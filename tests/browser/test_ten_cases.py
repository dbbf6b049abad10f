"""A handler works through ten cases by the keyboard alone, and a browser that dies in the middle of a form loses nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from huying.base.journal.memory import remembered
from huying.cases import orders
from huying.cases.models import Case, Order
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "huying-desk"
N = 10


@pytest.fixture
def city(settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path / "files"
    city = stories.city()
    for account in city.staff.values():
        account.set_password(PASSWORD)
        account.save()
    return city


@pytest.fixture
def window(chromium: Browser, live_server: Any) -> Iterator[BrowserContext]:
    """One browser with its storage, whatever becomes of its pages."""
    with chromium.new_context(
        base_url=live_server.url, locale="en", viewport={"width": 1440, "height": 900}
    ) as context:
        yield context


def sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def choose(page: Page, words: str) -> None:
    """By the palette: what was typed, then Enter."""
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=combobox]")).to_be_focused()
    page.keyboard.type(words)
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text(words)
    page.keyboard.press("Enter")


def accept_all_at_once(page: Page) -> None:
    """j to each row, x ticks it; the deed is looked at, ordered, and done when its time has come."""
    page.keyboard.press("j")
    for _n in range(N):
        page.keyboard.press("x")
        page.keyboard.press("j")
    expect(page.locator("[data-ticked]")).to_have_text(f"{N} ticked")
    page.locator(".desk-bulk [value=accept]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".desk-many tbody tr")).to_have_count(N)
    page.locator(".desk-many button[value=accept]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#order button")).to_have_text("Take back")
    orders.carry_out(Order.objects.get().pk)


def reply(page: Page, n: int) -> None:
    choose(page, "Reply")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type(f"Lamp {n} was replaced.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages .hy-good")).to_be_visible()


def test_ten_cases_are_accepted_at_once_and_answered_one_after_the_other(
    city: stories.City, window: BrowserContext
) -> None:
    cases = [stories.dispatched(city, address=f"滨河路 {n} 号") for n in range(N)]
    page = window.new_page()
    sign_in(page, "handler")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    accept_all_at_once(page)
    page.goto("/desk/?list=mine")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for n, case in enumerate(cases):
        expect(page.locator("[data-place]")).to_have_text(f"{n + 1} of {N}")
        reply(page, n)
        assert [event.verb for event in remembered("case", case.pk)][-2:] == ["accept", "reply"]
        if n < N - 1:
            page.keyboard.press("j")
            page.wait_for_url(f"**/desk/case/{cases[n + 1].number}/")
    page.keyboard.press("u")
    expect(page).to_have_url(f"{page.url.partition('/desk')[0]}/desk/?list=mine")
    assert {Case.objects.get(pk=case.pk).state for case in cases} == {"replied"}


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('huying.kept.'))")


def open_reply(page: Page, case: Case) -> None:
    page.goto(f"/desk/case/{case.number}/")
    page.click("#act-reply a")
    expect(page.locator("#reply-text")).to_be_visible()


def test_a_crash_in_the_middle_of_a_form_loses_nothing(city: stories.City, window: BrowserContext) -> None:
    one, other = stories.in_progress(city), stories.in_progress(city)
    page = window.new_page()
    sign_in(page, "handler")
    open_reply(page, one)
    page.locator("#reply-text").press_sequentially("Lamp 12 was")
    page.check("#form-reply [name=result][value=resolved]")
    page.close(run_before_unload=False)

    page = window.new_page()
    open_reply(page, one)
    expect(page.locator("#reply-text")).to_have_value("Lamp 12 was")
    expect(page.locator("#form-reply [name=result][value=resolved]")).to_be_checked()
    page.locator("#reply-text").press_sequentially(" replaced.")
    page.click("#form-reply button[type=submit]")
    expect(page.locator("#messages .hy-good")).to_be_visible()
    assert kept(page) == []
    assert Case.objects.get(pk=one.pk).state == "replied"

    open_reply(page, other)
    page.fill("#reply-text", "Half a")
    assert kept(page) == [f"huying.kept./desk/case/{other.number}/reply/"]
    page.goto("/desk/me/")
    page.click(".desk-menu summary")
    page.click("form[data-forget-drafts] button")
    expect(page.locator("form[data-forget-drafts]")).to_have_count(0)
    assert kept(page) == []
