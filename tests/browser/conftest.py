"""The tests in a real browser: Debian's Chromium, driven by Playwright."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PHONE = ViewportSize(width=390, height=844)

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="package")
def beside_a_loop() -> Iterator[None]:
    """Playwright's loop runs in the thread of the tests; the ORM works beside a loop only when told that it may."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="package")
def chromium(beside_a_loop: None) -> Iterator[Browser]:
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
    ):
        yield browser


@pytest.fixture
def page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A Chinese resident's phone, at the door of a running server."""
    with chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=PHONE) as context:
        yield context.new_page()
