"""Small numbers are withheld, and so that they cannot be worked out, some beside them. Pure.

What the public reads hangs together in trees: a whole and its parts. The rule, from the top down:

1. A cell is withheld if one of its counts lies between 1 and `LEAST - 1`: of things, of those in the numerator, of the rest.
2. What lies below a withheld cell is withheld.
3. What can be worked out from a shown cell and its shown parts is their difference: all withheld parts together, with what lies in
   no part. If that is small itself, the smallest shown part is withheld too, and so on until it is not.

So every count that is shown, or follows from any sums and differences of what is shown, is 0 or at least `LEAST`. Why no other way
leads to a withheld cell: `docs/decisions/0022-figures.md`.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

LEAST = 5
Counted = tuple[int, ...]
"""The counts of one cell that must be safe; cells of one tree have them in the same order."""
Key = TypeVar("Key", bound=Hashable)


def is_small(counts: Counted) -> bool:
    """Whether one of these tells of few."""
    return any(0 < abs(n) < LEAST for n in counts)


def withheld(
    whole: Key, counts: Mapping[Key, Counted], parts: Mapping[Key, Sequence[Key]], already: Collection[Key] = ()
) -> set[Key]:
    """The cells that are not shown. `parts`: cell → those right below it; a cell without counts has none of anything.

    `already`: cells that are not shown for another reason, with all below them.
    """
    size = len(next(iter(counts.values()), ()))
    nothing = (0,) * size
    hidden: set[Key] = set(already)
    stack = [whole]
    if is_small(counts.get(whole, nothing)):
        hidden.add(whole)
    while stack:
        cell = stack.pop()
        below = [*parts.get(cell, ())]
        stack += below
        if cell in hidden:
            hidden.update(below)
        else:
            told = {part: counts.get(part, nothing) for part in below}
            hidden |= _hidden_parts(counts.get(cell, nothing), told, hidden.intersection(below))
    return hidden


def _hidden_parts(whole: Counted, parts: Mapping[Key, Counted], already: Collection[Key]) -> set[Key]:
    """Those of the parts that are withheld while the whole is shown."""
    hidden = {part for part, counts in parts.items() if part in already or is_small(counts)}
    shown = sorted((part for part in parts if part not in hidden and any(parts[part])), key=lambda part: parts[part])
    while is_small(_difference(whole, [parts[part] for part in parts if part not in hidden])) and shown:
        hidden.add(shown.pop(0))
    return hidden


def _difference(whole: Counted, shown: Sequence[Counted]) -> Counted:
    return tuple(n - sum(part[place] for part in shown) for place, n in enumerate(whole))
