"""Disputes from the window to their end, as people settle them: mediators at the desk, the parties on their telephones.

A wage dispute ends in an agreement that both sides sign on their telephones and that is performed; a property dispute is raised from
the community to the centre and ends with the other ways told; a court gets back what it handed over, as a pack.
Long because these are three whole stories.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from huying.base.journal import audit, clock
from huying.civic.mediation.models import Dispute
from tests.civic.mediation import stories
from tests.civic.mediation.stories import Town

from .conftest import PHONE
from .crawl.fitness import faults

PICTURES = os.environ.get("HUYING_TEST_PICTURES", "")
NAMES = "调解员mediator SHA"
"""Latin letters on the Chinese page: an account's name, and what the fingerprint is called."""
DESK = ViewportSize(width=1440, height=900)

Opens = Callable[..., Page]


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT, settings.ROLES_WITH_MFA = tmp_path, []
    return stories.town()


@pytest.fixture
def opens(chromium: Browser, live_server: Any, town: Town) -> Iterator[Opens]:
    """A browser that knows nothing of the others: of somebody at the desk, or, without a name, a party's telephone."""
    with ExitStack() as windows:

        def opened(who: str = "", language: str = "zh-CN") -> Page:
            size = DESK if who else PHONE
            context = windows.enter_context(
                chromium.new_context(base_url=live_server.url, locale=language, viewport=size)
            )
            if who:
                client = Client()
                client.force_login(town.staff[who])
                context.add_cookies(
                    [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}]
                )
            return context.new_page()

        yield opened


def shown(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


# -- at the desk


@dataclass
class Room:
    """The session room of a dispute in somebody's browser."""

    page: Page
    number: str

    def enter(self) -> None:
        self.page.goto(f"/desk/disputes/{self.number}/")

    def do(self, verb: str, **said: Any) -> None:
        """Press the button of a verb, say what its form asks for, and be back in the room."""
        form = self.page.locator(f"#form-{verb}")
        if self.page.locator(f"#act-{verb}").count():
            folded = self.page.locator("details:not([open])", has=self.page.locator(f"#act-{verb}"))
            if folded.count():
                folded.locator("summary").click()
            self.page.locator(f"#act-{verb} > a").click()
            for name, value in said.items():
                _fill(form, name, value)
            pressed = form.get_by_role("button").last
        else:
            pressed = self.page.locator(f"form[action$='/{verb}/'] button")
        with self.page.expect_navigation():
            pressed.click()
        expect(self.page.locator("#messages .hy-good")).to_be_visible()


def _fill(form: Any, name: str, value: Any) -> None:
    field = form.locator(f"[name='{name}']")
    field.first.wait_for()
    if field.first.get_attribute("type") in ("radio", "checkbox"):
        field.locator(f"xpath=self::*[@value='{value}']").or_(field.locator("xpath=self::*[not(@value)]")).check()
    else:
        field.fill(str(value))


def taken_in(page: Page, dispute: dict[str, str]) -> tuple[str, list[str]]:
    """At the window: what somebody brings becomes a dispute; its number, and the code of each party."""
    page.goto("/desk/disputes/new/")
    page.locator("[name=text]").fill(dispute.pop("text"))
    expect(page.locator("#outlook")).to_contain_text("劳动争议纠纷")
    for name, value in dispute.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    shown(page, "window")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".desk-code")).to_have_count(2)
    shown(page, "slips")
    return Dispute.objects.get().number, [code.strip() for code in page.locator(".desk-code").all_inner_texts()]


# -- on the telephone


def press(phone: Page, name: str) -> None:
    phone.get_by_role("button", name=name, exact=True).first.click()


def unfold(phone: Page, name: str) -> None:
    phone.locator("summary", has_text=re.compile(f"^{name}$")).first.click()


def fit(phone: Page) -> None:
    """Everybody can read it: axe finds nothing, it is wide enough for the narrowest phone, and all of it is Chinese."""
    assert faults(phone, NAMES) == []
    phone.set_viewport_size(PHONE)
    phone.reload()


