"""Every page that somebody may open has nothing in it that keeps anybody from using it, and speaks one language.

The pages come from `urls.py`, from the links on them, and from a case in every state. On each: axe-core, the width at 360 px and at
200 %, what the browser complains of, movement, words of the other language; then its dialogs, what its forms show before anything
is done, and its form sent empty.
`HUYING_CRAWL=all` (`make crawl`): every role on every page it may open, in each language, light and dark.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response

from tests.browser.crawl import fitness, walk
from tests.browser.crawl.ground import EVERYBODY, Ground

EVERYTHING = os.environ.get("HUYING_CRAWL") == "all"
pytestmark = pytest.mark.django_db  # reading only: what is there was committed before
LANGUAGES, THEMES = ("zh-hans", "en"), ("light", "dark")
WAYS = list(product(LANGUAGES, THEMES))

REFUSED = re.compile(r"status of (4\d\d|503)")
"""What a page answers is not for the browser to complain of; a style or a script that is not there is seen in the page."""
NO_PAGE = ("ERR_ABORTED", "Download is starting", "ERR_HTTP_RESPONSE_CODE_FAILURE")
"""A file, or a status without a page."""
LINKS = (
    "() => [...document.links].filter(a => a.origin === location.origin && !a.download).map(a => a.pathname + a.search)"
)
EMPTIED = """() => {
  const form = [...document.querySelectorAll('main form[method=post]')].find(f => f.querySelector('.hy-required'));
  if (!form) return '';
  for (const field of form.elements) {
    if (['hidden', 'submit', 'button', 'file'].includes(field.type)) continue;
    if (['checkbox', 'radio'].includes(field.type)) field.checked = false; else field.value = '';
  }
  form.id ||= 'emptied';
  return form.id;
}"""
SENT = "(id) => HTMLFormElement.prototype.submit.call(document.getElementById(id))"
AHEAD = (
    "main form button[name=deed]:is([value=preview], [value=learn], [value=compare]):not(.hy-unseen), "
    "form .desk-bulk button[value]:not([value=print])"
)
"""What shows something and does nothing."""
PRESSED = """button => {
  for (const box of button.form.elements) if (box.name === 'case') box.checked = true;
  button.form.requestSubmit(button);
}"""
DIALOGS = "() => [...document.querySelectorAll('dialog[id]:not([open])')].map(d => d.id)"


@pytest.fixture(scope="module")
def opened() -> set[str]:
    """What somebody has opened already: unless everything is asked for, nobody opens it again."""
    return set()


@contextmanager
def signed_in(chromium: Browser, address: str, city: Ground, who: str) -> Iterator[BrowserContext]:
    with chromium.new_context(base_url=address, reduced_motion="reduce") as context:
        context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in city.came_in[who].items()]
        )
        if who == "resident":
            context.add_init_script(f"try {{ localStorage.setItem('huying.cases', {kept(city)!r}) }} catch {{}}")
        yield context


def kept(city: Ground) -> str:
    """The cases of somebody as their browser keeps them (`frontend/src/portal/mine.ts`)."""
    return json.dumps(
        [{"number": each.case.number, "code": each.code, "at": "2026-11-22"} for each in city.receipts.values()]
    )


def shown(page: Page, path: str) -> Response | None:
    """None for what is no page: a file, a fragment, an answer for a program."""
    try:
        response = page.goto(path)
    except Error as error:
        if any(reason in error.message for reason in NO_PAGE):
            return None
        raise
    html = response is not None and "text/html" in response.headers.get("content-type", "")
    return response if html and page.evaluate("document.querySelector('main') !== null") else None


def leads_on(page: Page, here: walk.Walk, path: str) -> bool:
    """Whether it is worth a look in the browser: most doors are shut to most roles, which is told in a tenth of the time."""
    answer = page.request.get(path, max_retries=2)
    try:
        html = "text/html" in answer.headers.get("content-type", "")
        return html and here.may_land(path, answer.url, answer.status)
    finally:
        answer.dispose()


def speak(page: Page, language: str) -> None:
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "domain": "localhost", "path": "/"}]
    )


def ways(n: int) -> list[tuple[str, str]]:
    """In which language and theme the n-th page is looked at: in each of the four in turn."""
    return WAYS if EVERYTHING else [WAYS[n % 4]]


def look(page: Page, words: str, dialogs: set[str]) -> list[str]:
    """The faults of the page that is open, and of its dialogs."""
    found = fitness.faults(page, words)
    for dialog in page.evaluate(DIALOGS):
        if dialog not in dialogs:
            dialogs.add(dialog)
            page.evaluate(f"document.getElementById('{dialog}').showModal()")
            found += [f"dialog {dialog}: {fault}" for fault in fitness.faults(page, words)]
            page.evaluate(f"document.getElementById('{dialog}').close()")
    return found


def read(page: Page, words: str, language: str) -> list[str]:
    """The faults of the page that is open, as it reads in the other language."""
    speak(page, LANGUAGES[language == LANGUAGES[0]])
    return fitness.in_the_other_language(page, words)


def ahead(page: Page, words: str, seen: set[str]) -> list[str]:
    """The faults of what the forms of the page that is open show before anything is done, as they stand; each kind once."""
    found, name = [], walk.key(page.url).partition(" ")[0]
    for deed in [button.get_attribute("value") for button in page.locator(AHEAD).all()]:
        if f"ahead {name} {deed}" not in seen:
            seen.add(f"ahead {name} {deed}")
            with page.expect_navigation():
                page.locator(AHEAD).and_(page.locator(f"[value={deed}]")).last.evaluate(PRESSED)
            found += [f"{deed}: {fault}" for fault in fitness.faults(page, words)]
            page.go_back()
    return found


def refused(page: Page, words: str) -> list[str]:
    """The faults of what comes back when the form of the page that is open is sent empty."""
    form = page.evaluate(EMPTIED)
    if not form:
        return []
    with page.expect_navigation():
        page.evaluate(SENT, form)
    return [f"refused: {fault}" for fault in fitness.faults(page, words)]


@pytest.mark.parametrize("who", EVERYBODY)
def test_nothing_keeps_anybody_from_using_a_page(
    who: str, chromium: Browser, address: str, city: Ground, words: str, opened: set[str]
) -> None:
    wrong: dict[str, list[str]] = {}
    with signed_in(chromium, address, city, who) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        here = walk.Walk(city, who, set() if EVERYTHING else opened)
        dialogs: set[str] = set()
        for n, path in enumerate(here):
            if not leads_on(page, here, path):
                continue
            for language, theme in ways(n):
                speak(page, language)
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                complaints.clear()
                response = shown(page, path)
                if response is None or not here.lands(path, page.url, response.status):
                    continue
                found = [f"answers {response.status}"] if response.status >= 500 else []
                found += look(page, words, dialogs)
                here.add(page.evaluate(LINKS))
                found += ahead(page, words, here.opened) + read(page, words, language) + refused(page, words)
                found += [f"the browser says: {text}" for text in complaints if not REFUSED.search(text)]
                for fault in found:
                    wrong.setdefault(fault, []).append(f"{path} ({language}, {theme})")
    assert wrong == {}, "\n".join(f"{fault}\n    {len(pages)} ×, {pages[0]}" for fault, pages in wrong.items())
