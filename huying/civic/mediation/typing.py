"""Which type of dispute somebody speaks of, by the words that the register lists for each type, and why. A person decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import DisputeType

TWICE = 2
"""A word that comes again counts once more, and no more than that: a long story of one thing is still one thing."""
DECIDES, DECISIVE = "!", 3
"""A word with this sign behind it names the thing itself (遗产!, 工伤!), and counts this often."""


@dataclass(frozen=True)
class Found:
    """A type that the words speak of. `words`: those that counted, the weightiest first; `weight`: how often they count together."""

    type: DisputeType
    weight: int
    words: tuple[str, ...]


def types() -> list[DisputeType]:
    """The types that are offered, in the register's order; one statement."""
    return list(DisputeType.objects.filter(retired=False).order_by("pk"))


def found(text: str, among: Iterable[DisputeType]) -> list[Found]:
    """The types whose words stand in the text, the weightiest first; of equals the one that the register has first.

    Each word counts as often as it stands there, twice at most; one within a longer one that counts too does not.
    """
    said = text.casefold()
    heard = [Found(one, sum(counts.values()), tuple(counts)) for one in among if (counts := _counts(said, one.words))]
    return sorted(heard, key=lambda each: -each.weight)


def _counts(said: str, listed: str) -> dict[str, int]:
    """Word → how much it counts, the weightiest first."""
    weights = {
        line.removesuffix(DECIDES): DECISIVE if line.endswith(DECIDES) else 1
        for line in map(str.strip, listed.casefold().splitlines())
    }
    there = [word for word in weights if word and word in said]
    alone = [word for word in there if not any(word != other and word in other for other in there)]
    counts = {word: min(said.count(word), TWICE) * weights[word] for word in alone}
    return dict(sorted(counts.items(), key=lambda each: -each[1]))
