"""The policy is strict, and no page needs more than it grants: nothing inline, nothing from elsewhere, nothing evaluated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from huying.web.headers import CONTENT, FILE

ROOT = Path(__file__).parents[2] / "huying"
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
DJANGO = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}|{%.*?%}", re.DOTALL)
OURS = re.compile(r"/(?!/)|#|\?|x|tel:|sms:|mailto:|data:image/")
"""How an address may begin; `x` stands for what a template fills in."""
LOADS = {"src", "href", "action", "formaction", "poster", "data", "srcset"}


def parsed(policy: str) -> dict[str, set[str]]:
    directives = (directive.split() for directive in policy.split(";"))
    return {name: set(sources) for name, *sources in directives}


class Inline(HTMLParser):
    """What in a page the policy would stop."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""
        self.feed(DJANGO.sub("", source).replace("{{", "x{{"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [f"<{tag} {name}>" for name in given if name.startswith(("on", "hx-on"))]
        self.found += [f"<{tag} {name}>" for name in given if name in ("style", "srcdoc", "nonce")]
        self.found += [f"<{tag} {name}={given[name]}>" for name in LOADS & given.keys() if self._foreign(given[name])]
        self.found += [
            f"<{tag} {name}>" for name, value in given.items() if value.strip().startswith(("js:", "javascript:"))
        ]
        if tag in ("style", "object", "embed", "applet", "base", "iframe", "frame"):
            self.found.append(f"<{tag}>")
        self.inside = tag if tag == "script" and given.get("type") != "application/json" else ""

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.found.append("<script>…</script>")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    @staticmethod
    def _foreign(address: str) -> bool:
        return bool(address.strip()) and not OURS.match(address.strip())


def test_the_policy_grants_ourselves_and_nothing_else() -> None:
    policy = parsed(CONTENT)
    assert policy["default-src"] == {"'none'"}
    assert {source for sources in policy.values() for source in sources} == {"'none'", "'self'", "data:", "blob:"}
    assert [name for name, sources in policy.items() if sources & {"data:", "blob:"}] == ["img-src"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == {"'self'"}
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == {"'none'"}


def test_a_file_that_somebody_sent_is_granted_nothing() -> None:
    assert parsed(FILE) == {"sandbox": set(), "default-src": {"'none'"}, "frame-ancestors": {"'none'"}}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_needs_no_more_than_the_policy_grants(template: Path) -> None:
    assert Inline(template.read_text(encoding="utf-8")).found == []


@pytest.mark.parametrize(
    "page",
    [
        "<p onclick='x()'>", "<p style='color:red'>", "<script>x()</script>", "<style>p{}</style>", "<a href='javascript:x()'>",
        "<script src='https://elsewhere.example/x.js'></script>", "<img src='//elsewhere.example/x.png'>",
        "<div hx-on:click='x()'>", "<div hx-vals='js:{a: x()}'>", "<iframe srcdoc='x'>", "<base href='/'>", "<form action='https://x.example'>",
    ],
)  # fmt: skip
def test_what_the_policy_would_stop_is_found(page: str) -> None:
    assert Inline(page).found != []


def test_htmx_evaluates_nothing() -> None:
    told = (ROOT.parent / "frontend/src/desk/htmx.ts").read_text(encoding="utf-8")
    assert "htmx.config.allowEval = false;" in told


MARKED_SAFE = {
    "web/templatetags/assets.py": "tags of our own built files, each escaped",
    "web/portal/pages.py": "the charter, a file of our own, by a renderer that lets no HTML through",
}
"""Where text is not escaped, and why it may be."""


def test_text_is_escaped_everywhere_but_in_a_closed_list() -> None:
    marks = re.compile(r"\|\s*safe(?:seq)?\b|autoescape off|mark_safe\(")
    sources = [*TEMPLATES, *(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)]
    found = {path.relative_to(ROOT).as_posix() for path in sources if marks.search(path.read_text(encoding="utf-8"))}
    assert found == MARKED_SAFE.keys()
