"""Was it solved? An operator works the list of calls with three keys each; a resident says it by the link of a message."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from huying.base.journal import clock
from huying.cases import reactions
from huying.cases.models import Asking, Case
from huying.cases.words import Outcome
from huying.notices import sending
from tests import stories
from tests.browser.test_desk import _too_wide, _unfit, city, desk, sign_in
from tests.browser.work import react
from tests.notices.receivers import Receiver, phones

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["city", "desk", "phones"]


def answered(city: stories.City) -> Case:
    """Two days ago, to somebody who had telephoned."""
    with clock.at(timezone.now() - timedelta(days=2)):
        case = stories.replied(city, channel="phone")
        reactions.draw(case.pk, case.n_events)
    return case


def test_an_operator_works_the_list_of_calls_with_the_keyboard_alone(city: stories.City, desk: Page) -> None:
    reached, missed = answered(city), answered(city)
    sign_in(desk, "operator")
    desk.goto("/desk/call/back/")
    expect(desk.locator("button[name=ask]").first).to_be_focused()
    assert (_too_wide(desk), _unfit(desk)) == (0, [])

    desk.keyboard.press("Enter")
    expect(desk.locator(".desk-number")).to_contain_text("13900001234")
    expect(desk.locator("[name=contacted]").first).to_be_focused()
    assert (_too_wide(desk), _unfit(desk)) == (0, [])
    for key in ("1", "1", "5", "Enter"):
        desk.keyboard.press(key)
    desk.wait_for_url("**/desk/call/back/")
    expect(desk.locator("button[name=ask]")).to_be_focused()

    desk.keyboard.press("Enter")
    expect(desk.locator("[name=contacted]").first).to_be_focused()
    desk.keyboard.press("0")
    desk.wait_for_url("**/desk/call/back/")
    expect(desk.locator("button[name=ask]")).to_have_count(0)

    said = reached.verdicts.get()
    assert (said.contacted, said.solved, said.satisfied, said.channel) == (True, "yes", 5, "phone")
    assert Case.objects.get(pk=reached.pk).outcome == Outcome.RESOLVED
    assert (Asking.objects.get(case=missed).tries, missed.verdicts.count()) == (1, 0)


@pytest.fixture
def small_city(transactional_db: None, live_server: Any, settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT = tmp_path
    return stories.city()


def test_a_resident_says_by_the_link_of_a_message_that_it_is_not_solved(
    small_city: stories.City, phones: Receiver, page: Page
) -> None:
    case = stories.replied(small_city)
    react()
    with clock.at(timezone.now() + timedelta(days=2)):
        sending.send()
    link = next(text for _to, text in phones.taken if "/rate/" in text)
    page.goto(link[link.index("/rate/") :])
    expect(page.get_by_role("heading", level=1)).to_have_text("问题解决了吗？")
    assert (_too_wide(page), _unfit(page)) == (0, [])
    page.get_by_label("没有解决", exact=True).check()
    page.get_by_label("不满意", exact=True).check()
    page.get_by_label("还想说的话").fill("晚上还是不亮")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢您")
    assert _unfit(page) == []
    react()
    again = Case.objects.get(pk=case.pk)
    assert (again.state, again.rounds, [row.solved for row in case.verdicts.all()]) == ("in_progress", 1, ["no"])
    page.reload()
    expect(page.get_by_text("您的评价：未解决")).to_be_visible()
