"""A long list of events, newest first, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from huying.base import keyset

from .models import Event

SIZE = 50


@dataclass(frozen=True)
class Page:
    """One page, and the cursors of the next and the previous one ("" where there is none)."""

    events: Sequence[Event]
    next: str = ""
    previous: str = ""


def page(events: QuerySet[Event], *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """`size` of `events` behind the cursor `after`, or ahead of `before`. Raises `keyset.BadCursor`."""
    backwards = bool(before)
    ordered = events.order_by("at", "id") if backwards else events.order_by("-at", "-id")
    found = list(_behind(ordered, before or after, "gt" if backwards else "lt")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    older, newer = backwards or more, more if backwards else bool(after)
    return Page(
        found,
        next=keyset.cursor(found[-1].at, found[-1].pk) if found and older else "",
        previous=keyset.cursor(found[0].at, found[0].pk) if found and newer else "",
    )


def _behind(events: QuerySet[Event], cursor: str, side: str) -> QuerySet[Event]:
    if not cursor:
        return events
    moment, pk = keyset.read(cursor)
    if moment is None:
        raise keyset.BadCursor(cursor)
    behind = Q(**{f"at__{side}": moment}) | Q(**{f"id__{side}": pk})
    return events.filter(behind, **{f"at__{side}e": moment})  # spelled so, the index leads straight to the place
