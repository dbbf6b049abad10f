"""Pictures of every main page of the made-up city: both languages, a phone and a desk, light and dark.

    make pictures                        # all of them, into var/pictures, which is not committed
    python -m tests.pictures --docs      # the few that README and docs/how-to show, into docs/pictures
    python -m tests.pictures --docs --only operator --only home

Starts `huying serve --demo` on a data folder of its own and looks as each of the demo's accounts. The pages are those of the menus,
so that a new one is in the picture by itself.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from huying.serve import HUYING
from tests.browser.conftest import CHROMIUM

ROOT = Path(__file__).parents[1]
ALL, DOCS = ROOT / "var" / "pictures", ROOT / "docs" / "pictures"
LANGUAGES, THEMES = {"zh": "zh-CN", "en": "en"}, ("light", "dark")
SIZES = {390: 844, 1440: 900}
PASSWORD = "huying-demo"
STAFF = ("operator", "dispatcher", "handler", "supervisor", "admin", "security", "auditor")
PORTAL = ("/", "/report/", "/track/", "/city/", "/answers/", "/charter/")
REPORT = {"text": "滨河路 12 号门口的路灯坏了，晚上看不见路。", "category": "0203", "answers": {"lights_out": 2}}

WRITTEN = {"operator-desk-call": ("凤栖路口的路灯三天没亮了，晚上看不见路", "**/desk/call/preview/")}
"""Name of a page → what somebody has written on it, and what that asks the server."""
CHOSEN = {
    "home": ("resident-home", "zh", 390),
    "resident": ("resident-case", "zh", 390),
    "operator": ("operator-desk-call", "zh", 1440),
    "dispatcher": ("dispatcher-desk-dispatching", "zh", 1440),
    "handler": ("handler-case", "zh", 1440),
    "handler-en": ("handler-case", "en", 1440),
    "work": ("handler-desk", "zh", 1440),
    "supervisor": ("supervisor-desk-overview", "zh", 1440),
    "admin": ("admin-desk-setup", "zh", 1440),
    "auditor": ("auditor-desk-looks", "zh", 1440),
}
"""Name of a file in docs/pictures → who sees which page, in which language, how wide; always light."""
SHOWN_WIDE, QUALITY = 1000, 78


def main(
    docs: Annotated[bool, typer.Option("--docs", help="Only the few of README and docs/how-to.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="Of --docs, only these: names of files.")] = None,
    port: Annotated[int, typer.Option()] = 8099,
) -> None:
    """Take them."""
    chosen = {file: way for file, way in CHOSEN.items() if not only or file in only}
    with ExitStack() as stack:
        address = stack.enter_context(served(port))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]))
        for language, width, theme in product(LANGUAGES, SIZES, THEMES):
            wanted = {name: file for file, (name, *way) in chosen.items() if way == [language, width]}
            if docs and (theme == "dark" or not wanted):
                continue
            for name, page in seen(browser, address, language, width, theme, only=set(wanted) if docs else None):
                if docs:
                    small(page, DOCS / f"{wanted[name]}.webp")
                else:
                    large(page, ALL / f"{name}-{language}-{width}-{theme}.png")


@contextmanager
def served(port: int) -> Iterator[str]:
    """The demo on data of its own, until the end of the block."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "HUYING_DATA": data}
        command = [*HUYING, "serve", "--demo", "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
            assert server.stdout
            try:
                while "Huying is ready" not in (said := server.stdout.readline()):
                    if not said:
                        raise SystemExit("huying serve did not start")
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def seen(
    browser: Browser, address: str, language: str, width: int, theme: str, only: set[str] | None
) -> Iterator[tuple[str, Page]]:  # fmt: skip
    """Each page, open, with its name; `only` those named."""
    for who in ("resident", *STAFF):
        if only is not None and not any(name.startswith(f"{who}-") for name in only):
            continue
        with browser.new_context(
            base_url=address, locale=LANGUAGES[language], color_scheme=theme,  # type: ignore[arg-type]
            viewport={"width": width, "height": SIZES[width]}, device_scale_factor=2 if width < 600 else 1,
        ) as context:  # fmt: skip
            for name, path in pages_of(context, who).items():
                if only is None or name in only:
                    page = context.new_page()
                    page.goto(path, wait_until="networkidle")
                    if name in WRITTEN:
                        words, asked = WRITTEN[name]
                        with page.expect_response(asked):
                            page.fill("[name=text]", words)
                        page.wait_for_load_state("networkidle")
                    yield name, page
                    page.close()


def pages_of(context: BrowserContext, who: str) -> dict[str, str]:
    """Name → address of what somebody sees, who is signed in from now on."""
    page = context.new_page()
    if who == "resident":
        found = {f"resident-{path.strip('/') or 'home'}": path for path in PORTAL} | {"resident-case": reported(page)}
    else:
        page.goto("/accounts/login/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        links = page.locator(".desk-top nav a")
        paths = [link.get_attribute("href") or "" for link in links.all()]
        found = {f"{who}-{path.strip('/').replace('/', '-')}": path for path in paths}
        page.goto("/desk/")
        cases = page.locator(".desk-list tbody th a")
        if cases.count():
            found[f"{who}-case"] = cases.first.get_attribute("href") or ""
    page.close()
    return found


def reported(page: Page) -> str:
    """The page of a case that this resident has just reported."""
    receipt = page.request.post("/api/v1/cases", data=REPORT).json()
    page.goto(f"/track/?number={receipt['number']}")
    page.fill("#id_code", receipt["code"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/track/{receipt['number']}/")
    return f"/track/{receipt['number']}/"


def large(page: Page, file: Path) -> None:
    """The whole page as it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, full_page=True)


def small(page: Page, file: Path) -> None:
    """What is in the window, light to load."""
    picture = Image.open(BytesIO(page.screenshot()))
    picture.thumbnail((SHOWN_WIDE, SHOWN_WIDE))
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    typer.run(main)