def all_press(phones: list[Page], name: str, answer: str) -> None:
    for phone in phones:
        phone.reload()
        press(phone, name)
        expect(phone.get_by_text(answer)).to_be_visible()


# -- the stories


def test_a_wage_dispute_from_the_counter_to_the_performed_agreement(town: Town, opens: Opens) -> None:
    counter, phones = opens("mediator"), [opens(), opens()]
    number, codes = taken_in(counter, {
        "text": "餐馆拖欠三个月工资，一直加班", "amount": "12000", "area": "111", "unit": "M111", "p1_name": "王敏",
        "p1_phone": "13900001234", "p2_kind": "organisation", "p2_name": "云东餐饮公司",
    })  # fmt: skip
    room, dispute = Room(counter, number), Dispute.objects.get()
    for phone, code in zip(phones, codes, strict=True):
        phone.goto(f"/mediate/{number}/")
        phone.get_by_label("您的查询码").fill(code)
        press(phone, "查看")
        expect(phone.get_by_text("您愿意调解吗？")).to_be_visible()
    room.enter()
    for side in (1, 2):
        room.do("ask", side=side, means="counter")
    shown(counter, "asked")
    all_press(phones, "同意调解", "谢谢，您已同意调解。")
    room.enter()
    room.do("accept")
    room.do("propose", reason="熟悉劳动争议")
    room.do("disclose")
    all_press(phones, "接受", "您已接受。")
    room.enter()
    room.do("begin")
    starts = timezone.localtime(clock.now() + timedelta(days=2))
    room.do("schedule", starts_at=f"{starts:%Y-%m-%dT%H:%M}", room=town.room.pk)
    _talk(*phones)
    room.enter()
    expect(counter.locator(".desk-private")).to_have_text(re.compile("一万元我也能接受"))
    shown(counter, "talks")
    _agree(room, dispute, phones)
    sealing = Room(opens("seal_keeper"), number)
    sealing.enter()
    sealing.do("seal")
    _performed(phones[0])
    room.enter()
    room.do("close", performance="performed")
    expect(counter.get_by_role("heading", name="何处可以求助")).to_have_count(0)
    shown(counter, "performed")
    found = stories.fresh(dispute)
    assert (found.state, found.outcome, found.performance) == ("closed", "written", "performed")
    assert {row.hash for row in found.papers.signatures} == {stories.the_hash(found)}
    said = found.papers.sides[0]
    assert (said.held, said.satisfied) == (True, 5)


def _talk(worker: Page, employer: Page) -> None:
    """What the worker tells the mediators alone is not on the employer's telephone; the offer is on both."""
    worker.reload()
    unfold(worker, "说几句")
    worker.get_by_label("您想说的话").fill("一万元我也能接受")
    worker.get_by_label("只给调解员").first.check()
    press(worker, "说几句")
    expect(worker.get_by_text("一万元我也能接受")).to_be_visible()
    employer.reload()
    unfold(employer, "提出方案")
    employer.get_by_label("您的方案").fill("分两次付清一万二千元")
    press(employer, "提出方案")
    expect(employer.get_by_text("分两次付清一万二千元")).to_be_visible()
    expect(employer.get_by_text("一万元我也能接受")).to_have_count(0)
    worker.reload()
    shown(worker, "phone-talks")
    fit(worker)
    press(worker, "我接受")
    expect(worker.get_by_text("您这一方已表示同意。")).to_be_visible()


