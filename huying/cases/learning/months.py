"""How often what was suggested was taken, month by month, counted from the journal alone: what was shown, and what became of it.

| kind | counted | right |
| --- | --- | --- |
| category | cases whose filing shows suggestions, or that were filed by one | the first one is the last category in the record |
| unit | first dispatches by the duty list, or with a unit suggested beside them | that unit has it last, by dispatch or reassignment |
| duplicate | cases that were shown open ones like them | joined, or merged with one that would be offered, and not taken apart |
| reading | fields for which a place, a day, an hour or a sum was read in the words | what was read was taken as it was |

A case belongs to the month in which it was received, in the city's time zone. What an earlier system decided is nobody's suggestion.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

FEW = 5
"""Suggestions; of fewer no share is told."""
BY_PEOPLE = ("decided", "panel", "designated", "learned")
"""What the record of a dispatch says where no item of the duty list decided."""


@dataclass(frozen=True)
class Month:
    """Of one kind of suggestion, in the month that begins with `month`."""

    month: date
    kind: str
    """category, unit, duplicate or reading."""
    by: str
    """A version, `suggesting.KEYWORDS`, "duties", or "" where there is one way only."""
    shown: int
    right: int

    @property
    def is_few(self) -> bool:
        return self.shown < FEW

    @property
    def share(self) -> float | None:
        """0 to 1; None where there are too few to tell."""
        return None if self.is_few else self.right / self.shown


def by_month(since: date, until: date) -> list[Month]:
    """Of cases received on these days of the city, both included; one statement. Months in order, within each the kinds."""
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in (since, until + timedelta(days=1)))
    given: dict[str, Any] = {
        "first": first,
        "after": after,
        "zone": timezone.get_default_timezone_name(),
        "by_people": list(BY_PEOPLE),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, given)
        return [Month(*row) for row in cursor.fetchall()]


_COUNTED = """
WITH told AS MATERIALIZED (
    SELECT date_trunc('month', received_at AT TIME ZONE %(zone)s)::date AS month, thing, seq, verb, facts, by
    FROM cases_case JOIN journal_event ON life = 'case' AND thing = cases_case.id
    WHERE received_at >= %(first)s AND received_at < %(after)s
      AND verb IN ('receive', 'correct', 'dispatch', 'reassign', 'merge', 'join', 'unmerge')
), called AS (
    SELECT DISTINCT ON (thing) thing,
           CASE verb WHEN 'receive' THEN facts->>'category' ELSE facts->'category'->>'to' END AS code
    FROM told WHERE verb = 'receive' OR (verb = 'correct' AND facts ? 'category')
    ORDER BY thing, seq DESC
), sent AS (
    SELECT DISTINCT ON (thing) month, thing, facts
    FROM told WHERE verb = 'dispatch' AND by NOT LIKE 'import:%%'
    ORDER BY thing, seq
), led AS (
    SELECT DISTINCT ON (thing) thing, facts->>'unit' AS unit
    FROM told WHERE verb IN ('dispatch', 'reassign')
    ORDER BY thing, seq DESC
), joined AS (
    SELECT DISTINCT ON (thing) thing, verb = 'join' OR (verb = 'merge' AND facts ? 'likely') AS likely
    FROM told WHERE verb IN ('merge', 'join', 'unmerge')
    ORDER BY thing, seq DESC
), shown AS (
    SELECT month, 1 AS place, 'category' AS kind, facts->'suggested'->>'by' AS by, first.code = called.code AS is_right
    FROM told JOIN called USING (thing), LATERAL (
        SELECT key AS code FROM jsonb_each_text(facts->'suggested'->'shares') ORDER BY value::int DESC, key LIMIT 1
    ) first
    WHERE facts ? 'suggested'
    UNION ALL
    SELECT month, 2, 'unit', coalesce(facts->'offered'->>'by', 'duties'),
           coalesce(facts->'offered'->>'unit', facts->>'unit') = led.unit
    FROM sent JOIN led USING (thing)
    WHERE facts ? 'offered' OR facts->>'basis' <> ALL(%(by_people)s)
    UNION ALL
    SELECT month, 3, 'duplicate', '', coalesce(likely, false)
    FROM told LEFT JOIN joined USING (thing)
    WHERE verb = 'receive' AND facts ? 'near'
    UNION ALL
    SELECT month, 4, 'reading', '', became.value = 'taken'
    FROM told, LATERAL jsonb_each_text(facts->'read') became
    WHERE verb = 'receive' AND facts ? 'read'
)
SELECT month, kind, by, count(*), count(*) FILTER (WHERE is_right)
FROM shown GROUP BY month, place, kind, by ORDER BY month, place, count(*) DESC, by
"""
