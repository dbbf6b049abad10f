"""Which committee, and who mediates: proposals with their reasons. Pure: what is known in, an order out; a person decides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why something is proposed, or put behind the others."""

    OF_TYPE = "of_type"
    """Set up for disputes of this type."""
    ALL_TYPES = "all_types"
    NEAREST = "nearest"
    """Of the place itself; a higher one comes in where every side wants it."""
    ABOVE = "above"
    KNOWS_TYPE = "knows_type"
    SPEAKS = "speaks"
    FEWER = "fewer"
    """Sits at fewer open tables than the others."""


@dataclass(frozen=True)
class Body:
    """A committee, as far as a proposal needs to know it. `areas`: keys of its own area and of all below it; empty: the whole city."""

    unit: int
    level: int
    types: frozenset[int] = frozenset()
    """What it is for; empty: every type."""
    areas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Person:
    """An account that mediates. `open_seats`: at how many open tables it sits now; `conflict`: it may not sit at this one."""

    staff: int
    part: str = "people"
    types: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    open_seats: int = 0
    away: bool = False
    conflict: bool = False


@dataclass(frozen=True)
class Proposal:
    """What is proposed, by its key, and why."""

    key: int
    reasons: tuple[Why, ...]


def committees(bodies: Sequence[Body], *, type: int | None, area: int | None, mediable: bool = True) -> list[Proposal]:
    """The committees that may have a dispute of this type at this place, the best first; none for what is not for mediation.

    One that is set up for the type comes before one for all types; of equals the one nearest to the people, then the lower key.
    """
    if not mediable:
        return []
    fit = [body for body in bodies if _of_type(body, type) and _covers(body, area)]
    fit.sort(
        key=lambda body: (not (body.types and type in body.types), body.level, len(body.areas) or 10**9, body.unit)
    )
    lowest = min((body.level for body in fit), default=0)
    return [
        Proposal(
            body.unit,
            (Why.OF_TYPE if body.types else Why.ALL_TYPES, Why.NEAREST if body.level == lowest else Why.ABOVE),
        )
        for body in fit
    ]


def mediators(
    people: Sequence[Person], *, type: int | None, languages: Collection[str] = (), parts: Collection[str] = ("people",)
) -> list[Proposal]:
    """Who may sit, the best first: not away, without a conflict, in one of these parts, speaking what the sides speak.

    Whoever knows the type comes first; of equals whoever sits at fewer open tables, then the lower key. Nothing that measures
    a person goes in.
    """
    wanted = set(languages)
    free = [one for one in people if not (one.away or one.conflict) and one.part in parts]
    fewest = min((one.open_seats for one in free), default=0)
    free.sort(key=lambda one: (not wanted <= one.languages, type not in one.types, one.open_seats, one.staff))
    return [Proposal(one.staff, _why(one, type, wanted, fewest)) for one in free]


def _why(one: Person, type: int | None, wanted: set[str], fewest: int) -> tuple[Why, ...]:
    found = [Why.KNOWS_TYPE] if type in one.types else []
    found += [Why.SPEAKS] if wanted and wanted <= one.languages else []
    found += [Why.FEWER] if one.open_seats == fewest else []
    return tuple(found)


def _of_type(body: Body, type: int | None) -> bool:
    return not body.types or type in body.types


def _covers(body: Body, area: int | None) -> bool:
    return not body.areas or area is None or area in body.areas
