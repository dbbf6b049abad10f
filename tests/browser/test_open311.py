"""An administrator connects a unit's own Open311 system by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from huying.cases.models import Peer
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)
ENDPOINT = "https://1.1.1.1/open311/v2/"
FIELD = "document.activeElement.name || document.activeElement.type"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until this field has the focus."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(FIELD) == name:
            return
    raise AssertionError(name)


def test_a_unit_s_own_system_is_connected_by_keyboard(chromium: Browser, live_server: Any, client: Any) -> None:
    client.force_login(stories.city().staff["admin"])
    with chromium.new_context(
        base_url=live_server.url, locale="zh-CN", viewport=ViewportSize(width=1440, height=900)
    ) as context:
        context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
        page = context.new_page()
        page.goto("/desk/setup/open311/")
        tab_to(page, "unit")
        while page.evaluate("document.activeElement.value") != "02":
            page.keyboard.press("ArrowDown")
        tab_to(page, "endpoint")
        page.keyboard.type(ENDPOINT)
        tab_to(page, "key")
        page.keyboard.type("theirs")
        tab_to(page, "services")
        page.keyboard.type("0203 = LIGHT")
        tab_to(page, "paused")
        tab_to(page, "submit")
        page.keyboard.press("Enter")
        expect(page.get_by_text("已接通。该单位的工单一分钟内发出。")).to_be_visible()
        assert Peer.objects.values_list("unit__code", "endpoint", "services").get() == (
            "02",
            ENDPOINT,
            {"0203": "LIGHT"},
        )
