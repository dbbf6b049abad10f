"""The auditor, the administrator and the security officer in a browser: each begins on their own page, and sees no other's."""

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from huying.base.journal import audit, clock
from huying.cases import beside
from tests import stories

from .test_desk import AXE, PASSWORD, RULES

pytestmark = pytest.mark.django_db(transaction=True)

SHOTS = os.environ.get("HUYING_SHOTS", "")


@pytest.fixture
def city(settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path / "files"
    city = stories.city()
    for account in city.staff.values():
        account.set_password(PASSWORD)
        account.save()
    _looked(city)
    _done(city)
    return city


@pytest.fixture(params=[("zh-CN", 1440), ("en", 390)], ids=["zh-wide", "en-narrow"])
def desk(request: pytest.FixtureRequest, chromium: Browser, live_server: Any) -> Iterator[Page]:
    language, width = request.param
    with chromium.new_context(
        base_url=live_server.url, locale=language, viewport={"width": width, "height": 900}
    ) as context:
        yield context.new_page()


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        (
            "auditor",
            [
                "/desk/looks/",
                "/desk/audit/",
                "/desk/",
                "/desk/overview/",
                "/desk/figures/",
                "/desk/map/",
                "/desk/disputes/",
                "/desk/proposals/",
                "/desk/articles/",
            ],
        ),
        ("admin", ["/desk/setup/", "/desk/setup/time/", "/desk/notices/templates/", "/desk/articles/"]),
        ("security", ["/desk/accounts/", "/desk/articles/"]),
    ],
)
def test_each_of_the_three_begins_on_their_own_page(
    city: stories.City, desk: Page, name: str, pages: list[str]
) -> None:
    _sign_in(desk, name)
    assert _path(desk) == pages[0]
    links = desk.locator(".desk-top nav a")
    assert [link.get_attribute("href") for link in links.all()] == pages
    for page in pages:
        desk.goto(page)
        assert _path(desk) == page
        assert _faults(desk) == []
        _shoot(desk, f"{name}{page.replace('/', '-')}")


def test_the_auditor_narrows_the_looks_with_the_keyboard_and_takes_them_out(
    city: stories.City, desk: Page, tmp_path: Path
) -> None:
    _sign_in(desk, "auditor")
    assert desk.locator("tbody tr").count() == 3
    desk.locator("[name=purpose]").focus()
    desk.locator("[name=purpose]").select_option("visit")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")  # in the field of the number: sends the form
    desk.wait_for_url("**purpose=visit**")
    assert desk.locator("tbody tr").count() == 1
    desk.locator("[name=format][value=csv]").focus()
    with desk.expect_download() as download:
        desk.keyboard.press("Enter")
    download.value.save_as(tmp_path / "looks.csv")
    header, line = (tmp_path / "looks.csv").read_text("utf-8-sig").splitlines()
    assert (header.split(",")[5], line.split(",")[5]) == ("purpose", "visit")


def _looked(city: stories.City) -> None:
    """Two cases were looked at by their unit, a third, confidential, with a second person's word."""
    for n, purpose in enumerate(("call_back", "visit")):
        case = stories.in_progress(city)
        until = clock.now() + timedelta(hours=n + 1)
        beside.reveal(case, by=city.actor("handler"), purpose=purpose, until=until, reason="约上门维修的时间")
    case, by, until = stories.in_progress(city, confidentiality="confidential"), city.actor("operator"), _in_an_hour()
    beside.request_look(case, by=by, purpose="call_back", until=until, reason="回访核实")
    beside.decide_look(case, by=city.actor("supervisor"), decision="granted")
    beside.reveal(case, by=by, purpose="call_back", until=until - timedelta(minutes=1))


def _in_an_hour() -> datetime:
    return clock.now() + timedelta(hours=1)


def _done(city: stories.City) -> None:
    audit.record("setup_changed", by=audit.console(), files={"units.csv": 4, "duties.csv": 12})
    audit.record("sign_in_refused", by=audit.Named("staff:3"), account=3, why="password", network="4f0c2a11d9aa")
    audit.record("locked", by=city.actor("security"), account=3)
    audit.record("key_made", by=audit.console(), key=1, key_role="integrator")
    audit.record("exported", by=city.actor("auditor"), list="looks", format="csv", since="2026-08-01")


def _sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


def _path(page: Page) -> str:
    return page.evaluate("location.pathname")


def _faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults = [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]
    return [*faults, *(["wider than the window"] if wide > 0 else [])]


def _shoot(page: Page, name: str) -> None:
    """`HUYING_SHOTS=folder` keeps what was seen."""
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{SHOTS}/{name}{width}.png", full_page=True)
