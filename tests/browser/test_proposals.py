"""Act before the complaint, in a browser and by keyboard: a surge becomes a joint case, a recurring place is dismissed with its reason.

`HUYING_PICTURES=DIR` keeps the screenshots that it takes on the way.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from huying.base.journal.memory import said
from huying.cases.models import Case
from huying.cases.words import Channel
from huying.insight import proposing
from huying.insight.models import Choice, Proposal, Sign
from tests import stories
from tests.browser.test_looks import Enter, city, enter, picture
from tests.insight.test_proposals import DAY, LAST, told, usual

__all__ = ["city", "enter", "picture"]

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "已列入明年改造"


def found(city: stories.City) -> tuple[Proposal, Proposal]:
    """A surge, and a place that tells of the same every week."""
    told(city, usual() | {LAST: 12})
    told(
        city, {LAST - DAY * (7 * n + 1): 1 for n in range(10)}, address="滨河路 12 号", category=city.category["roads"]
    )
    for n in range(30):
        told(city, {LAST - DAY * (3 + 5 * n): 1}, address=f"滨河路 {100 + n} 号", category=city.category["roads"])
    by_sign = {made.sign: made for made in proposing.find(LAST)}
    return by_sign[Sign.SURGE], by_sign[Sign.RECURRING]


def opened(page: Page, proposal: Proposal) -> None:
    """From the list to the proposal, by keyboard."""
    page.locator(f"a[href='/desk/proposals/{proposal.pk}/']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/proposals/{proposal.pk}/")


def chosen(page: Page, verb: str, words: str = "") -> None:
    """Open what may be chosen, write, and send it, by keyboard."""
    button = page.locator(f"button[value={verb}]")
    page.locator("details", has=button).locator("summary").focus()
    page.keyboard.press("Enter")
    expect(button).to_be_visible()
    if words:
        page.locator(f"form:has(button[value={verb}]) textarea").focus()
        page.keyboard.type(words)
    button.focus()
    page.keyboard.press("Enter")


def test_a_supervisor_opens_a_joint_case_and_dismisses_what_recurs_with_a_reason(
    city: stories.City, enter: Enter, picture: Callable[[Page, str], None]
) -> None:
    surge, recurring = found(city)
    desk = enter("supervisor")
    desk.goto("/desk/proposals/")
    expect(desk.locator(".desk-list tbody tr")).to_have_count(2)
    picture(desk, "proposals")
    opened(desk, surge)
    expect(desk.locator(".desk-due-list li")).to_have_count(surge.seen)
    picture(desk, "proposal")
    chosen(desk, "join")
    desk.wait_for_url("**/desk/case/**")
    joint = Case.objects.get(channel=Channel.OWN)
    assert Proposal.objects.get(pk=surge.pk).case == joint
    expect(desk.get_by_text(joint.number).first).to_be_visible()
    expect(desk.locator(".desk-related li")).to_have_count(10)
    picture(desk, "joint-case")

    desk.goto("/desk/proposals/")
    opened(desk, recurring)
    picture(desk, "recurring")
    chosen(desk, "dismiss")
    expect(desk.locator(".hy-errors")).to_be_visible()
    picture(desk, "without-a-reason")
    desk.locator("#dismiss-reason").focus()
    desk.keyboard.type(REASON)
    desk.locator("button[value=dismiss]").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk/proposals/")
    expect(desk.locator(".hy-empty")).to_be_visible()
    assert Proposal.objects.get(pk=recurring.pk).state == Choice.DISMISSED
    assert said("proposal", recurring.pk)[2] == {"reason": REASON}
