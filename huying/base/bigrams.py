"""Finding any part of a text, Chinese or Latin, through PostgreSQL's own index for words.

From every place in a run of characters a token is read: two characters of Chinese, up to twelve of a Latin word or a
number. Whatever somebody looks for therefore stands at the beginning of some token, so the index never misses; what it
finds too much, LIKE takes away again. Rows keep `folded(text)` beside `vector(text)`, and a search is

    where search @@ %s::tsquery and words like all(%s)        -- query(asked), patterns(asked)

Pure: no database, no clock.
"""

import re
import unicodedata
from collections.abc import Iterator

CHINESE_WIDTH = 2
WORD_WIDTH = 12
MOST_TERMS = 32  # more would only narrow what LIKE checks anyway

# Scripts that put no space between words: Han with its extensions and iteration marks, kana.
_CHINESE = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<chinese>[{_CHINESE}]+)|[^\W_{_CHINESE}]+")
_GAP = re.compile(r"[\s\x00-\x1f]+")


def folded(text: str) -> str:
    """`text` with full width made half width (NFKC) and capitals made small: what is compared with what is asked."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", text).casefold())


def tokens(text: str) -> list[str]:
    """The tokens of `text`, each once, sorted."""
    found = {run[at : at + width] for run, width in _runs(text) for at in range(len(run))}
    return sorted(found)


def vector(text: str) -> str:
    """A literal of type tsvector that holds the tokens of `text`, without positions."""
    return " ".join(map(_quoted, tokens(text)))


def query(text: str) -> str:
    """A literal of type tsquery that every text containing the words of `text` answers.

    Empty when there is nothing to look up (spaces and punctuation only): then nothing is found.
    """
    return " & ".join(_looked_up(text))


def any_of(text: str) -> str:
    """A literal of type tsquery that every text containing one of the words of `text`, or a pair of its signs, answers."""
    return " | ".join(_looked_up(text))


def pieces(text: str, most: int = MOST_TERMS) -> list[str]:
    """The first `most` pairs of Chinese signs and words of `text`, plain; by default those that `any_of` looks for."""
    return [term.strip(":*").strip("'") for term in _looked_up(text, most)]


def patterns(text: str) -> list[str]:
    """For `like all(…)` over a folded text: one pattern for each word of `text`, with %, _ and \\ taken literally."""
    words = _GAP.split(folded(text))
    return ["%" + re.sub(r"([\\%_])", r"\\\1", word) + "%" for word in words if word]


def _looked_up(text: str, most: int = MOST_TERMS) -> list[str]:
    terms: dict[str, None] = {}
    for run, width in _runs(text):
        terms |= dict.fromkeys(_terms(run, width))
        if len(terms) >= most:
            break
    return list(terms)[:most]


def _runs(text: str) -> Iterator[tuple[str, int]]:
    for match in _RUN.finditer(folded(text)):
        yield match[0], CHINESE_WIDTH if match["chinese"] else WORD_WIDTH


def _terms(run: str, width: int) -> Iterator[str]:
    """A piece shorter than a token is the beginning of one."""
    if len(run) < width:
        yield _quoted(run) + ":*"
    for at in range(len(run) - width + 1):
        yield _quoted(run[at : at + width])


def _quoted(token: str) -> str:
    """No token holds a quote or a backslash (`_RUN`)."""
    return f"'{token}'"
