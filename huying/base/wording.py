"""Sentences that remember what they were made of, so that whoever reads them later reads them in their own language.

A sentence is written down as the text that stands in the code, and what was put into it: `[source, …]` and `{name: value}`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import trans_real

from huying.base.journal.refusals import Incomplete, Refused

Kept = dict[str, Any]
"""`of`: what was looked up (with another for many, and how many); `with`: what was put into it; `field`: what stands before it. Or
`said`, where it was no sentence of ours."""
NAMED = re.compile(r"%\((\w+)\)")
BETWEEN = "\x04"
"""Stands between the context of a text and the text itself, as gettext has it."""


class Sentence(str):
    """A sentence in some language. It is the text that anybody reads, and knows where it came from."""

    __slots__ = ("given", "of")
    of: Sequence[Any]
    given: Mapping[str, Any]

    def __new__(cls, said: str, of: Sequence[Any], given: Mapping[str, Any] | None = None) -> "Sentence":
        made = super().__new__(cls, said)
        made.of, made.given = of, given or {}
        return made

    def __str__(self) -> str:
        return self

    def __mod__(self, given: Any) -> str:
        said = str.__mod__(self, given)
        return Sentence(said, self.of, given) if isinstance(given, Mapping) else said


@contextmanager
def remembered(language: str) -> Iterator[None]:
    """Speak `language`; what is translated meanwhile is a `Sentence`."""
    with translation.override(language):
        trans_real._active.value = _Remembering(trans_real.translation(language))  # type: ignore[attr-defined]  # Django has no other way in
        yield


def of(refusal: Refused) -> list[Kept]:
    """Every sentence of a refusal, kept; what a field lacks with the field's name before it."""
    if isinstance(refusal, Incomplete):
        return [kept(reason) | {"field": name} for name, reason in refusal.fields.items()]
    return [*map(kept, refusal.reasons)]


def kept(said: str) -> Kept:
    """A sentence for a column of JSON; what is no `Sentence` stays as it was said. Of what was given only what stands in it is kept."""
    if not isinstance(said, Sentence):
        return {"said": str(said)}
    named = {name for text in said.of if isinstance(text, str) for name in NAMED.findall(text)}
    return {"of": [*said.of], "with": {name: _value(said.given[name]) for name in sorted(named & said.given.keys())}}


def said(known: Kept) -> str:
    """A sentence that was kept, in the language that is spoken now."""
    if "field" in known:
        return f"{known['field']}: {said({name: value for name, value in known.items() if name != 'field'})}"
    if "said" in known:
        return str(known["said"])
    given = {name: said(value) if isinstance(value, dict) else value for name, value in known["with"].items()}
    text = _looked_up(*known["of"])
    return text % given if given else text


def _looked_up(text: str, *many: Any) -> str:
    if many:
        return translation.ngettext(text, *many)
    context, between, rest = text.partition(BETWEEN)
    return translation.pgettext(context, rest) if between else translation.gettext(text)


def _value(value: Any) -> Any:
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, Sentence):
        return kept(value)
    return value if isinstance(value, int | float | bool | None) else str(value)


class _Remembering:
    """A catalogue of translations whose answers remember what was looked up."""

    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue

    def gettext(self, text: str) -> str:
        return Sentence(self.catalogue.gettext(text).rpartition(BETWEEN)[2], [text])

    def ngettext(self, one: str, many: str, n: int) -> str:
        return Sentence(self.catalogue.ngettext(one, many, n), [one, many, n])

    def __getattr__(self, name: str) -> Any:
        return getattr(self.catalogue, name)
