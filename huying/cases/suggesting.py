"""Which category somebody means, while they type: as a model learned it from the city's own record, if one is live
(`learning/`); else from the words that the catalogue gives each category, and their names.

Whoever files the case decides; what was suggested and why stands in the record beside it (`learning/precision.py`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from huying.base import bigrams
from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.catalogue.register import Catalogue

from .learning import live
from .learning.model import Model

KEYWORDS = "keywords"
"""Who suggests where no model is live."""
MOST = 3
FAINT = 0.4
"""A suggestion this much weaker than the first one is left out."""
OF_PARENT = 0.3
"""What a word in the name of the group above counts, beside one of the category itself."""

_BETWEEN = re.compile(r"[、，,/（）()与和及·\-]|\band\b|\bor\b")


@dataclass(frozen=True)
class Suggestion:
    """A category, why it is suggested, and how sure that is beside the others (they add up to 1)."""

    category: Category
    share: float
    words: tuple[str, ...]
    """The words that counted, as they stand in the text, in its order."""


def suggest(text: str) -> list[Suggestion]:
    """The categories that `text` speaks of, the likeliest first; three at most, none where no word is known."""
    book, model = catalogue.current(), live.model()
    return _learned(text, book, model) if model else _by_words(text, book)


def certain(text: str) -> list[Suggestion]:
    """The one category that the live model is so sure of that the city lets it file by itself; none otherwise."""
    above, model = live.automatic_above(), live.model()
    if above is None or model is None:
        return []
    first, leaf = model.read(text, most=1)[0], None
    if first.share >= above:
        leaf = next((leaf for leaf in catalogue.current().leaves() if leaf.code == first.label), None)
    return [Suggestion(leaf, first.share, model.words(text, first.label))] if leaf else []


def facts(suggested: Sequence[Suggestion]) -> dict[str, Any]:
    """What the record keeps of suggestions that somebody was shown: who made them, and the share of each in per cent."""
    if not suggested:
        return {}
    shares = {found.category.code: round(100 * found.share) for found in suggested}
    return {"suggested": {"by": live.version() or KEYWORDS, "shares": shares}}


def reason(suggested: Sequence[Suggestion]) -> str:
    """The words of the text that spoke for the first one. They are the reporter's and are kept as such."""
    return " · ".join(suggested[0].words) if suggested else ""


def _learned(text: str, book: Catalogue, model: Model) -> list[Suggestion]:
    """What the model reads, with the words that spoke for it; a category that is no longer offered is left out."""
    offered = {leaf.code: leaf for leaf in book.leaves()}
    read = [
        (offered[one.label], one.share, model.words(text, one.label))
        for one in model.read(text, most=MOST)
        if one.label in offered
    ]
    kept = [one for one in read if one[2] and one[1] >= FAINT * read[0][1]]
    whole = sum(share for _category, share, _words in kept)
    return [Suggestion(category, share / whole, words) for category, share, words in kept]


def _by_words(text: str, book: Catalogue) -> list[Suggestion]:
    score: dict[int, float] = {}
    words: dict[int, dict[str, None]] = {}
    for word, weights in _lexicon(book).read(bigrams.folded(text)):
        for pk, weight in weights.items():
            if word not in words.setdefault(pk, {}):
                words[pk][word] = None
                score[pk] = score.get(pk, 0) + weight
    best = sorted(score, key=lambda pk: (-score[pk], book.categories[pk].code))[:MOST]
    kept = [pk for pk in best if score[pk] >= FAINT * score[best[0]]]
    whole = sum(score[pk] for pk in kept)
    return [Suggestion(book.categories[pk], score[pk] / whole, tuple(words[pk])) for pk in kept]


def known_words(text: str) -> list[str]:
    """The words of `text` that speak for any category, each once, in its order."""
    return list(dict.fromkeys(word for word, _weights in _lexicon(catalogue.current()).read(bigrams.folded(text))))


@dataclass(frozen=True)
class _Lexicon:
    """Every known word, and how much it speaks for which category."""

    weights: dict[str, dict[int, float]]
    pattern: re.Pattern[str] | None

    def read(self, folded: str) -> Iterable[tuple[str, dict[int, float]]]:
        """The known words of a text, the longest at each place: who says 停车费 does not say 停车."""
        for found in self.pattern.finditer(folded) if self.pattern else ():
            word = found[0]
            stem = next((word[: len(word) - n] for n in (0, 1, 2) if word[: len(word) - n] in self.weights), "")
            yield word, self.weights.get(stem, {})


_held: list[tuple[Catalogue, _Lexicon]] = []


def _lexicon(book: Catalogue) -> _Lexicon:
    """Made once for each edition of the catalogue."""
    if not _held or _held[0][0] is not book:
        _held[:] = [(book, _made(book))]
    return _held[0][1]


def _made(book: Catalogue) -> _Lexicon:
    speaks: dict[str, dict[int, float]] = {}
    for leaf in book.leaves():
        above = book.categories.get(leaf.parent_id or 0)
        for word in _parts(above.zh, above.en) if above else ():
            speaks.setdefault(word, {})[leaf.pk] = OF_PARENT
        for word in _parts(leaf.keywords, leaf.keywords_en, leaf.zh, leaf.en):
            speaks.setdefault(word, {})[leaf.pk] = 1.0
    weights = {word: {pk: part * _length(word) / len(by) for pk, part in by.items()} for word, by in speaks.items()}
    longest_first = sorted(weights, key=lambda word: (-len(word), word))
    return _Lexicon(weights, re.compile("|".join(map(_form, longest_first))) if longest_first else None)


def _parts(*texts: str) -> tuple[str, ...]:
    found = (part.strip() for text in texts for part in _BETWEEN.split(bigrams.folded(text)))
    return tuple(dict.fromkeys(part for part in found if part))


def _length(word: str) -> float:
    """A long word says more than a short one; a Latin word counts as two signs."""
    signs = 2 * len(word.split()) if word.isascii() else len(word)
    return log2(1 + signs)


def _form(word: str) -> str:
    """A Latin word stands for itself and its plural, not for part of another one."""
    return rf"\b{re.escape(word)}(?:e?s)?\b" if word.isascii() else re.escape(word)
