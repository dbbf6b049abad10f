"""The pages of docs/how-to, followed by somebody who does literally what they say.

Each name that a page prints in bold, and each key it names, has to be met by the story of that page on the product.
Long because it is all of them.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

from huying.base.catalogue.models import Article
from huying.base.journal import audit, clock
from huying.base.units import accounts, knowledge
from huying.cases import handling, reactions
from huying.cases.models import Case
from huying.insight import cells, proposing, refreshing
from huying.insight.models import Sign
from tests import stories
from tests.browser.work import react
from tests.civic.mediation import stories as mediation

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = Path(__file__).parents[2] / "docs/how-to"
FOLLOWED = ("resident", "operator", "handler", "dispatcher", "supervisor", "three-officers", "mediator", "reception")
NAMED = re.compile(r"\*\*(.+?)\*\*|`(F\d|0)`")
LANGUAGES = ("zh-hans", "en")


def named(guide: str, language: str) -> set[str]:
    """What a page prints in bold, and the keys it names; `A → B` are two."""
    text = (PAGES / f"{guide}.md").read_text(encoding="utf-8")
    part = text.split("## In English")[language == "en"]
    return {name for bold, key in NAMED.findall(part) for name in (bold or key).split(" → ")}


class Guide:
    """A page of docs/how-to in the hands of somebody; `page` is what they see."""

    def __init__(self, name: str, language: str, page: Page) -> None:
        self.name, self.language, self.page = name, language, page
        self.left = named(name, language)
        self.printed = frozenset(self.left)

    def __getitem__(self, label: str) -> str:
        """What the page calls this, in the language of its reader."""
        with override(self.language):
            word = gettext(label)
        assert word in self.printed, f"{self.name}.md does not name {word!r}"
        self.left.discard(word)
        return word

    def follow(self, label: str) -> None:
        self.page.get_by_role("link", name=self[label]).first.click()

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=self[label]).last.click()

    def key(self, key: str) -> None:
        self.page.keyboard.press(self[key])

    def sees(self, *labels: str) -> None:
        for label in labels:
            expect(self.page.locator("main").get_by_text(self[label]).first).to_be_attached()


Follow = Callable[..., Guide]


@pytest.fixture
def city(settings: Any, tmp_path: Path) -> stories.City:
    settings.MEDIA_ROOT, settings.LAKE, settings.ROLES_WITH_MFA = tmp_path / "files", tmp_path / "lake", []
    return stories.city()


@pytest.fixture
def reading(chromium: Browser, live_server: Any, client: Any, city: stories.City) -> Iterator[Follow]:
    """Somebody with a page of docs/how-to open beside the product."""
    with ExitStack() as windows:

        def opened(guide: str, language: str, at: str = "/", who: str = "", width: int = 1440) -> Guide:
            context = windows.enter_context(
                chromium.new_context(
                    base_url=live_server.url, locale=language, viewport={"width": width, "height": 900}
                )
            )
            if who:
                client.force_login(city.staff[who])
                value = client.cookies["session"].value
                context.add_cookies([{"name": "session", "value": value, "url": live_server.url}])
            page = context.new_page()
            windows.callback(page.wait_for_load_state, "networkidle")
            page.goto(at)
            return Guide(guide, language, page)

        yield opened


def answered(case: Case) -> None:
    handling.accept(case, by=stories.lead(case))
    handling.reply(case, by=stories.lead(case), text="灯已修好", result="resolved")


@pytest.mark.parametrize("name", FOLLOWED)
def test_both_halves_of_a_page_name_the_same_things(name: str) -> None:
    chinese, english = (named(name, language) for language in LANGUAGES)
    with override("zh-hans"):
        assert {gettext(label) for label in english} == chinese


def test_a_resident(city: stories.City, reading: Follow, settings: Any) -> None:
    settings.SMS_URL = "http://127.0.0.1:9/messages"  # a channel is set up; nothing is sent here
    guide = reading("resident", "zh-hans", width=390)
    page = guide.page
    guide.follow("Report something")
    page.locator("[name=text]").fill("滨河路路灯")
    page.reload()
    guide.press("Start anew")
    expect(page.locator("[name=text]")).to_have_value("")
    page.locator("[name=text]").fill("滨河路 12 号门口路灯不亮")
    page.get_by_text("道路交通", exact=True).click()
    page.get_by_label("路灯照明").check()
    page.locator(".portal-onward .btn-primary").click()
    page.locator("[name=address]").fill("滨河路 12 号")
    page.locator(".portal-onward .btn-primary").click()
    page.locator("[name=phone]").fill("13900001234")
    page.locator(".portal-onward .btn-primary").click()
    guide.sees("Number", "Tracking code", "Copy both", "Print", "Keep it in this browser")
    number, code = page.locator("#number").inner_text(), page.locator("#code").inner_text()

    react()
    page.goto("/")
    guide.follow("Track a report")
    page.locator("#id_number").fill(number)
    page.locator("#id_code").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/track/{number}/")
    guide.sees(
        "Remind the unit", "Add photos or documents", "Correct what I wrote", "Write to the unit", "Take my report back"
    )
    guide.sees("Who looked at your contact", "Take a copy of it", "Ask for erasure")
    answered(Case.objects.get(number=number))
    page.reload()
    guide.sees("Say whether it was solved")
    _apply_for_mediation(guide)
    assert guide.left == set()


def _apply_for_mediation(guide: Guide) -> None:
    page = guide.page
    page.goto("/")
    guide.follow("Settle a dispute with a mediator")
    guide.sees("I have a number and a code")
    guide.follow("Apply for mediation")
    page.locator("[name=text]").fill("楼上漏水，天花板坏了")
    page.locator(".portal-onward .btn-primary").click()
    page.locator("[name=other_name]").fill("楼上邻居")
    page.locator(".portal-onward .btn-primary").click()
    page.locator("[name=name]").fill("陈青")
    page.locator("[name=phone]").fill("13900008888")
    guide.press("Send the application")
    guide.sees("Number of the dispute", "Your code")
    guide.press("Open it")
    guide.sees("No, I do not want mediation", "Correct how we reach you")
    page.locator("summary", has_text=guide["Get a new code"]).click()
    page.locator("details[open] .btn").last.click()
    guide.sees("Your code")
    page.goto("/mediate/open/")
    guide.follow("Lost your code? Have a link sent to you")


def test_an_operator(city: stories.City, reading: Follow) -> None:
    city.category["light"].keywords = "路灯、不亮"
    city.category["light"].save()
    stories.forget()
    with clock.at(clock.now() - timedelta(days=2)):
        for _n in range(2):
            case = stories.replied(city, channel="phone")
            reactions.draw(case.pk, case.n_events)
    guide = reading("operator", "en", "/desk/", "operator")
    page = guide.page
    guide.sees("My work", "Bad verdicts", "To read", "Questions to pass on")
    guide.follow("File a call")
    _file_two_calls(guide)
    _announce_a_trouble(guide)
    guide.follow("Calls to make")
    guide.press("Call and ask")
    expect(page.locator("[name=contacted]").first).to_be_focused()
    guide.sees("They want no questions")
    guide.key("0")
    page.wait_for_url("**/desk/call/back/")
    assert guide.left == set()


def _file_two_calls(guide: Guide) -> None:
    """The second joins the first; then a draft, and a crisis that is none."""
    page, receipt = guide.page, guide.page.locator(".desk-receipt dd").first
    expect(page.locator("[name=text]")).to_be_focused()
    page.keyboard.type("滨河路路灯不亮")
    expect(page.locator("#suggested kbd")).to_have_text("F2")
    guide.key("F2")
    page.locator("[name=where]").fill("西街")
    page.keyboard.press("Enter")
    expect(page.locator("#places input")).to_be_checked()
    guide.sees("Answered on the call")
    guide.press("File the call")
    expect(receipt).to_be_visible()
    first = receipt.inner_text()

    page.keyboard.type("又有一盏路灯不亮，昨天")
    guide.key("F8")
    expect(page.locator("[name=where]")).not_to_have_value("")
    guide.key("F2")
    expect(page.locator("[name=category]")).not_to_have_value("")
    guide.key("F3")
    expect(page.locator("kbd", has_text="F4")).to_be_visible()
    guide.key("F4")
    expect(receipt).not_to_have_text(first)
    page.keyboard.type("draft")
    page.reload()
    guide.press("Start anew")
    expect(page.locator("[name=text]")).to_have_value("")
    guide["Crisis"]
    guide.key("F9")
    expect(page.locator("dialog[open]")).to_contain_text("12356")
    page.keyboard.press("Escape")


def _announce_a_trouble(guide: Guide) -> None:
    page = guide.page
    guide.follow("Known troubles")
    page.locator("[name=category]").fill("0201")
    page.locator("[name=text]").fill("西街道路面抢修")
    page.locator("[name=text_en]").fill("Road works in West Street")
    page.locator("[name=areas]").first.fill("111")
    page.locator("[name=until]").fill((audit.today() + timedelta(days=1)).isoformat() + "T18:00")
    guide.press("Announce")
    page.wait_for_url("**/desk/case/**")
    guide.follow("File a call")
    guide.follow("Known troubles")
    guide.follow("It is over")


def test_a_handler(city: stories.City, reading: Follow) -> None:
    stories.dispatched(city)
    guide = reading("handler", "zh-hans", "/desk/", "handler")
    page = guide.page
    guide.sees("My work", "To answer again")
    page.locator(".desk-list tbody th a").first.click()
    guide.sees("Possible now", "Not possible now", "For others to do", "Ask to return it")
    guide.press("Accept")
    guide.sees("Whistle for help", "Hand down", "Ask for more time", "Open the contact", "Send a message")
    guide.follow("Reply")
    page.locator("#reply-text").fill("灯已修好")
    page.locator("[name=result]").first.check()
    page.locator("#form-reply button").last.click()
    expect(page.locator("#messages .hy-good")).to_be_visible()
    assert guide.left == set()


def test_a_dispatcher(city: stories.City, reading: Follow) -> None:
    case = stories.in_progress(city)
    guide = reading("dispatcher", "en", "/desk/", "dispatcher")
    guide.follow("Dispatching")
    guide.sees("Nobody could route", "Disputed returns", "Long-term", "Provisional dates")
    guide.page.goto(f"/desk/case/{case.number}/")
    guide.sees("Possible now")
    assert guide.left == set()


def test_a_supervisor(city: stories.City, reading: Follow) -> None:
    case = stories.in_progress(city)
    where, day, since = (case.area_id or 0, case.category_id or 0), audit.today(), audit.today() - timedelta(weeks=26)
    proposing.propose(
        cells.Found(
            Sign.SURGE, *where, day, day, 12, 2.4, {"days": 1, "score": 9.1, "bar": 4.2, "rate": 20.0, "cells": 8}
        )
    )
    proposing.propose(
        cells.Found(
            Sign.RECURRING,
            *where,
            since,
            day,
            9,
            1.2,
            {"weeks": 7, "closed": 3, "places": 96, "rate": 20.0},
            case.address,
        )
    )
    refreshing.refresh()
    lamps = {"code": "lamps", "zh": "路灯不亮", "en": "A lamp is dark", "body_zh": "三日内修复。", "owner": "02"}
    knowledge.write(Article(), lamps, by=city.actor("supervisor"))
    guide = reading("supervisor", "zh-hans", "/desk/", "supervisor")
    page = guide.page
    guide.sees("My work", "Not solved", "Looks to decide", "Bad verdicts", "To read", "Exclusions")
    page.goto(f"/desk/case/{case.number}/")
    guide.sees("Urge", "Supervise")
    for label in ("Overview", "Map", "Knowledge base", "Figures"):
        guide.follow(label)
        expect(page.get_by_role("heading", level=1)).to_contain_text(guide[label])
        if label == "Knowledge base":
            page.get_by_role("link", name="路灯不亮").click()
            guide.sees("What it said, and since when")
    guide.sees("How figures are counted", "Monthly report (Word)")
    page.locator("main a[href*='/desk/figures/cases/']").first.click()
    guide.follow("Back to the figures")
    guide.follow("Act before the complaint")
    guide.sees("surge", "recurring")
    page.locator(".desk-list tbody a").first.click()
    guide.sees("Open a joint case", "Note it for a project", "Dismiss")
    assert guide.left == {"同一问题"}, "the sign of this is found over months"


def test_a_mediator(city: stories.City, reading: Follow) -> None:
    city.staff |= (town := mediation.town(city)).staff
    mediation.said(town)
    page = (guide := reading("mediator", "zh-hans", "/desk/disputes/", "mediator")).page
    guide.follow("Sessions")
    guide.follow("Disputes")
    page.locator(".desk-list tbody th a").first.click()
    guide.sees("Possible now", "End it without agreement", "hand over a pack")
    page.get_by_role("link", name=guide["private talk with one side"]).click()
    page.locator("#form-talk_privately [name=side]").first.check()
    page.locator("#form-talk_privately [name=text]").fill("最多等一个月")
    page.locator("#form-talk_privately button").last.click()
    expect(page.locator(".desk-private").first).to_contain_text("最多等一个月")
    assert guide.left == set()


def test_a_reception(city: stories.City, reading: Follow) -> None:
    city.staff |= mediation.town(city).staff
    page = (guide := reading("reception", "en", "/desk/disputes/", "mediator")).page
    guide.follow("Reception")
    guide.sees("What it is about", "Type of dispute", "Committee", "To be said at the window")
    page.locator("[name=text]").fill("餐馆拖欠三个月工资")
    page.locator("[name=area]").fill("111")
    page.keyboard.press("Tab")
    expect(page.locator("#outlook")).to_contain_text("Labour Committee")
    guide.sees("The side that applies", "The other side", "Where it comes from", "Danger")
    page.locator("[name=p1_name]").fill("王敏")
    guide.press("Take it in")
    guide.sees("A slip for each party")
    assert guide.left == set()


def test_three_officers(city: stories.City, reading: Follow, tmp_path: Path) -> None:
    guide = reading("three-officers", "zh-hans", "/desk/setup/", "admin")
    page = guide.page
    guide.sees("Set-up")
    page.locator("main").get_by_role("link", name="诉求类型").first.click()
    page.locator(".desk-list tbody a").first.click()
    page.locator("[name=en]").fill("Help wanted")
    guide.press("Check and preview")
    guide.press("Put in force")
    page.goto("/desk/setup/")
    expect(page.locator(".desk-records tbody")).to_contain_text("kinds.yaml")
    with page.expect_download() as taken:
        guide.press("Take it out as files")
    taken.value.save_as(tmp_path / "city.zip")
    guide.follow("Take in files")
    page.locator("input[type=file]").set_input_files(tmp_path / "city.zip")
    guide.press("Check and preview")
    expect(page.get_by_role("heading", name="将会变更")).to_be_visible()
    page.goto("/desk/setup/duties/entry/")
    guide.sees("Of equals")
    for label in ("Who would get this?", "Gaps and overlaps", "Try it on history"):
        page.goto("/desk/setup/duties/")
        guide.follow(label)
        expect(page.get_by_role("heading", level=1)).to_have_text(guide[label])
    guide.follow("Webhooks")
    expect(page.get_by_role("heading", level=1)).to_have_text(guide["Webhooks"])
    guide.follow("Time limits")
    guide.follow("Add a year's holidays")
    guide.press("Check and preview")

    accounts.failed(city.staff["handler"].pk)
    _as_another(guide, reading, "security")
    guide.follow("Accounts")
    guide.page.get_by_role("link", name="handler").click()
    guide.sees("Deactivate", "Lift the lock", "Save role and unit", "Give a new password")

    _as_another(guide, reading, "auditor")
    for label in ("Access record", "Audit log"):
        guide.follow(label)
        expect(guide.page.get_by_role("heading", level=1)).to_contain_text(guide[label])
        guide.sees("Export as CSV", "Export as XLSX")
    assert guide.left == set()


def _as_another(guide: Guide, reading: Follow, who: str) -> None:
    """The same page of docs/how-to goes on with somebody else."""
    guide.page = reading(guide.name, guide.language, "/accounts/", who).page
