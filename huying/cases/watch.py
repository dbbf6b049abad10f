"""The watch: whatever a clock passes is marked once, told once, and what silence decides is decided. Run each minute.

A day of being down is caught up in one pass, and two watches at once do nothing twice: each holds the clocks it marks, each
mark is a row that can be written once, and what tells of it is written with it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from huying.base.journal import clock, reactions, rows
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM

from . import handling, marks, pace
from .models import Case, Clock, Reach, Request
from .words import ClockKind, RequestKind

BATCH = 1000
STILL_BEING_WRITTEN = timedelta(seconds=10)
"""A step taken in time may need so long until it stands in the database; the periodic watch looks no closer to now."""

SILENCE: dict[str, Callable[[Case], None]] = {
    "accept": lambda case: handling.accept(case, by=SYSTEM),
    "decide_extension": lambda case: pace.decide_extension(case, by=SYSTEM, decision="lapsed"),
    "resume": lambda case: pace.resume(case, by=SYSTEM),
}
"""Verb → what Huying does where nobody did anything in time."""


OF_THE_HOTLINE = (ClockKind.DISPATCH, ClockKind.DECISION)
"""What waits for dispatchers or for the panel, whoever has the case."""
OF_THE_CASE = {
    "lead": Coalesce("case__parent__unit", "case__unit"), "area": F("case__area"), "complex": F("case__category__complex"),
}  # fmt: skip
"""What of its case a clock is marked by. A merged reporter waits for the unit of the case that goes on."""


@dataclass
class Summary:
    """What one pass did: clocks looked at, marks made by kind, verbs that silence took."""

    read: int = 0
    marked: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)


def watch(now: datetime | None = None, *, batch: int = BATCH) -> Summary:
    """Mark all that was passed before `now` (default: the present moment), in the order in which it was due."""
    now, summary, last = now or clock.now(), Summary(), None
    while True:
        with transaction.atomic():
            found = _held(now, last, batch)
            silent = _marked(found, now, summary)
        if not found:
            return summary
        _decide(silent, summary)
        summary.read += len(found)
        last = found[-1]


def _held(now: datetime, last: Clock | None, batch: int) -> list[Clock]:
    """The next clocks to be looked at, without those that another watch or a step holds: they are looked at again."""
    due = Clock.objects.filter(next_at__lt=now)
    if last:
        after = Q(next_at__gt=last.next_at) | Q(next_at=last.next_at, id__gt=last.pk)
        due = due.filter(after, next_at__gte=last.next_at)
    held = due.order_by("next_at", "id").select_for_update(skip_locked=True, of=("self",))
    return list(held.annotate(**OF_THE_CASE)[:batch])


# -- marking


def _marked(found: Sequence[Clock], now: datetime, summary: Summary) -> list[tuple[int, str]]:
    """Mark what these clocks passed, and say when each is looked at next; return the cases and verbs of which the time is over.

    What silence decides stays due until it is decided, so that a watch that is killed before leaves it to the next.
    """
    undecided = _undecided(found)
    reaches: list[Reach] = []
    looks: list[datetime | None] = []
    silent: list[tuple[int, str]] = []
    for row in found:
        passed, look = _passed(row, now)
        verbs = [
            verb for verb in passed if verb in SILENCE and (verb != "decide_extension" or row.case_id in undecided)
        ]
        reaches += _reaches(row, [mark for mark in passed if mark not in SILENCE], now)
        looks.append(row.next_at if verbs else look)
        silent += [(row.case_id, verb) for verb in verbs]
    made = _written(reaches)
    rows.copy(job for key, _mark in made for job in reactions.following("clock.reach", reach=key))
    _look_again(found, looks)
    summary.marked.update(mark for _key, mark in made)
    return silent


def _undecided(found: Sequence[Clock]) -> set[int]:
    """The cases in which more time was asked for, and nobody has decided."""
    answers = [row.case_id for row in found if row.kind == ClockKind.RESOLVE]
    asked = Request.objects.filter(kind=RequestKind.EXTENSION, decided_at=None, case__in=answers)
    return set(asked.values_list("case_id", flat=True)) if answers else set()


def _passed(row: Any, now: datetime) -> tuple[list[str], datetime | None]:
    """What the clock has come to, and when it comes to the next."""
    passed: list[str] = []
    for at, what in marks.ahead(row, complex_=bool(row.complex)):
        if at >= now:
            return passed, at
        passed.append(what)
    return passed, None


def _reaches(row: Any, passed: list[str], now: datetime) -> Iterator[Reach]:
    """One for each mark; an escalation goes to the unit above, and ends at the top."""
    unit = None if row.kind in OF_THE_HOTLINE else row.unit_id or row.lead
    for mark in marks.worth_telling(passed):
        kind, _line, level = mark.partition("_")
        to = marks.above(unit, int(level)) if kind == "escalate" else unit
        if kind != "escalate" or to:
            yield rows.new(
                Reach, clock_id=row.pk, case_id=row.case_id, mark=mark, at=now, due_at=row.due_at, unit_id=to, area_id=row.area,
            )  # fmt: skip


WRITE = """
INSERT INTO cases_reach (clock_id, case_id, mark, at, due_at, unit_id, area_id)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::bigint[])
ON CONFLICT (clock_id, mark) DO NOTHING RETURNING id, mark
"""
COLUMNS = ("clock_id", "case_id", "mark", "at", "due_at", "unit_id", "area_id")


def _written(reaches: list[Reach]) -> list[tuple[int, str]]:
    """The key and the mark of those that were not there yet."""
    if not reaches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [[getattr(reach, name) for reach in reaches] for name in COLUMNS])
        return cursor.fetchall()


ADVANCE = """
UPDATE cases_clock c SET next_at = n.at FROM unnest(%s::bigint[], %s::timestamptz[]) n (id, at) WHERE c.id = n.id
"""


def _look_again(found: Sequence[Clock], looks: Sequence[datetime | None]) -> None:
    if found:
        with connection.cursor() as cursor:
            cursor.execute(ADVANCE, [[row.pk for row in found], [*looks]])


# -- what silence decides


def _decide(silent: Iterable[tuple[int, str]], summary: Summary) -> None:
    """Take it, each in a transaction of its own. Where somebody was faster or it is not as it seemed, the next watch looks again."""
    for key, verb in dict.fromkeys(silent):
        with suppress(Refused):
            SILENCE[verb](Case.objects.select_related("category", "tier", "area", "unit").get(pk=key))
            summary.decided[verb] += 1
