"""Reactions that wait are taken along: in their order, all or none, and only those that nothing holds back."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal.waiting import AT_ONCE, take_along
from huying.base.tracing import request
from huying.cases.models import Tally

pytestmark = pytest.mark.django_db


def wait(task: str, seq: int, **more: Any) -> None:
    configured = {name: value for name, value in more.items() if name in ("lock", "schedule_in", "priority")}
    args = {name: value for name, value in more.items() if name not in configured}
    app.configure_task(task, **configured).defer(thing=1, seq=seq, **args)


def left() -> list[int]:
    return [job.args["seq"] for job in ProcrastinateJob.objects.order_by("id")]


def test_the_urgent_ones_first_then_the_oldest_and_their_jobs_are_gone() -> None:
    done: list[tuple[str, int, str]] = []
    wait("tell", 1, request="abc")
    wait("route", 2)
    wait("tell", 3)

    def note(task: str) -> Any:
        return lambda thing, seq: done.append((task, seq, request()))

    assert take_along({"tell": note("tell"), "route": note("route")}) == 3
    assert done == [("route", 2, ""), ("tell", 1, "abc"), ("tell", 3, "")]
    assert left() == []


def test_where_one_breaks_nothing_was_done_and_every_job_waits_as_before() -> None:
    wait("tell", 1)
    wait("tell", 2)

    def tell(thing: int, seq: int) -> None:
        Tally.objects.create(key=f"{seq}", n=1, until=timezone.now())
        assert seq == 1

    assert take_along({"tell": tell}) == 0
    assert (left(), Tally.objects.count()) == ([1, 2], 0)


def test_what_was_tried_before_is_locked_or_due_later_or_of_another_kind_is_left_to_the_worker() -> None:
    wait("tell", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 1")
    wait("tell", 2, lock="case:1")
    wait("tell", 3, schedule_in={"hours": 1})
    wait("draw", 4)
    assert take_along({"tell": lambda **_keys: None}) == 0
    assert left() == [1, 2, 3, 4]


def test_so_many_at_once_and_no_more() -> None:
    for seq in range(AT_ONCE + 1):
        wait("tell", seq)
    assert take_along({"tell": lambda **_keys: None}) == AT_ONCE
    assert left() == [AT_ONCE]
