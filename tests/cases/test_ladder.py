"""What many clocks have come to at once is what `marks.ahead` tells of each."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.base.worktime.calendar import ticks
from huying.base.worktime.periods import Period
from huying.cases import ladder, marks
from huying.cases.ladder import OF_THE_HOTLINE, Watched
from huying.cases.models import Clock
from huying.cases.words import ClockKind
from tests import stories

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 1, tzinfo=UTC)
MINUTES = st.integers(0, 20 * 24 * 60).map(lambda n: timedelta(minutes=n))


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@st.composite
def clocks(draw: Any) -> Clock:
    started = MONDAY + draw(MINUTES)
    due = draw(st.none() | MINUTES.map(lambda wait: started + wait))
    extended = draw(st.booleans()) and due is not None
    period = Period(2, draw(st.sampled_from(["h", "wh", "d", "wd"]))).written()
    return Clock(
        kind=draw(st.sampled_from(ClockKind.values)), started_at=started, due_at=due, period=draw(st.sampled_from([None, period])),
        extended_from=started + (due - started) / 2 if extended and due else None, unit_id=draw(st.sampled_from([None, 0, 1])),
        next_at=started,
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(clocks(), st.booleans(), st.booleans()), min_size=1, max_size=15),
    wait=st.integers(0, 40 * 24).map(lambda n: timedelta(hours=n)),
)
def test_at_once_as_one_by_one(rows: list[tuple[Clock, bool, bool]], wait: timedelta, city: stories.City) -> None:
    now, keys, lead = MONDAY + wait, count(1), city.unit["west"].pk
    for row, _complex, _asked in rows:
        row.pk = next(keys)
        if row.unit_id is not None:
            row.unit_id = city.unit["gas" if row.unit_id else "lighting"].pk
    found = ladder.passed(watched(rows, lead=lead), now)
    reached = zip((found.of.id[row] for row in found.rows), found.marks, found.units, strict=True)
    assert sorted(reached) == sorted(
        (row.pk, mark, unit) for row, *more in rows for mark, unit in one_by_one(row, now, lead)
    )
    verbs = [(row.pk, verb) for row, complex_, asked in rows for verb in over(row, now, complex_, asked)]
    assert sorted(found.silent) == sorted(verbs)
    assert found.looks == [look(row, now, complex_, asked, verbs) for row, complex_, asked in rows]


def watched(rows: list[tuple[Clock, bool, bool]], *, lead: int) -> Watched:
    clocks, complex_, asked = zip(*rows, strict=True)

    def moments(name: str) -> list[Any]:
        return [at and ticks(at) for at in (getattr(row, name) for row in clocks)]

    keys, none = [row.pk for row in clocks], [None] * len(rows)
    return Watched(
        id=keys, case=keys, kind=[row.kind for row in clocks], unit=[row.unit_id for row in clocks], area=none, lead=[lead] * len(rows),
        complex=complex_, asked=asked, started=moments("started_at"), due=moments("due_at"), extended_from=moments("extended_from"),
        measure=[(row.period or {}).get("unit") for row in clocks], resting=[False] * len(rows), next=moments("next_at"),
        place=["(0,1)"] * len(rows),
    )  # fmt: skip


def one_by_one(row: Clock, now: datetime, lead: int) -> list[tuple[str, int | None]]:
    unit = None if row.kind in OF_THE_HOTLINE else row.unit_id or lead
    passed = [what for at, what in marks.ahead(row, complex_=False) if at < now and what not in marks.VERBS]
    told = [
        (mark, int(mark.partition("_")[2]) if mark.startswith("escalate") else 0)
        for mark in marks.worth_telling(passed)
    ]
    above = [(mark, marks.above(unit, level) if level else unit, level) for mark, level in told]
    return [(mark, to) for mark, to, level in above if to or not level]


def over(row: Clock, now: datetime, complex_: bool, asked: bool) -> list[str]:
    passed = [what for at, what in marks.ahead(row, complex_=complex_) if at < now and what in marks.VERBS]
    return [verb for verb in passed if verb != "decide_extension" or asked]


def look(row: Clock, now: datetime, complex_: bool, asked: bool, verbs: list[tuple[int, str]]) -> int | None:
    if row.pk in [key for key, _verb in verbs]:
        return ticks(row.next_at) if row.next_at else None
    ahead = ((at, what) for at, what in marks.ahead(row, complex_=complex_) if what != "decide_extension" or asked)
    return next((ticks(at) for at, _what in ahead if at >= now), None)
