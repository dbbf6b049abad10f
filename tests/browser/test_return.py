"""A return in a browser: asked for with reason, clause and unit, decided by the panel, and read by everybody it concerns.

`HUYING_PICTURES=DIR` keeps the screenshots that it takes on the way.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from huying.base.catalogue.models import Reason
from huying.base.journal import editions
from huying.base.units.roles import Actor
from huying.cases import intake, reactions
from huying.cases.models import Case
from tests import stories
from tests.browser.test_looks import Enter, city, enter, picture, track

__all__ = ["city", "enter", "picture"]

pytestmark = pytest.mark.django_db(transaction=True)


def said(page: Page, zh: str, en: str) -> str:
    """In the language of the page."""
    return zh if page.locator("html").get_attribute("lang") == "zh-hans" else en


def test_a_return_names_reason_clause_and_unit_and_the_panel_gives_the_case_to_that_unit(
    city: stories.City, enter: Enter, picture: Callable[[Page, str], None]
) -> None:
    Reason.objects.create(purpose="return", code="other_duty", zh="属其他单位职责", en="Another unit's duty")
    editions.changed("catalogue")
    stories.forget()
    receipt = intake.receive(stories.call(city), by=Actor.resident())
    reactions.route(receipt.case.pk, 1)
    number, desk, panel, phone = receipt.case.number, enter("handler"), enter("dispatcher"), enter("resident")

    desk.goto(f"/desk/case/{number}/request_return/")
    form = desk.locator("#form-request_return")
    expect(form).to_contain_text(said(desk, "逾期未申请即视为签收", "after that, silence counts as acceptance"))
    desk.click("#form-request_return button[type=submit]")
    expect(form.locator("[aria-invalid=true]")).to_have_count(2)
    desk.select_option("#request_return-reason", "other_duty")
    desk.fill("#request_return-basis", "道路条例 1：路面由道路处负责")
    desk.fill("#request_return-proposed", "03")
    picture(desk, "return-asked")
    desk.click("#form-request_return button[type=submit]")
    desk.wait_for_url(f"**/desk/case/{number}/")

    panel.goto(f"/desk/case/{number}/")
    asked = panel.locator("main")
    for words in (
        said(panel, "属其他单位职责", "Another unit's duty"), "道路条例 1：路面由道路处负责", said(panel, "市政道路处", "Roads Office"),
    ):  # fmt: skip
        expect(asked).to_contain_text(words)
    picture(panel, "return-to-decide")
    panel.goto(f"/desk/case/{number}/decide_return/")
    expect(panel.locator("#form-decide_return")).to_contain_text(
        said(panel, "逾期未裁定不视为同意", "nothing is granted")
    )
    expect(panel.locator("#decide_return-to")).to_have_value(said(panel, "市政道路处 · 03", "Roads Office · 03"))
    panel.check("#form-decide_return [value=granted]")
    panel.fill("#decide_return-reason", "照道路条例")
    picture(panel, "return-decided")
    panel.click("#form-decide_return button[type=submit]")
    panel.wait_for_url(f"**/desk/case/{number}/")

    assert Case.objects.values_list("unit__code", "returns").get(number=number) == ("03", 1)
    desk.goto(f"/desk/case/{number}/")
    picture(desk, "return-told")
    track(phone, receipt)
    expect(phone.locator("main")).to_contain_text(
        said(phone, "正在核定由哪个单位负责", "We are checking which unit is responsible")
    )
