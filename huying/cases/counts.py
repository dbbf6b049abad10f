"""How much lies on a list, and what came to it: numbers that cost no more however long the list is."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Max, QuerySet

from huying.base.journal.memory import Event
from huying.base.units.roles import Actor

from . import owed, queries
from .queries import Cases, Filters
from .states import LIFE

UP_TO = 1000
"""Nobody works through more; counting stops there, and “999+” is shown."""
LOOKED_THROUGH = 5000
"""The newest arrivals that are looked through; more than that, and the page is to be loaded anew anyway."""

DISPATCHES = ("dispatch", "reassign", "decide_return", "rework", "decide_review")
ARRIVES = {
    "mine": ("receive", "unmerge", *DISPATCHES),
    "called": ("ask_help",),
    "handed": ("hand_down",),
    "undispatched": ("receive", "unmerge", "decide_return", "decide_review"),
    "returns": ("request_return",),
    "calls": ("ask_resident",),
    "looks": ("request_look",),
    "unsolved": ("follow_up", "review"),
    "verify": ("follow_up", "rate"),
    "answers": ("follow_up", "rate", "cross_read"),
    "readings": ("draw_reading",),
    "late_readings": ("draw_reading",),
    "exclusions": ("request_exclusion",),
    "all": ("receive",),
}
"""The steps by which a case comes to a list."""


def counts(by: Actor, lists: Iterable[str]) -> dict[str, int]:
    """How much lies on each of these lists, and how much of this person's work is late; up to `UP_TO`, in one statement."""
    cases = {name: queries.LISTS[name](by) for name in lists}
    return bounded(cases | {"late": queries.narrowed(queries.desk_of(by), Filters(late=True))})


def newest() -> int:
    """The end of the record as it is now: what came later has come since."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def arrived(cases: Cases, name: str, *, since: int, by: Actor) -> int:
    """How many of `cases` came to the list `name` after `since` (of `newest`) by what others did; up to `UP_TO`."""
    steps = _arrivals(name, since, by).order_by("-pk").values("thing")[:LOOKED_THROUGH]
    return bounded({"new": cases.filter(owed.among(steps))})["new"]


def came(keys: Collection[int], name: str, *, since: int, by: Actor) -> set[int]:
    """Those of the cases `keys` that came to the list `name` after `since` by what others did."""
    return set(_arrivals(name, since, by).filter(thing__in=keys).values_list("thing", flat=True))


def _arrivals(name: str, since: int, by: Actor) -> QuerySet[Event]:
    return Event.objects.filter(pk__gt=since, life=LIFE.life, verb__in=ARRIVES[name]).exclude(by=by.ref)


def bounded(lists: Mapping[str, Cases]) -> dict[str, int]:
    """The length of each, `UP_TO` at most; one statement."""
    parts: list[str] = []
    given: list[Any] = []
    for cases in lists.values():
        try:
            statement, values = cases.order_by().values("pk")[:UP_TO].query.sql_with_params()
        except EmptyResultSet:
            statement, values = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({statement}) few)")  # noqa: S608 - made by the ORM; values are bound
        given += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        return dict(zip(lists, cursor.fetchone() or (), strict=True))
