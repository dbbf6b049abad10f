"""The register of areas, kept in every process: no SQL but a look, once a second at most, whether it was changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from huying.base.journal import editions

from .models import Area

NAME = "places"
DEPTH = 4  # levels below the city that other tables keep a column for


@dataclass(frozen=True, eq=False)
class Register:
    """One edition of the register: all areas, past and present, and how they hang together."""

    by_id: dict[int, Area]
    by_code: dict[str, Area]
    children: dict[int | None, list[Area]]
    """By the parent's id, None for the cities; in the order of codes."""


def by_code(code: str) -> Area | None:
    """The area with this code, whether it still holds or not."""
    return current().by_code.get(code)


def by_id(pk: int) -> Area | None:
    """The area with this key."""
    return current().by_id.get(pk)


def children(area: Area | None = None, on: date | None = None) -> list[Area]:
    """The areas right below `area`, or the cities, that hold on the day `on` (today), in the order of codes."""
    day = on or today()
    return [child for child in current().children.get(area.pk if area else None, []) if holds(child, day)]


def tree(area: Area | None = None, on: date | None = None) -> Iterator[Area]:
    """`area` (without one: every city) and all below it that hold on the day `on` (today), parents first."""
    day = on or today()
    tops = [area] if area else children(on=day)
    for top in tops:
        yield top
        for child in children(top, day):
            yield from tree(child, day)


def ids_below(area: Area) -> list[int]:
    """The keys of `area` and of everything that ever lay below it."""
    register = current()
    found = [area.pk]
    for pk in found:  # grows while it is walked
        found += (child.pk for child in register.children.get(pk, []))
    return found


def path(area: Area) -> list[Area]:
    """From the city down to `area` itself."""
    known = current().by_id
    way = [area]
    while (above := way[-1].parent_id) is not None:
        way.append(known.get(above) or Area.objects.defer("border").get(pk=above))  # made a moment ago
    return way[::-1]


def chain(area: Area | None) -> tuple[int | None, ...]:
    """The keys of the areas of level 1 to `DEPTH` that `area` lies in or is; None where there is none."""
    keys = {step.level: step.pk for step in path(area)} if area else {}
    return tuple(keys.get(level) for level in range(1, DEPTH + 1))


def holds(area: Area, day: date) -> bool:
    """Whether `area` is valid on `day`."""
    return (area.valid_from or day) <= day < (area.valid_until or date.max)


def today() -> date:
    """The day in the city's time zone."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def _read() -> Register:
    areas = sorted(Area.objects.defer("border"), key=lambda area: area.code)
    children: dict[int | None, list[Area]] = {}
    for area in areas:
        children.setdefault(area.parent_id, []).append(area)
    return Register({area.pk: area for area in areas}, {area.code: area for area in areas}, children)


current = editions.Copy(NAME, load=_read)
