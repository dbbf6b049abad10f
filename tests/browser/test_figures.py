"""Figures in a browser: a supervisor goes from a red figure to its cases and back, and everybody reads the quarter, script or not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from huying.base.journal import audit, clock
from huying.base.units.roles import Actor
from huying.cases import followup
from huying.insight import periods, rates, refreshing
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = ViewportSize(width=1440, height=900)
Seen = Callable[..., Any]
N = 6


@pytest.fixture
def city(settings: Any, tmp_path: Path) -> stories.City:
    """Whose profile asks for few answers."""
    settings.LAKE = tmp_path / "lake"
    profile = tmp_path / "profiles.yaml"
    profile.write_text(rates.FILE.read_text().replace("    basic: 0.9\n", "    basic: 0.9\n    least: 5\n"))
    settings.RATE_PROFILES = str(profile)
    return stories.city()


def asked_for(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def not_solved(city: stories.City) -> None:
    """Six reporters say that nothing was solved and nobody ever called."""
    for _n in range(N):
        case = stories.replied(city)
        followup.follow_up(case, by=Actor.resident(case.pk), decision="no", contacted=False, satisfied=1)


@pytest.fixture
def seen(chromium: Browser, live_server: Any, client: Any, city: stories.City) -> Seen:
    @contextmanager
    def by(name: str = "", **more: Any) -> Iterator[Page]:
        with chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=WIDE, **more) as context:
            if name:
                client.force_login(city.staff[name])
                value = client.cookies["session"].value
                context.add_cookies([{"name": "session", "value": value, "url": live_server.url}])
            yield context.new_page()

    return by


def test_a_supervisor_goes_from_a_red_figure_to_its_cases_and_back(city: stories.City, seen: Seen) -> None:
    not_solved(city)
    stories.dispatched(city, category=city.category["roads"], lon=stories.EAST[0], lat=stories.EAST[1])
    refreshing.refresh()
    with seen("supervisor") as page:
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto("/desk/overview/")
        page.get_by_role("navigation", name="主导航").get_by_role("link", name="指标").click()
        page.locator("select[name=code]").select_option("received")
        page.locator("select[name=by]").select_option("unit:department")
        page.locator(".desk-told").first.get_by_role("button", name="查看").click()
        expect(page.locator("[data-chart]").first).to_have_attribute("data-drawn", "1")
        board = page.url
        row = page.locator("#scores tbody tr").filter(has_text="城市照明处")
        expect(row).to_contain_text("红档")
        row.locator("a.hy-figures").first.click()
        expect(page.locator(".desk-list tbody tr")).to_have_count(N)
        page.locator(".desk-list tbody th a").first.click()
        expect(page.locator("[data-walk] [data-place]")).to_contain_text(f"{N}")
        page.locator("[data-walk] [data-back]").click()
        expect(page.locator(".desk-list tbody tr")).to_have_count(N)
        page.get_by_role("link", name="返回指标").click()
        expect(row).to_contain_text("红档")
        assert asked_for(page.url) == asked_for(board)
        assert wrong == []


@pytest.mark.parametrize("script", [True, False])
def test_everybody_reads_the_quarter(city: stories.City, seen: Seen, script: bool) -> None:
    since, _until = periods.past_quarter(audit.today())
    with clock.at(datetime.combine(since + timedelta(days=30), time(4), UTC)):
        for n in range(10):
            stories.closed(city, **({"lon": stories.EAST[0], "lat": stories.EAST[1]} if n < 5 else {}))
    refreshing.refresh()
    with seen(java_script_enabled=script) as page:
        page.goto("/city/")
        page.get_by_role("link", name="季度数字").click()
        expect(page.locator(".hy-figure").filter(has_text="解决率").first).to_contain_text("10 件中的 10 件")
        page.get_by_label("按", exact=True).select_option("area:street")
        page.get_by_role("button", name="查看").click()
        expect(page.locator("#by-table tbody tr")).to_have_count(2)
        if script:
            expect(page.locator("[data-table=by-table]")).to_have_attribute("data-drawn", "1")
        page.locator("#by-table").locator("xpath=..").get_by_role("heading").wait_for()
        page.get_by_role("link", name="按期答复率").first.click()
        expect(page.locator("#on_time")).to_contain_text("到期")
