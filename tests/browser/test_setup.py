"""Those who run the desk, in a browser: a street with its border and a duty, a return settled, a number and its cases."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from huying.base.journal import clock
from huying.base.places.models import Area
from huying.base.units.models import Duty
from huying.cases import routing
from huying.cases.models import Case
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = ViewportSize(width=1440, height=900)
BORDER = "POLYGON((114.0 30.0, 114.04 30.0, 114.04 30.1, 114.0 30.1, 114.0 30.0))"

TRIANGLE = re.compile(r'^\{"type":"Polygon","coordinates":\[\[(\[[-\d.]+,[-\d.]+\],?){4}\]\]\}$')

Desk = Callable[[str], Any]


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def at_the_desk(chromium: Browser, live_server: Any, client: Any, city: stories.City) -> Desk:
    @contextmanager
    def signed_in(name: str) -> Iterator[Page]:
        with chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=WIDE) as context:
            client.force_login(city.staff[name])
            context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
            yield context.new_page()

    return signed_in


def put_in_force(page: Page) -> None:
    page.get_by_role("button", name="检查并预览").last.click()
    page.get_by_role("button", name="生效").click()
    expect(page.get_by_text("已生效")).to_be_visible()


def test_an_administrator_adds_a_street_and_a_duty_and_sees_who_would_now_get_a_report(
    city: stories.City, at_the_desk: Desk
) -> None:
    stories.received(city, category=city.category["roads"], lon=114.02)
    with at_the_desk("admin") as page:
        page.goto("/desk/setup/areas/?below=11")
        page.get_by_role("link", name="在云东区新增区域").click()
        page.get_by_label("代码").fill("113")
        page.get_by_label("中文名称").fill("新街道")
        page.get_by_label("英文名称").fill("New Street")
        page.get_by_label("边界", exact=True).fill(BORDER)
        page.get_by_label("从相邻区域划出").check()
        page.get_by_role("button", name="检查并预览").last.click()
        expect(page.locator(".desk-preview")).to_contain_text("111 划出一部分")
        expect(page.locator(".desk-preview")).to_contain_text("1 件未办结诉求的点位将落入其他区域")
        page.get_by_role("button", name="生效").click()
        expect(page.get_by_role("link", name="新街道")).to_be_visible()

        page.goto("/desk/setup/duties/entry/")
        for name, said in (
            ("item", "9"),
            ("unit", "02"),
            ("category", "0201"),
            ("area", "113"),
            ("clause", "新清单 1"),
        ):
            page.locator(f"[name={name}]").fill(said)
        put_in_force(page)

        page.goto("/desk/setup/who/")
        page.locator("[name=category]").fill("0201")
        page.get_by_label("或点位").fill("114.02, 30.05")
        page.get_by_role("button", name="这件归谁？").click()
        expect(page.get_by_role("heading", name="城市照明处")).to_be_visible()
        expect(page.get_by_text("云城 › 云东区 › 新街道")).to_be_visible()
    assert (Area.objects.get(code="113").zh, Duty.objects.get(item="9").clause) == ("新街道", "新清单 1")


def test_a_border_is_drawn_on_the_map(city: stories.City, at_the_desk: Desk) -> None:
    with at_the_desk("admin") as page:
        page.goto("/desk/setup/areas/entry/?parent=11")
        drawn = page.locator("#border-map")
        drawn.scroll_into_view_if_needed()
        expect(drawn).to_have_attribute("data-idle", "1")
        page.get_by_role("button", name="绘制").click()
        for x, y in ((200, 150), (500, 150), (350, 300)):
            drawn.click(position={"x": x, "y": y})
        drawn.click(position={"x": 350, "y": 300})
        expect(page.get_by_label("边界", exact=True)).to_have_value(TRIANGLE)


def test_a_dispatcher_settles_a_return_in_two_clicks(city: stories.City, at_the_desk: Desk) -> None:
    case = stories.dispatched(city)
    routing.request_return(case, by=stories.lead(case), reason="other", basis="道路条例 1", proposed=city.unit["roads"])
    with at_the_desk("dispatcher") as page:
        page.goto("/desk/dispatching/?list=returns")
        expect(page.locator(".desk-reasons")).to_contain_text("道路条例 1")
        page.get_by_text("派给市政道路处").click()
        page.get_by_role("button", name="决定").click()
        expect(page.get_by_text("没有待处理的诉求")).to_be_visible()
    assert Case.objects.get(pk=case.pk).unit == city.unit["roads"]


def test_a_dispatcher_decides_by_keys_alone(city: stories.City, at_the_desk: Desk) -> None:
    case = stories.received(city)
    with at_the_desk("dispatcher") as page:
        page.goto("/desk/dispatching/")
        expect(page.get_by_text("派给城市照明处")).to_be_visible()
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"{case.number} 已决定")).to_be_visible()
    assert Case.objects.get(pk=case.pk).unit == city.unit["lighting"]


def test_a_supervisor_goes_from_a_number_to_its_cases_and_back(city: stories.City, at_the_desk: Desk) -> None:
    with clock.at(clock.now() - timedelta(days=20)):
        late = stories.in_progress(city)
    stories.in_progress(city, category=city.category["roads"])
    with at_the_desk("supervisor") as page:
        page.goto("/desk/overview/")
        page.locator(".desk-tiles").get_by_role("link", name="超时").click()
        expect(page.locator(".desk-list tbody tr")).to_have_count(1)
        expect(page.locator(".desk-list tbody")).to_contain_text(late.number)
        page.go_back()
        expect(page.get_by_role("heading", name="总览")).to_be_visible()