def _agree(room: Room, dispute: Dispute, phones: list[Page]) -> None:
    """Both read the exact text and sign it; what they sign is its hash."""
    due = audit.today() + timedelta(days=10)
    owed = {"side": "2", "what": "支付工资", "amount": "12000", "due_on": str(due)}
    room.page.locator("#act-draft > a").click()
    form = room.page.locator("#form-draft")
    form.locator("[name=facts]").fill("拖欠三个月工资属实")
    form.locator("[name=terms]").fill("公司付清工资")
    form.locator("[name=obligation_1_side]").select_option(owed.pop("side"))
    for name, value in owed.items():
        form.locator(f"[name=obligation_1_{name}]").fill(value)
    with room.page.expect_navigation():
        form.get_by_role("button").last.click()
    room.do("settle")
    for phone in phones:
        phone.reload()
        expect(phone.get_by_role("region").first).to_contain_text("人民币壹万贰仟元整（￥12,000.00）")
    fit(phones[1])
    shown(phones[1], "phone-sign")
    for phone in phones:
        phone.get_by_label("我已读完全文").check()
        press(phone, "签署")
        expect(phone.get_by_text("您已签署。")).to_be_visible()
    room.enter()
    room.do("countersign")
    shown(room.page, "signed")


def _performed(worker: Page) -> None:
    worker.reload()
    press(worker, "已履行")
    expect(worker.get_by_text("谢谢，已记为履行。")).to_be_visible()
    unfold(worker, "说说结果怎么样")
    worker.get_by_label("到目前为止都做到了").check()
    worker.get_by_label("非常满意", exact=True).check()
    press(worker, "说说结果怎么样")
    expect(worker.get_by_role("status").first).to_be_visible()


def test_a_property_dispute_is_raised_from_the_community_to_the_centre_and_ends_with_the_other_ways_told(
    town: Town, opens: Opens
) -> None:
    people, unit = town.staff, town.unit
    community = replace(
        town,
        staff=people | {"mediator": people["village"], "colleague": people["village"]},
        unit=unit | {"street_committee": unit["community_committee"]},
    )
    dispute = stories.mediating(community, type=town.type["property"], text="电梯坏了半年，物业不修还要收物业费")
    village = Room(opens("village", "en"), dispute.number)
    village.enter()
    village.do("request", kind="raise", reason="The whole estate is concerned.")
    for side in (1, 2):
        village.do("answer_request", side=side, means="phone", decision="yes")
    village.do("raise_level", to="M11", reason="Every side wants it.")
    centre = opens("centre", "en")
    centre.goto("/desk/disputes/")
    centre.locator(".desk-list tbody th a").first.click()
    expect(centre.get_by_text("Raised to the level above")).to_be_visible()
    room = Room(centre, dispute.number)
    room.do("end", reason="other", remedies_told="You can turn to the court.")
    expect(centre.get_by_text("Where they can turn, as it was told in writing")).to_be_visible()
    expect(centre.locator("main")).to_contain_text("You can turn to the court.")
    shown(centre, "ended")
    found = stories.fresh(dispute)
    assert (found.state, found.outcome, found.level, found.unit) == ("closed", "ended", 1, unit["centre"])


def test_a_court_gets_back_what_it_handed_over_as_a_pack_without_what_was_said(town: Town, opens: Opens) -> None:
    dispute = stories.said(town, origin="court", court_stage="prefiling", reference="（2026）云0112诉前调1号")
    mediator = opens("mediator")
    mediator.goto("/desk/disputes/")
    mediator.locator("[name=origin]").select_option("court")
    mediator.wait_for_url("**origin=court**")
    mediator.locator(".desk-list tbody th a").first.click()
    room = Room(mediator, dispute.number)
    mediator.wait_for_url(f"**/{dispute.number}/")
    room.do("end", reason="other")
    room.do("hand_over", to="云东区人民法院")
    with mediator.expect_download() as taken:
        mediator.get_by_role("link", name=f"{dispute.number}.zip").click()
    with ZipFile(BytesIO(taken.value.path().read_bytes())) as pack:
        names = pack.namelist()
        inside = [name for name in names if b"MARK" in _whole(pack.read(name))]
    assert inside == []
    assert len(names) >= 4


def _whole(content: bytes) -> bytes:
    """A Word file unpacked; anything else as it is."""
    if content[:2] != b"PK":
        return content
    with ZipFile(BytesIO(content)) as paper:
        return b"".join(paper.read(name) for name in paper.namelist())
