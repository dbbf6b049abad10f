"""The administrator writes a template, and the unit reads it at its bell."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from huying.notices import telling, wording
from tests import stories

from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

WIDE = ViewportSize(width=1440, height=900)
SHOTS = os.environ.get("HUYING_SHOTS", "")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_a_template_is_written_previewed_and_read_at_the_bell(chromium: Browser, live_server: Any, client: Any) -> None:
    city = stories.city()
    with chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=WIDE) as context:
        client.force_login(city.staff["admin"])
        context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
        page = context.new_page()
        page.goto("/desk/notices/templates/")
        shot(page, "templates")
        page.get_by_role("link", name="新工单").click()
        page.get_by_label("正文（中文）").fill("{number} 归{unit}办，姓名 {name} {link}")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("不认识：{name}。可用的有").first).to_be_visible()
        page.get_by_label("正文（中文）").fill("{number} 归{unit}办，{due} 前答复 {link}")
        page.get_by_role("button", name="预览").click()
        shot(page, "template")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已保存。")).to_be_visible()
        page.goto("/desk/notices/unsent/")
        shot(page, "unsent")
    wording.current.forget()
    case = stories.dispatched(city)
    telling.tell(case.pk, 2)
    with chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=PHONE) as context:
        client.force_login(city.staff["handler"])
        context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
        page = context.new_page()
        page.goto("/desk/")
        shot(page, "list")
        page.get_by_role("link", name="通知").click()
        entry = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=f"新工单 {case.number}"))
        expect(entry.get_by_text("归城市照明处办，")).to_be_visible()
        shot(page, "bell")
        page.get_by_role("button", name="全部标为已读").click()
        expect(page.locator(".desk-bell-new")).to_have_count(0)
        page.goto("/desk/me/notices/")
        shot(page, "preferences")
