"""What a message is read by: its signs, and the hashed sequences of one and two of them.

A sign is a Chinese character or a whole Latin word; every number is the same sign. What is known beside the text (place,
channel) makes signs of its own. Of the text nothing is kept but numbers, from which it cannot be read. Pure: no
database, no clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from zlib import crc32

import numpy as np
import numpy.typing as npt

from huying.base import bigrams

BITS = 20
"""The table has 2 ** BITS places; two sequences that fall on the same one are taken for the same."""

HEAD = 40
"""Signs at the beginning of a message, where most people name their subject."""
OF_HEAD = 0.5
"""What the beginning weighs, beside the whole as 1."""

Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint64]

NUMBER = ord("0")
_SIGN = re.compile(r"[a-z]+(?:['’][a-z]+)?|[0-9]+|[^\s]", re.IGNORECASE)
_ONE, _TWO = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_MIX, _SHIFT, _LEFT = np.uint64(0xD6E8FEB86659FD93), np.uint64(32), np.uint64(64 - BITS)
_FACT, _HEAD = 1 << 40, np.uint64(1 << 41)


@dataclass(frozen=True)
class View:
    """One way to look at a message: the places of its sequences, each once, how often each was met, and what the view weighs."""

    places: Places
    counts: npt.NDArray[np.int64]
    weight: float


@dataclass(frozen=True)
class Sign:
    """A sign, and from where to where it stands in the text."""

    sign: str
    start: int
    end: int


def views(text: str, facts: Mapping[str, str] | None = None) -> list[View]:
    """The text, its beginning, and what is known beside it: a long text must not drown a short fact."""
    codes = _codes(_SIGN.findall(bigrams.folded(text)))
    head = codes[:HEAD] + _HEAD
    seen = [_view(ones(codes), twos(codes), weight=1), _view(ones(head), twos(head), weight=OF_HEAD)]
    return [*seen, _view(beside(facts), weight=1)] if facts else seen


def read(text: str) -> list[Sign]:
    """The signs with their places in the text as it was typed."""
    return [Sign(bigrams.folded(found[0]), *found.span()) for found in _SIGN.finditer(text)]


def folded_codes(signs: list[Sign]) -> Codes:
    """One number a sign."""
    return _codes([sign.sign for sign in signs])


def ones(codes: Codes) -> Places:
    """Places of single signs."""
    return _place(codes * _ONE)


def twos(codes: Codes) -> Places:
    """Places of neighbours."""
    return _place(codes[:-1] * _ONE * _TWO + codes[1:])


def beside(facts: Mapping[str, str]) -> Places:
    """Places of every fact, and of every two of them together; an empty value is not known."""
    alone = [f"{name}={value}" for name, value in sorted(facts.items()) if value]
    pairs = [f"{one}&{other}" for one, other in combinations(alone, 2)]
    return _place(np.array([crc32(fact.encode()) + _FACT for fact in alone + pairs], np.uint64) * _ONE)


def _view(*sequences: Places, weight: float) -> View:
    return View(*np.unique(np.concatenate(sequences), return_counts=True), weight)


def _codes(signs: list[str]) -> Codes:
    return np.array([_code(sign) for sign in signs], np.uint64)


def _code(sign: str) -> int:
    if len(sign) == 1:
        return NUMBER if sign.isdigit() else ord(sign)
    return NUMBER if sign[0].isdigit() else crc32(sign.encode()) + (1 << 32)


def _place(hashed: Codes) -> Places:
    mixed = (hashed ^ (hashed >> _SHIFT)) * _MIX
    return ((mixed ^ (mixed >> _SHIFT)) * _MIX >> _LEFT).astype(np.int64)
