"""The watch: whatever a clock passes is marked once, told once, and what silence decides is decided. Run each minute.

A day of being down is caught up in one pass, and two watches at once do nothing twice: each holds the clocks it marks, each
mark is a row that can be written once, and what tells of it is written with it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from huying.base.journal import clock, reactions, rows
from huying.base.journal.refusals import Faster, Refused
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


@dataclass
class Summary:
    """What one pass did: clocks looked at, marks made by kind, verbs that silence took."""

    read: int = 0
    marked: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)


def watch(now: datetime | None = None, *, batch: int = BATCH) -> Summary:
    """Mark all that was passed before `now` (default: the present moment), in the order in which it was due."""
    now, summary, last = now or clock.now(), Summary(), None
    while found := _due(now, last, batch):
        busy = _decide(found, now, summary)
        with transaction.atomic():
            _mark([row.pk for row in found if row.case_id not in busy], now, summary)
        summary.read += len(found)
        last = found[-1]
    return summary


def _due(now: datetime, last: Clock | None, batch: int) -> list[Clock]:
    """The next clocks to be looked at. What could not be done is passed over, and is looked at again by the next watch."""
    due = Clock.objects.filter(next_at__lt=now).order_by("next_at", "id")
    if last:
        due = due.filter(
            Q(next_at__gt=last.next_at) | Q(next_at=last.next_at, id__gt=last.pk), next_at__gte=last.next_at
        )
    return list(due.select_related("case__category", "case__parent")[:batch])


# -- what silence decides


def _decide(found: Sequence[Clock], now: datetime, summary: Summary) -> set[int]:
    """Take what silence decides, each in a transaction of its own; return the cases in which somebody was busy."""
    busy = set()
    for key, verb in dict.fromkeys(_silent(found, now)):
        try:
            SILENCE[verb](Case.objects.select_related("category", "tier", "area", "unit").get(pk=key))
        except Faster:
            busy.add(key)
        except Refused:
            continue  # it is not as it seemed: there is nothing to decide
        else:
            summary.decided[verb] += 1
    return busy


def _silent(found: Sequence[Clock], now: datetime) -> Iterator[tuple[int, str]]:
    """The cases and verbs for which the time is over."""
    asked = Request.objects.filter(kind=RequestKind.EXTENSION, decided_at=None)
    answers = [row.case_id for row in found if row.kind == ClockKind.RESOLVE]
    undecided = set(asked.filter(case__in=answers).values_list("case_id", flat=True)) if answers else set()
    for row in found:
        for at, verb in marks.silences(row, row.case):
            if at < now and (verb != "decide_extension" or row.case_id in undecided):
                yield row.case_id, verb


# -- marking


def _mark(keys: list[int], now: datetime, summary: Summary) -> None:
    """Mark what these clocks passed, leaving out those that another watch or a step holds; they are looked at again."""
    held = Clock.objects.filter(pk__in=keys, next_at__lt=now).select_for_update(skip_locked=True, of=("self",))
    found = list(held.select_related("case__category", "case__parent").order_by("next_at", "id"))
    made = _written([reach for row in found for reach in _reaches(row, now)])
    rows.copy(job for key, _mark in made for job in reactions.following("clock.reach", reach=key))
    _look_again(found, now)
    summary.marked.update(mark for _key, mark in made)


def _reaches(row: Clock, now: datetime) -> Iterator[Reach]:
    """One for each mark; an escalation goes to the unit above, and ends at the top."""
    case, unit = row.case, marks.owner(row, row.case)
    for mark in marks.passed(row, now):
        kind, _line, number = mark.partition("_")
        to = marks.above(unit, int(number)) if kind == "escalate" else unit
        if kind != "escalate" or to:
            yield rows.new(
                Reach,
                clock_id=row.pk,
                case_id=case.pk,
                mark=mark,
                at=now,
                due_at=row.due_at,
                unit_id=to,
                area_id=case.area_id,
            )


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


def _look_again(found: list[Clock], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [[row.pk for row in found], [marks.next_at(row, row.case, now) for row in found]])
