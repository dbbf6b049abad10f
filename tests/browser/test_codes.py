"""A resident lost the code, and comes in with the keyboard alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from huying.base.units.roles import Actor
from huying.cases import intake
from tests import stories
from tests.notices.receivers import Receiver, phones

from .work import react

__all__ = ["phones"]


@pytest.fixture
def receipt(transactional_db: None, settings: Any, tmp_path: Path) -> intake.Receipt:
    settings.MEDIA_ROOT = tmp_path
    return intake.receive(stories.call(stories.city()), by=Actor.resident())


def test_who_lost_the_code_gets_another_and_opens_the_case(
    receipt: intake.Receipt, phones: Receiver, page: Page
) -> None:
    page.goto("/track/")
    page.get_by_role("link", name="查询码丢了").focus()
    page.keyboard.press("Enter")
    page.get_by_label("诉求编号").focus()
    page.keyboard.type(receipt.case.number)
    page.keyboard.press("Tab")
    page.keyboard.type("139 0000 1234")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("输入验证码")
    expect(page.get_by_role("status")).to_contain_text("如果该联系方式与这件诉求相符")
    react()
    page.get_by_label("一次性验证码").focus()
    page.keyboard.type(re.findall(r"\d{8}", phones.taken[0][1])[0])
    page.keyboard.press("Enter")
    expect(page.get_by_text("滨河路 12 号门口路灯不亮").first).to_be_visible()
    expect(page.get_by_text("有人申请了一次性验证码")).to_be_visible()
