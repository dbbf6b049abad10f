"""The watch: whatever a clock passes is marked once, told once, and what silence decides is decided. Run each minute.

A day of being down is caught up in one pass, and two watches at once do nothing twice: each holds the clocks it marks, each
mark is a row that can be written once, and what tells of it is written with it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM

from . import handling, ladder, pace, reaches
from .ladder import Watched
from .models import Case
from .reaches import column

BATCH = 5000
FIRST = (0, 0)
"""Before every clock."""
STILL_BEING_WRITTEN = timedelta(seconds=10)
"""A step taken in time may need so long until it stands in the database; the periodic watch looks no closer to now."""

SILENCE: dict[str, Callable[[Case], None]] = {
    "accept": lambda case: handling.accept(case, by=SYSTEM),
    "decide_extension": lambda case: pace.decide_extension(case, by=SYSTEM, decision="lapsed"),
    "resume": lambda case: pace.resume(case, by=SYSTEM),
}
"""Verb → what Huying does where nobody did anything in time."""


@dataclass
class Summary:
    """What one pass did: clocks looked at, marks made by kind, verbs that silence took."""

    read: int = 0
    marked: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)


def watch(now: datetime | None = None, *, batch: int = BATCH) -> Summary:
    """Mark all that was passed before `now` (default: the present moment), in the order in which it was due."""
    now, summary, last = now or clock.now(), Summary(), FIRST
    while True:
        with transaction.atomic():
            found = _held(now, last, batch)
            silent = _marked(found, now, summary) if found else []
        if not found:
            return summary
        _decide(silent, summary)
        summary.read += len(found.id)
        last = found.next[-1], found.id[-1]


# -- marking

MICROSECONDS = "(extract(epoch FROM {}) * 1000000)::bigint"
HELD = f"""
SELECT c.id, c.case_id, c.kind, c.unit_id, k.area_id, coalesce(p.unit_id, k.unit_id), coalesce(g.complex, false),
       EXISTS (SELECT 1 FROM cases_request r WHERE r.case_id = c.case_id AND r.kind = 'extension' AND r.decided_at IS NULL),
       {", ".join(MICROSECONDS.format(f"c.{name}") for name in ("started_at", "due_at", "extended_from"))},
       c.period ->> 'unit', c.resting, {MICROSECONDS.format("c.next_at")}, c.ctid::text
FROM cases_clock c JOIN cases_case k ON k.id = c.case_id
     LEFT JOIN cases_case p ON p.id = k.parent_id LEFT JOIN catalogue_category g ON g.id = k.category_id
WHERE c.next_at < %(now)s AND (c.next_at, c.id) > (timestamptz 'epoch' + %(next)s * interval '1 microsecond', %(id)s)
ORDER BY c.next_at, c.id LIMIT %(batch)s FOR NO KEY UPDATE OF c SKIP LOCKED
"""  # noqa: S608 - column names from here
"""The next clocks to be looked at, without those that another watch or a step holds: they are looked at again."""

AS_IN_MEMORY = "SET LOCAL random_page_cost = 1"
"""What was just read is there; else PostgreSQL would rather read the whole table once more for every batch."""
ADVANCE = """
UPDATE cases_clock c SET next_at = timestamptz 'epoch' + n.at * interval '1 microsecond'
FROM unnest(%s::tid[], %s::bigint[]) n (place, at) WHERE c.ctid = n.place
"""
"""By the place of each row, which stays while it is held."""


def _held(now: datetime, last: tuple[int, int], batch: int) -> Watched | None:
    """Those behind the last one, by when it was due and its key."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"now": now, "batch": batch, "next": last[0], "id": last[1]})
        rows = cursor.fetchall()
    return Watched(*zip(*rows, strict=True)) if rows else None


def _marked(found: Watched, now: datetime, summary: Summary) -> list[tuple[int, str]]:
    """Mark what these clocks passed, and say when each is looked at next; return the cases and verbs of which the time is over.

    What silence decides stays due until it is decided, so that a watch that is killed before leaves it to the next.
    """
    passed = ladder.passed(found, now)
    with connection.cursor() as cursor:
        cursor.execute(AS_IN_MEMORY)
        cursor.execute(ADVANCE, [column(found.place), column(passed.looks)])
    summary.marked.update(reaches.write(passed, now))
    return passed.silent


# -- what silence decides


def _decide(silent: Iterable[tuple[int, str]], summary: Summary) -> None:
    """Take it, each in a transaction of its own. Where somebody was faster or it is not as it seemed, the next watch looks again."""
    for key, verb in dict.fromkeys(silent):
        with suppress(Refused):
            SILENCE[verb](Case.objects.select_related("category", "tier", "area", "unit").get(pk=key))
            summary.decided[verb] += 1
