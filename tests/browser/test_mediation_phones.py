"""A wage dispute from the counter to the performed agreement, with two telephones: the worker's and the employer's."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from huying.base.journal import audit, clock
from huying.civic.mediation import agreeing, consenting, opening, sessions, table
from huying.civic.mediation.agreeing import Owed
from huying.civic.mediation.models import Dispute
from huying.civic.mediation.table import Proposed
from tests.civic.mediation import stories
from tests.civic.mediation.stories import Town

from .conftest import PHONE
from .crawl.fitness import faults

PICTURES = os.environ.get("HUYING_TEST_PICTURES", "")
NAMES = "调解员mediator SHA"
"""Latin letters on the Chinese page: an account's name, and what the fingerprint is called."""


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    return stories.town()


@pytest.fixture
def phones(chromium: Browser, live_server: Any) -> Iterator[list[Page]]:
    """Two browsers that know nothing of each other."""
    contexts = [chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=PHONE) for _ in range(2)]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def shown(phone: Page, name: str) -> None:
    if PICTURES:
        phone.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def fit(phone: Page) -> None:
    """Everybody can read it: axe finds nothing, it is wide enough for the narrowest phone, and all of it is Chinese."""
    assert faults(phone, NAMES) == []
    phone.set_viewport_size(PHONE)
    phone.reload()


def press(phone: Page, name: str) -> None:
    phone.get_by_role("button", name=name, exact=True).first.click()


def unfold(phone: Page, name: str) -> None:
    phone.locator("summary", has_text=re.compile(f"^{name}$")).first.click()


def test_a_wage_dispute_from_the_counter_to_the_performed_agreement(town: Town, phones: list[Page]) -> None:
    worker, employer = phones
    counter, keeper = town.actor("mediator"), town.actor("seal_keeper")
    receipt = opening.open(stories.matter(town), by=counter)
    dispute = receipt.dispute
    for phone, side in ((worker, 1), (employer, 2)):
        phone.goto(f"/mediate/{dispute.number}/")
        phone.get_by_label("您的查询码").fill(receipt.codes[side, 1])
        press(phone, "查看")
        expect(phone.get_by_text("您愿意调解吗？")).to_be_visible()
    shown(worker, "1-consent")
    for side in (1, 2):
        consenting.ask(dispute, by=counter, side=side, means="counter")
    for phone in phones:
        phone.reload()
        press(phone, "同意调解")
        expect(phone.get_by_text("谢谢，您已同意调解。")).to_be_visible()
    dispute = stories.fresh(dispute)
    consenting.accept(dispute, by=counter)
    table.propose(dispute, by=counter, seats=[Proposed(staff=town.staff["mediator"])], reason="熟悉劳动争议")
    table.disclose(dispute, by=counter, text="与各方没有利害关系")
    for phone in phones:
        phone.reload()
        press(phone, "接受")
        expect(phone.get_by_text("您已接受。")).to_be_visible()
    shown(employer, "2-table")
    dispute = stories.fresh(dispute)
    table.begin(dispute, by=counter)
    sessions.schedule(dispute, by=counter, starts_at=clock.now() + timedelta(days=2), room=town.room)
    _talk(worker, employer)
    _agree(town, dispute, phones)
    agreeing.seal(stories.fresh(dispute), by=keeper, hash=stories.the_hash(dispute))
    worker.reload()
    press(worker, "已履行")
    expect(worker.get_by_text("谢谢，已记为履行。")).to_be_visible()
    unfold(worker, "说说结果怎么样")
    worker.get_by_label("到目前为止都做到了").check()
    worker.get_by_label("非常满意", exact=True).check()
    press(worker, "说说结果怎么样")
    expect(worker.get_by_role("status").first).to_be_visible()
    shown(worker, "5-performed")
    said = Dispute.objects.get(pk=dispute.pk).sides.get(number=1)
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
    shown(worker, "3-talks")
    fit(worker)
    press(worker, "我接受")
    expect(worker.get_by_text("您这一方已表示同意。")).to_be_visible()


def _agree(town: Town, dispute: Dispute, phones: list[Page]) -> None:
    """Both read the exact text and sign it; what they sign is its hash."""
    by, known = town.actor("mediator"), stories.fresh(dispute)
    due = audit.today() + timedelta(days=10)
    agreeing.draft(
        known,
        by=by,
        facts="拖欠三个月工资属实",
        terms="公司付清工资",
        obligations=[Owed(2, "支付工资", due, known.amount)],
    )
    agreeing.settle(known, by=by)
    for phone in phones:
        phone.reload()
        expect(phone.get_by_role("region").first).to_contain_text("人民币壹万贰仟元整（￥12,000.00）")
        shown(phone, "4-sign")
    fit(phones[1])
    for phone in phones:
        phone.get_by_label("我已读完全文").check()
        press(phone, "签署")
        expect(phone.get_by_text("您已签署。")).to_be_visible()
    agreeing.countersign(stories.fresh(dispute), by=by, hash=stories.the_hash(known))
    signed = stories.fresh(dispute).papers.signatures
    assert {row.hash for row in signed} == {stories.the_hash(known)}
    dispute.forget()
