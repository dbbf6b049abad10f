"""Signing in, and the end of a session, in a browser."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from tests import stories
from tests.browser.test_desk import PASSWORD, _too_wide, _unfit, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

QUARTER = 15 * 60


@pytest.fixture
def city(settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path / "files"
    city = stories.city()
    for account in city.staff.values():
        account.set_password(PASSWORD)
        account.save()
    return city


@pytest.fixture
def desk(chromium: Browser, live_server: Any) -> Iterator[Page]:
    with another(chromium, live_server) as context:
        yield context.new_page()


def another(chromium: Browser, live_server: Any, **more: Any) -> Any:
    """Another browser, of somebody who reads Chinese."""
    return chromium.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 1440, "height": 900}, **more
    )


def knock(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="登录", exact=True).click()


def code(secret: str, later: int = 0) -> str:
    """What an authenticator app shows; `later`: so many half minutes on, as none opens twice."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def let_pass(seconds: float) -> None:
    """So much time goes by for everybody who is signed in."""
    for session in Session.objects.all():
        held = session.get_decoded()
        if "seen" in held:
            session.session_data = Session.objects.encode(held | {"seen": held["seen"] - seconds})
            session.save()


def test_somebody_adds_an_authenticator_app_and_signs_in_with_it(city: stories.City, desk: Page, settings: Any) -> None:
    settings.ROLES_WITH_MFA = ["security"]
    knock(desk, "security")
    expect(desk.get_by_role("heading", name="启用二次验证")).to_be_visible()
    desk.get_by_role("link", name="手机上的验证器").click()
    desk.get_by_text("无法扫描时手动输入").click()
    secret = desk.locator("#secret").inner_text()
    desk.fill("[name=code]", code(secret))
    desk.get_by_role("button", name="启用验证器").click()
    expect(desk.locator(".desk-codes li")).to_have_count(10)
    desk.get_by_role("link", name="已妥善保管，继续").click()
    expect(desk.get_by_text("已启用")).to_be_visible()
    desk.click(".desk-menu summary")
    desk.get_by_role("button", name="退出登录").click()

    knock(desk, "security")
    desk.fill("[name=code]", code(secret, later=1))
    desk.get_by_role("button", name="登录", exact=True).click()
    expect(desk.get_by_role("heading", name="账号")).to_be_visible()


