"""The pages of everything that goes wrong: fit for everyone to use, and in one language, though nobody comes by a link to them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from playwright.sync_api import Browser, Route

from tests.browser.crawl import fitness
from tests.browser.crawl.test_crawl import ways

pytestmark = pytest.mark.django_db
PAGES = ("400", "403", "403_csrf", "404", "409", "413", "429", "500")
"""The templates of `huying/web/templates/` that an error shows."""
TOLD = {"reason": "", "reference": "4F0A91C2"}


def rendered(name: str, language: str) -> str:
    request = RequestFactory().get("/")
    request.theme = ""  # type: ignore[attr-defined]
    with override(language):
        return render_to_string(f"{name}.html", TOLD, request)


def answering(status: int, html: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, content_type="text/html", body=html)


def looked_at() -> Iterator[tuple[str, tuple[str, str]]]:
    """Each page with a language and a theme: each in one of the four in turn, or in all."""
    return ((name, way) for n, name in enumerate(PAGES) for way in ways(n))


def test_every_page_of_an_error_can_be_used_by_everybody(chromium: Browser, live_server: Any) -> None:
    wrong = {}
    with chromium.new_context(base_url=live_server.url, reduced_motion="reduce") as context:
        for name, (language, theme) in looked_at():
            page = context.new_page()
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.route("**/error", answering(int(name[:3]), rendered(name, language)))
            page.goto("/error")
            assert page.locator("h1").count() == 1
            if found := fitness.faults(page, ""):
                wrong[name, language, theme] = found
            page.close()
    assert wrong == {}


def test_no_page_of_an_error_is_forgotten() -> None:
    folder = fitness.ROOT / "huying/web/templates"
    assert sorted(path.stem for path in folder.glob("[45]*.html")) == sorted(PAGES)
