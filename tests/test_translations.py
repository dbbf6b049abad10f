"""Whatever the code and the templates say is there in both languages: English where it is written, Chinese in the catalogues."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1] / "huying"
SOURCES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
CATALOGUES = sorted(ROOT.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
KEYWORDS = {
    **DEFAULT_KEYWORDS, "lazy": None, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3), "gettext_noop": None,
}  # fmt: skip
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
"""On one line everything behind it would be one, too."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Said(NamedTuple):
    """A message as the source says it: its context, its words, and those for several."""

    context: str
    words: str
    several: str


def said_in(path: Path) -> Iterator[Said]:
    text = path.read_text(encoding="utf-8")
    source = _as_python(text) if path.suffix == ".html" else text
    for _line, found, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        words = found if isinstance(found, tuple) else (found, "")
        if isinstance(words[0], str) and words[0].strip():
            yield Said(context or "", words[0], words[1] or "")


def _as_python(template: str) -> str:
    """What Django makes of a template for the tools of gettext, on one line: its indentation means nothing."""
    return templatize(COMMENT.sub("", template)).replace("\n", " ").lstrip()


def entries() -> Iterator[tuple[tuple[str, str], Any]]:
    """Every entry of every catalogue by its context and words."""
    for path in CATALOGUES:
        with path.open("rb") as file:
            for entry in read_po(file, locale="zh_Hans_CN"):
                words = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
                if words and entry.string:
                    yield (entry.context or "", words), entry


ENTRIES = dict(entries())


def test_what_is_the_same_in_english_is_the_same_in_chinese() -> None:
    """The catalogues of all apps become one, in which the last one would win."""
    said: dict[tuple[str, str], set[Any]] = {}
    for words, entry in entries():
        said.setdefault(words, set()).add(entry.string)
    assert {words: found for words, found in said.items() if len(found) > 1} == {}


def test_every_sentence_is_there_in_chinese() -> None:
    sources = [*SOURCES, *TEMPLATES]
    missing = {
        path.relative_to(ROOT).as_posix(): [said for said in said_in(path) if not _chinese(said)] for path in sources
    }
    assert {path: found for path, found in missing.items() if found} == {}


def _chinese(said: Said) -> bool:
    entry = ENTRIES.get((said.context, said.words))
    if entry is None or entry.fuzzy:
        return False
    forms = entry.string if isinstance(entry.string, (tuple, list)) else [entry.string]
    return all(forms) and (isinstance(entry.id, (tuple, list)) or not said.several)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(ROOT).parts[-5])
def test_a_translation_names_the_same_figures_and_names(path: Path) -> None:
    with path.open("rb") as file:
        entries = [entry for entry in read_po(file, locale="zh_Hans_CN") if entry.id]
    wrong = [
        entry.id for entry in entries for string in _forms(entry.string or "")
        if not set(PLACEHOLDER.findall(string)) <= {found for words in _forms(entry.id) for found in PLACEHOLDER.findall(words)}
    ]  # fmt: skip
    assert wrong == []


def _forms(words: Any) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def test_what_is_looked_for_is_found(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        "{% load i18n %}{% translate 'One' %}{% blocktranslate count n=n %}{{ n }} case{% plural %}{{ n }} cases{% endblocktranslate %}"
    )
    source = tmp_path / "source.py"
    source.write_text('_("Two")\nlazy("Three")\npgettext_lazy("rung", "Four")\n')
    assert {*said_in(template), *said_in(source)} == {
        Said("", "One", ""), Said("", "%(n)s case", "%(n)s cases"), Said("", "Two", ""), Said("", "Three", ""), Said("rung", "Four", ""),
    }  # fmt: skip


def test_every_name_that_is_kept_in_chinese_can_be_kept_in_english() -> None:
    alone = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        alone += [
            f"{model.__name__}.{name}"
            for name in names
            if re.fullmatch(r"(.+_)?zh", name) and f"{name[:-2]}en" not in names
        ]
    assert alone == []


COUNTED = re.compile(r"%\((?:n|count|days|times)\)[ds] (?:[a-z]+ )?[a-z]{3,}s\b")
ALWAYS_MANY = re.compile(
    r"at most|more than|fewer than|longer than|expected|different weeks|a spreadsheet holds|views are kept|was returned|it rested"
    r"|pixels|held back|of %\(of\)d|told of|days after|times as many|tries",
    re.IGNORECASE,
)
"""Limits, and what is said from the second on."""


def test_one_is_never_counted_as_many_in_english() -> None:
    wrong = {
        said.words for path in [*SOURCES, *TEMPLATES] for said in said_in(path)
        if not said.several and COUNTED.search(said.words) and not ALWAYS_MANY.search(said.words)
    }  # fmt: skip
    assert wrong == set()