def test_a_passkey_opens_the_door_without_a_password(city: stories.City, desk: Page, settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    browser = desk.context.new_cdp_session(desk)
    browser.send("WebAuthn.enable")
    virtual = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": virtual})
    knock(desk, "handler")
    desk.goto("/accounts/2fa/keys/add/")
    desk.fill("[name=name]", "指纹")
    desk.get_by_role("button", name="读取密钥").click()
    desk.get_by_role("link", name="已妥善保管，继续").click()
    expect(desk.get_by_text("通行密钥", exact=True)).to_be_visible()
    desk.context.clear_cookies()
    desk.goto("/accounts/login/")
    desk.get_by_role("button", name="使用通行密钥登录").click()
    desk.wait_for_url("**/desk/")


def test_a_locked_account_is_lifted_by_the_security_officer(
    city: stories.City, desk: Page, chromium: Browser, live_server: Any
) -> None:
    for _each in range(5):
        knock(desk, "handler", "wrong")
    knock(desk, "handler")
    expect(desk.locator(".hy-errors")).to_have_text("错误次数过多。请十五分钟后再试，或联系本单位的安全管理员。")
    with another(chromium, live_server) as context:
        officer = context.new_page()
        knock(officer, "security")
        officer.get_by_role("checkbox", name="仅看已锁定").check()
        officer.get_by_role("button", name="查看").click()
        officer.get_by_role("link", name="handler").click()
        officer.get_by_role("button", name="解除锁定").click()
        expect(officer.locator("#messages")).to_contain_text("已解除锁定")
    knock(desk, "handler")
    desk.wait_for_url("**/desk/")


def test_a_silent_session_ends_politely_and_keeps_a_half_written_reply(city: stories.City, desk: Page) -> None:
    case = stories.in_progress(city)
    page = f"/desk/case/{case.number}/"
    desk.clock.install()
    knock(desk, "handler")
    desk.goto(page)
    desk.click("#act-reply a")
    desk.fill("#reply-text", "路灯的灯头已经订货")
    let_pass(QUARTER - 50)
    desk.clock.fast_forward((QUARTER - 50) * 1000)
    expect(desk.get_by_role("button", name="继续使用")).to_be_focused()
    desk.get_by_role("button", name="继续使用").click()
    expect(desk.locator("dialog#presence")).to_be_hidden()

    let_pass(QUARTER)
    desk.clock.fast_forward(QUARTER * 1000)
    desk.get_by_role("link", name="重新登录").click()
    expect(desk.get_by_text("由于一段时间没有操作")).to_be_visible()
    desk.fill("[name=login]", "handler")
    desk.fill("[name=password]", PASSWORD)
    desk.get_by_role("button", name="登录", exact=True).click()
    expect(desk.locator("#reply-text")).to_have_value("路灯的灯头已经订货")


def test_a_reply_sent_too_late_is_still_there_and_goes_when_it_was_sent(city: stories.City, desk: Page) -> None:
    case = stories.in_progress(city)
    page = f"/desk/case/{case.number}/"
    knock(desk, "handler")
    desk.goto(page)
    desk.click("#act-reply a")
    desk.fill("#reply-text", "路灯的灯头已经换好")
    let_pass(QUARTER)
    desk.click("#form-reply button[type=submit]")
    expect(desk.get_by_text("由于一段时间没有操作")).to_be_visible()
    desk.fill("[name=login]", "handler")
    desk.fill("[name=password]", PASSWORD)
    desk.get_by_role("button", name="登录", exact=True).click()
    desk.wait_for_url(f"**{page}reply/")
    expect(desk.locator("#reply-text")).to_have_value("路灯的灯头已经换好")
    desk.get_by_label("已解决", exact=False).first.check()
    desk.click("#form-reply button[type=submit]")
    expect(desk.locator("#messages .hy-good")).to_be_visible()
    assert kept(desk) == []


def test_what_somebody_wrote_is_not_there_for_the_next_person(city: stories.City, desk: Page) -> None:
    case = stories.in_progress(city)
    knock(desk, "handler")
    desk.goto(f"/desk/case/{case.number}/reply/")
    desk.fill("#reply-text", "半句话")
    assert len(kept(desk)) == 1
    desk.context.clear_cookies()
    knock(desk, "supervisor")
    desk.wait_for_url("**/desk/")
    assert kept(desk) == []
    knock_again(desk)


def knock_again(page: Page) -> None:
    """Out by the menu: nothing stays either."""
    page.evaluate(
        "localStorage.setItem('huying.kept./desk/x/', JSON.stringify({who: '0', sent: '', at: Date.now(), values: {}}))"
    )
    page.click(".desk-menu summary")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/")
    assert kept(page) == []


def kept(page: Page) -> list[str]:
    names: list[str] = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('huying.kept.'))")
    return names


def test_a_browser_elsewhere_is_signed_out(city: stories.City, desk: Page, chromium: Browser, live_server: Any) -> None:
    with another(chromium, live_server) as context:
        elsewhere = context.new_page()
        knock(elsewhere, "handler")
        knock(desk, "handler")
        desk.goto("/desk/me/")
        expect(desk.locator(".desk-sessions li")).to_have_count(2)
        desk.get_by_role("button", name="退出该登录").click()
        expect(desk.locator(".desk-sessions li")).to_have_count(1)
        elsewhere.goto("/desk/me/")
        elsewhere.wait_for_url("**/accounts/login/**")


def test_what_is_seen_only_on_the_way_in_is_fit_for_everybody(
    city: stories.City, chromium: Browser, live_server: Any, tmp_path: Path
) -> None:
    """All pages that have an address of their own are looked at by the crawl."""
    with chromium.new_context(
        base_url=live_server.url, locale="en", viewport={"width": 390, "height": 900}, color_scheme="dark"
    ) as context:
        page = context.new_page()
        page.goto("/accounts/login/?ended=idle")
        _look(page, tmp_path, "login")
        sign_in(page, "handler")
        page.goto("/accounts/2fa/totp/add/")
        page.fill("[name=code]", code(page.locator("#secret").text_content() or ""))
        page.click("form .btn-primary")
        page.wait_for_url("**/2fa/codes/")
        _look(page, tmp_path, "codes")
        for name, address in {"remove": "/accounts/2fa/totp/remove/", "new-codes": "/accounts/2fa/codes/new/"}.items():
            page.goto(address)
            _look(page, tmp_path, name)
        context.clear_cookies()
        knock_in(page, "handler")
        page.wait_for_url("**/2fa/authenticate/")
        _look(page, tmp_path, "authenticate")


def knock_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("form .btn-primary")


def _look(page: Page, folder: Path, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert (name, _too_wide(page), _unfit(page)) == (name, 0, [])
