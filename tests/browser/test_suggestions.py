"""What Huying suggests, seen in the browser: an operator overrides it while typing; an administrator exchanges the model."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from huying.base.journal.memory import Event
from huying.cases.learning import lessons, store
from huying.cases.learning.training import Example
from huying.cases.models import Case
from tests import stories
from tests.browser.test_desk import PASSWORD, city, desk, sign_in
from tests.cases.learning.made_up import examples
from tests.cases.learning.test_lessons import LIGHT, ROADS, kept

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["city", "desk"]

SMOKE = "青禾小区三栋楼下烧烤店深夜油烟扰民，没有人管"


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "folder", lambda: tmp_path / "models")


def test_an_operator_sees_what_is_suggested_and_why_while_typing_and_chooses_otherwise(
    city: stories.City, desk: Page
) -> None:
    version = kept(light=LIGHT, roads=ROADS)
    store.go_live(version)
    same = stories.dispatched(city, category=city.category["roads"], text=SMOKE)
    sign_in(desk, "operator")
    desk.goto("/desk/call/")
    desk.locator("#id_text").press_sequentially("路灯不亮，路口很黑")
    suggested = desk.locator("#suggested .desk-suggested li").first
    expect(suggested).to_contain_text(re.compile("路灯照明|Street lighting"))
    expect(suggested).to_contain_text("路灯")
    desk.locator("#id_text").fill(f"{SMOKE}，路灯也不亮")
    near = desk.locator(".desk-near li")
    expect(near).to_have_count(1)
    expect(near).to_contain_text(re.compile("文字大致相同|much the same words"))
    desk.locator("#id_category").fill("0201")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".desk-receipt")).to_be_visible()
    filed = Case.objects.latest("pk")
    received = Event.objects.get(life="case", thing=filed.pk, verb="receive")
    assert (filed.category, filed.parent) == (city.category["roads"], None)
    shares = received.facts["suggested"]["shares"]
    assert (received.facts["suggested"]["by"], max(shares, key=shares.__getitem__)) == (version, LIGHT)
    assert len(received.facts["near"]) == 1
    assert same.is_open


@pytest.mark.parametrize("desk", [("zh-CN", 1440)], ids=["zh-wide"], indirect=True)
def test_an_administrator_compares_two_models_goes_live_and_rolls_back(
    city: stories.City, desk: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Example(one.text, LIGHT) for one in examples(30, seed=5) if one.label == "light"]
    monkeypatch.setattr(lessons, "lessons", lambda: lessons.Lessons([], asked, {}))
    worse, better = kept(light=ROADS, roads=LIGHT), kept(light=LIGHT, roads=ROADS)
    desk.goto("/accounts/login/?next=/desk/setup/models/")
    desk.fill("[name=login]", "admin")
    desk.fill("[name=password]", PASSWORD)
    desk.press("[name=password]", "Enter")
    desk.wait_for_url("**/desk/setup/models/")
    rows = desk.locator("section[aria-labelledby=versions] tbody tr")
    rows.filter(has_text=worse).locator("[value=live]").click()
    expect(desk.locator("section[aria-labelledby=live]")).to_contain_text(worse)
    rows.filter(has_text=better).locator("[value=shadow]").click()
    desk.locator("[value=compare]").click()
    compared = desk.locator("section[aria-labelledby=live] table")
    expect(compared).to_contain_text(worse)
    expect(compared).to_contain_text(better)
    rows.filter(has_text=better).locator("[value=live]").click()
    expect(desk.locator("section[aria-labelledby=live]")).to_contain_text(better)
    rows.filter(has_text=worse).locator("[value=live]").click()
    expect(desk.locator(".hy-alert.hy-bad")).to_contain_text("劣于现用版本")
    desk.goto("/desk/setup/models/")
    desk.locator("[value=roll_back]").click()
    desk.locator("dialog#confirm [value=yes]").click()
    expect(desk.locator("section[aria-labelledby=live]")).to_contain_text(worse)
    assert store.roles() == store.Roles(live=worse)
