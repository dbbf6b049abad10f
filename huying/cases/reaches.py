"""Marks that clocks passed: each a row that is written once, and all of them in the journal, in one event for many.

It is a life on the machine like any other (`clock`): one chain for each calendar day of the city, sealed and verified.
"""

from collections.abc import Sequence
from datetime import datetime

import orjson
from django.db import connection
from django.utils.translation import gettext_lazy

from huying.base.journal import audit
from huying.base.journal.machine import BESIDE, Machine, Step
from huying.base.journal.memory import Event
from huying.base.units.roles import SYSTEM

from . import parties
from .ladder import Passed
from .models import Case, Papers, Reach, WatchDay

OPEN = "open"
LIFE = Machine(
    WatchDay.life,
    {"reach": Step((OPEN,), BESIDE, (parties.SYSTEM,), ("reached",))},
    states={OPEN: ""},
    verbs={"reach": gettext_lazy("a deadline was reached")},
)

WRITE = """
INSERT INTO cases_reach (at, clock_id, case_id, mark, due_at, unit_id, area_id)
SELECT %s, n.clock, n.of, n.mark, timestamptz 'epoch' + n.due * interval '1 microsecond', n.unit, n.area
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[]) n (clock, of, mark, due, unit, area)
ON CONFLICT (clock_id, mark) DO NOTHING RETURNING id, clock_id, mark, unit_id
"""


def write(passed: Passed, now: datetime) -> list[str]:
    """Write those that are not there yet, in the journal too, and defer what tells of them; return their marks.

    In a transaction it comes last: until the commit no other watch writes.
    """
    if not passed.rows:
        return []
    of = passed.of
    columns: list[Sequence[int | str | None]] = [
        [of.id[row] for row in passed.rows], [of.case[row] for row in passed.rows], passed.marks,
        [of.due[row] for row in passed.rows], passed.units, [of.area[row] for row in passed.rows],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [now, *map(column, columns)])
        written = cursor.fetchall()
    if written:
        _record(written)
    return [mark for _key, _clock, mark, _unit in written]


def told_of(thing: int, seq: int) -> list[Reach]:
    """The reaches that one event of a day (`thing`) holds, with their clocks, cases and papers."""
    event = Event.objects.get(life=WatchDay.life, thing=thing, seq=seq)
    keys = [key for key, *_more in event.facts["reached"]]
    found = list(Reach.objects.filter(pk__in=keys).select_related("clock").order_by("pk"))
    cases = Case.objects.select_related("tier", "unit", "parent").in_bulk({reach.case_id for reach in found})
    Papers.lay_beside([*cases.values()])
    for reach in found:
        reach.case = cases[reach.case_id]
    return found


def column(values: Sequence[int | str | None]) -> str:
    """Numbers or codes as PostgreSQL reads an array, which is JSON's but for the brackets: many times quicker than value by value."""
    return f"{{{orjson.dumps([*values])[1:-1].decode()}}}"


def _record(written: Sequence[Sequence[int | str | None]]) -> None:
    """`written`: key, clock, mark and unit of each."""
    day = WatchDay(pk=int(f"{audit.today():%Y%m%d}"), state=OPEN)
    WatchDay._base_manager.bulk_create([day], ignore_conflicts=True)
    LIFE.take(day, "reach", by=SYSTEM, facts={"reached": written})
