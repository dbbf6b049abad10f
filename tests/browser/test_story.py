"""The whole job in the sample city: a resident reports, the unit answers, it was not solved, it is done again, and closed.

`HUYING_PICTURES=DIR` keeps the screenshots that it takes on the way.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from huying.base.journal.memory import remembered
from huying.base.journal.seals import seal
from huying.base.journal.verify import verify
from huying.base.units.models import Staff
from huying.base.units.roles import SYSTEM
from huying.cases.models import Case
from huying.cases.words import Outcome, State
from huying.web.setup import load
from tests import stories
from tests.browser.work import photo, react

YUNXI = Path(__file__).parents[2] / "samples" / "yunxi"
PASSWORD = "huying-desk"
NEXT = ".portal-onward .btn-primary"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def yunxi(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    stories.forget()
    assert load(YUNXI, by=SYSTEM).problems == []
    stories.forget()
    handler = Staff.objects.get(username="handler")
    handler.set_password(PASSWORD)
    handler.save()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("HUYING_PICTURES", tmp_path / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def phone(chromium: Browser, live_server: Any) -> Iterator[Page]:
    with _window(chromium, live_server, ViewportSize(width=390, height=844)) as page:
        yield page


@pytest.fixture
def desk(chromium: Browser, live_server: Any) -> Iterator[Page]:
    with _window(chromium, live_server, ViewportSize(width=1440, height=900)) as page:
        yield page


@contextmanager
def _window(chromium: Browser, server: Any, size: ViewportSize) -> Iterator[Page]:
    """A browser of somebody's own, reading Chinese."""
    with chromium.new_context(base_url=server.url, locale="zh-CN", viewport=size) as context:
        yield context.new_page()


def test_a_call_is_answered_reworked_and_closed(yunxi: None, phone: Page, desk: Page, pictures: Path) -> None:
    _report(phone)
    react()
    case = Case.objects.get()
    assert (case.unit and case.unit.code, case.attachments.count()) == ("lighting", 1)

    _sign_in(desk)
    desk.click(".desk-list a")
    desk.click("form[action$='/accept/'] button")
    expect(desk.locator("#messages .hy-good")).to_be_visible()
    _whistle(desk)
    _reply(desk, "灯泡已经更换，请再看看。")

    _rate(phone, "没有解决", "非常不满意")
    react()
    desk.reload()
    _reply(desk, "查明是线路老化，已重新接线。")
    phone.reload()
    _picture(phone, pictures, "track")
    _picture(desk, pictures, "case")
    _rate(phone, "解决了", "非常满意")

    case.refresh_from_db()
    assert (case.state, case.outcome, case.rounds) == (State.CLOSED, Outcome.RESOLVED, 1)
    assert [event.verb for event in remembered("case", case.pk) if event.verb != "attach"] == [
        "receive", "dispatch", "accept", "ask_help", "reply", "follow_up", "rework", "reply", "follow_up",
    ]  # fmt: skip
    seal()
    assert verify().findings == []
    assert sorted(path.name for path in pictures.glob("*.png")) == [
        "case-en.png", "case-zh-hans.png", "track-en.png", "track-zh-hans.png",
    ]  # fmt: skip


def _report(page: Page) -> None:
    page.goto("/report/")
    page.get_by_label("用您自己的话说说").fill("小区门口的路灯不亮\n已经三个晚上了，门口有台阶，老人走路很危险。")
    page.get_by_label("照片或文件").set_input_files([photo("路灯.jpg")])
    page.get_by_text("道路交通", exact=True).click()
    page.get_by_label("路灯照明").check()
    page.locator(NEXT).click()
    page.get_by_role("button", name="在地图上选择").click()
    page.locator("#map[data-idle]").wait_for()
    page.locator("#map canvas").click()
    expect(page.locator("[data-point-words]")).to_contain_text("已选位置")
    page.locator(NEXT).click()
    page.get_by_label("电话").fill("13900000088")
    for asked in page.locator("main [name^=answer]:visible").all():
        asked.fill("2")
    page.locator(NEXT).click()
    page.get_by_role("button", name="查看这件诉求").click()
    expect(page.get_by_role("heading", name="小区门口的路灯不亮")).to_be_visible()


def _sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", "handler")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def _whistle(page: Page) -> None:
    page.click("#act-ask_help a")
    page.fill("#ask_help-units", "roads")
    page.fill("#ask_help-reason", "要挖开路面查电缆")
    page.click("#form-ask_help button")
    expect(page.locator("#act-ask_help")).to_be_visible()
    expect(page.locator("#form-ask_help")).to_have_count(0)


def _reply(page: Page, text: str) -> None:
    page.click("#act-reply a")
    page.fill("#reply-text", text)
    page.locator("#form-reply [name=result][value=resolved]").check()
    page.locator("#form-reply input[type=file]").set_input_files([photo("修好.jpg")])
    page.click("#form-reply button[type=submit]")
    expect(page.locator("#act-reply")).to_have_count(0)


def _rate(page: Page, solved: str, satisfied: str) -> None:
    page.reload()
    page.get_by_label(solved, exact=True).check()
    page.get_by_label(satisfied, exact=True).check()
    page.get_by_role("button", name="评价是否解决").click()
    expect(page.get_by_text(re.compile("谢谢.您的评价已经记下"))).to_be_visible()


def _picture(page: Page, folder: Path, name: str) -> None:
    """The page in both languages; it goes on in Chinese."""
    address = page.url.partition("?")[0]
    for language in ("en", "zh-hans"):
        page.goto(f"{address}?lang={language}")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}-{language}.png", full_page=True)
