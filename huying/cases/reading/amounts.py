"""Sums of money in a text. Pure."""

import re
from collections.abc import Iterator

from .found import Found
from .numerals import NUMBER, value

_BEHIND = re.compile(
    rf"({NUMBER})\s*(?:多|余|来)?(?:元(?![桥路街里村巷])|块(?!地|砖|石)|圆|人民币|yuan\b|rmb\b|cny\b)", re.IGNORECASE
)
_BEFORE = re.compile(rf"(?:[¥￥]|\b(?:rmb|cny)\s*)\s*({NUMBER})", re.IGNORECASE)
MOST = 10**12


def amounts(folded: str) -> Iterator[Found[float]]:
    """Every sum of money in yuan, in the order of the text. `folded`: as `bigrams.folded` writes it."""
    found = [*_BEHIND.finditer(folded), *_BEFORE.finditer(folded)]
    for match in sorted(found, key=re.Match.start):
        yuan = value(match[1])
        if yuan is not None and 0 < yuan < MOST:
            yield Found(round(yuan, 2), match[0].strip())
