"""What is looked for on one page as it stands in the browser."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
AXE = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
PHONE, ZOOMED, DESKTOP = 360, 640, 1280
"""CSS pixels: the narrowest phone; a window of 1280 at 200 %; that window."""

OPEN = "for (const fold of document.querySelectorAll('details:not([open])')) fold.open = true"
UNDER_A_MENU = "because it is partially obscured"
"""All menus of a page are open here at once, and lie upon it."""
WIDE = """() => {
  const edge = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - edge;
  if (over <= 0) return '';
  const beyond = (e) => e.getBoundingClientRect().right > edge + 1 && !e.closest('nav');
  const leaves = [...document.body.querySelectorAll('*')].filter(e => beyond(e) && ![...e.children].some(beyond));
  return `${over} px too wide: ${leaves.slice(0, 3).map(e => e.outerHTML.slice(0, 100)).join(' ')}`;
}"""
MOVES = """() => document.getAnimations().filter(a => a.effect.getTiming().duration > 10)
  .map(a => 'moves: ' + (a.animationName || a.transitionProperty))"""
WORDS = """(html) => {
  const document = html ? new DOMParser().parseFromString(html, 'text/html') : window.document;
  const page = document.documentElement.lang.toLowerCase(), found = new Set([document.title]);
  const NO_WORDS = '[translate=no], code, kbd, samp, script, noscript, style, textarea, .hy-figures, .hy-code';
  const foreign = (e) => e.closest(NO_WORDS) || e.closest('[lang]')?.lang.toLowerCase() !== page;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());)
    if (node.data.trim() && !foreign(node.parentElement)) found.add(node.data.trim());
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'label'])
    for (const e of document.body.querySelectorAll(`[${name}]`))
      if (!foreign(e)) found.add(e.getAttribute(name));
  return [page, [...found]];
}"""
AGAIN = "async () => { try { return await (await fetch(location.href)).text(); } catch { return ''; } }"

CHINESE = re.compile(r"[\u3400-\u9fff]+")
NO_WORDS = re.compile(r"\w+://\S*|\w+\.(?:csv|yaml|geojson|jpg|pdf|xml)|huying(?: [a-z]+)+|\{\w+\}")
"""Addresses, names of files, commands and placeholders are the same in every language."""
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]")
OF_THE_HOUSE = {"呼应", "简体中文", "中文"}
IN_CHINESE = {
    "Huying", "English", "CSV", "XLSX", "DOCX", "PDF", "JPEG", "JPG", "PNG", "CAD", "WGS", "GPS", "API", "APP", "ID", "kB", "KB", "MB",
    "GB", "Ctrl", "Esc", "Enter",
    "SFTP", "HTTP", "SHA", "ZIP", "JSON", "XML", "YAML", "PostgreSQL", "GeoReport", "jurisdiction", "id",
    "WebP", "Word", "GeoJSON", "WKT", "GCJ", "BD", "CGCS", "PIN", "apprise",
    "level", "wd", "midnight", "rolls", "holidays", "year", "papers", "days",
    "RSS", "Atom", "XXXX-XXXX-XXXX",
}  # fmt: skip
"""Latin words that a Chinese page may hold: names of formats and keys, units, the words of set-up files, and the product's own."""


def faults(page: Page, own_words: str) -> list[str]:
    """Everything wrong with the page that is open, in sentences; `own_words`: what people typed and names, which have no other language."""
    page.evaluate(OPEN)
    found = page.evaluate(MOVES) + tongue(page, own_words)
    for width in (PHONE, ZOOMED, DESKTOP):
        page.set_viewport_size({"width": width, "height": 900})
        if wide := page.evaluate(WIDE):
            found.append(f"at {width} px {wide}")
    return found + _axe(page)


def _axe(page: Page) -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    result = page.evaluate(f"axe.run(document, {json.dumps(RUN)})")
    found = [
        f"{rule['id']}: {node['html'][:160]} {_why(node)}" for rule in result["violations"] for node in rule["nodes"]
    ]
    return [fault for fault in found if UNDER_A_MENU not in fault]


def _why(node: dict[str, Any]) -> str:
    return " ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])[:160]


def tongue(page: Page, own_words: str, html: str = "") -> list[str]:
    """Words in the other language: of the page that is open, or of `html`."""
    language, texts = page.evaluate(WORDS, html)
    return [f"not {language}: {text[:80]!r}" for text in texts if _strange(text, own_words, language == "en")]


def in_the_other_language(page: Page, own_words: str) -> list[str]:
    """The same page as it is sent now that another language was chosen, only read."""
    html = page.evaluate(AGAIN)
    return tongue(page, own_words, html) if "</html>" in html else []


def _strange(text: str, own_words: str, english: bool) -> bool:
    if english:
        return any(run not in OF_THE_HOUSE and run not in own_words for run in CHINESE.findall(text))
    return any(word not in IN_CHINESE and word not in own_words for word in LATIN.findall(NO_WORDS.sub("", text)))
