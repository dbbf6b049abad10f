"""How likely two calls are about the same matter: by place, kind, time and words. Pure: no database, no clock.

Place and kind are weighed as they did best on duplicates that a city's staff declared, words as on pairs read by hand; both
with figures in `docs/reference/learning.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from huying.base import bigrams

SHOWN = 0.35
"""What is less like it is not offered."""
SHOWN_TO_RESIDENTS = 0.25
"""They choose among few public cases, and know their own: for two weeks those of the same kind in their street or community."""
LATELY = 60  # days
"""What was told earlier is another matter."""
SAME, GROUP, OTHER = 0.9, 0.6, 0.2
"""How likely at the very same place and hour: of one category, of one group, of anything else."""
REACH = 250  # metres, in which closeness falls to a third
FADES = 0.9
"""What is left out of the likeness of a place when the other call is `LATELY` old."""
IN_AREA = 0.35
"""Closeness where all that is known is that both are in one area."""
FAR = 3000  # metres, beyond which the same words mean another place
BEGINNING = 32
"""Pieces (pairs of Chinese signs, Latin words) in which people name what it is about."""
LONG_PIECE = 8
"""Signs of a long piece with what stands before it."""
ENOUGH = 15
"""Pieces in common below which the same words are what many say."""
ALIKE = 0.75
"""Share of both beginnings that is as good as all."""
KEPT = 100
"""Pieces of a text by which others find it: of the pairs read by hand that are one matter, all but two in a hundred."""
RAREST = 12
"""Pieces of a text that are looked for; two of them must stand in the other one."""
COMMON = 0.05
"""A piece in so large a share of the texts is not looked for."""


@dataclass(frozen=True)
class Between:
    """What lies between two calls."""

    metres: float | None
    """None: the point of one is not known."""
    one_area: bool
    same_category: bool
    same_group: bool
    days: float
    words: float
    """How much both say the same, as `words` says."""


def score(between: Between) -> float:
    """How likely they are one matter, 0 to 1: by place and kind, or else by words."""
    kind = SAME if between.same_category else GROUP if between.same_group else OTHER
    age = min(1.0, max(0.0, between.days / LATELY))
    by_place = kind * _closeness(between) * (1 - FADES * age)
    return 1 - (1 - by_place) * (1 - between.words * _may_be_there(between))


def _closeness(between: Between) -> float:
    if between.metres is None:
        return IN_AREA if between.one_area else 0.0
    return exp(-between.metres / REACH)


def _may_be_there(between: Between) -> float:
    """How far the places allow that words decide: whoever says where it is means no other place."""
    return max(0.0, 1 - between.metres / FAR) if between.metres is not None else 1.0


def beginning(text: str) -> list[str]:
    """The pieces by which a text is compared: how it begins. Single signs say nothing."""
    return pieces(text[: BEGINNING * LONG_PIECE], BEGINNING)


def pieces(text: str, most: int) -> list[str]:
    """The first `most` pieces of a folded text, each once."""
    return [piece for piece in bigrams.pieces(text, most) if len(piece) > 1]


def rarest(known: Sequence[str], shares: Mapping[str, float]) -> list[str]:
    """The pieces of a beginning to look for. `shares`: in which share of the texts the most frequent pieces stand."""
    return sorted((piece for piece in known if shares.get(piece, 0) <= COMMON), key=lambda piece: shares.get(piece, 0))[
        :RAREST
    ]


def words(one: Sequence[str], one_text: str, other: Sequence[str], other_text: str) -> float:
    """How much of each beginning stands anywhere in the other text, 0 to 1; few pieces count for less. Texts are folded."""
    if not one or not other:
        return 0.0
    found, back = sum(piece in other_text for piece in one), sum(piece in one_text for piece in other)
    share = (found / len(one) + back / len(other)) / 2
    return min(1.0, share / ALIKE) * min(1.0, (found + back) / 2 / ENOUGH)
