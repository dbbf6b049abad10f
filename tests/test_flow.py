"""What a killed worker left is done by another, also where the clock has queued it again meanwhile."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huying import flow

pytestmark = pytest.mark.django_db(transaction=True)


def left_by_a_killed_worker(task: str) -> int:
    """A job that a worker had begun whose heart beats no more."""
    key = app.configure_task(task).defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id) "
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = gone.id FROM gone WHERE procrastinate_jobs.id = %s",
            [key],
        )
    return key


def rescue() -> None:
    connector: Any = app.connector

    async def look() -> None:
        with app.replace_connector(connector.get_worker_connector()) as of:
            async with of.open_async():
                context: Any = SimpleNamespace(app=of)
                await flow.rescue.func(context, timestamp=0)

    asyncio.run(look())


def jobs() -> dict[int, str]:
    return dict(ProcrastinateJob.objects.values_list("pk", "status"))


@pytest.mark.parametrize("task", ["seal", "watch", "send_due", "rescue"])
def test_a_job_of_the_clock_that_was_killed_is_queued_again(task: str) -> None:
    key = left_by_a_killed_worker(task)
    rescue()
    assert jobs() == {key: "todo"}


@pytest.mark.parametrize("task", ["seal", "watch", "send_due", "rescue"])
def test_where_the_clock_has_queued_it_again_the_killed_one_goes_and_holds_up_nothing(task: str) -> None:
    left_by_a_killed_worker(task)
    again = app.configure_task(task).defer(timestamp=1)
    rescue()
    assert jobs() == {again: "todo"}


def test_what_a_living_worker_does_is_left_to_it() -> None:
    key = left_by_a_killed_worker("seal")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")
    rescue()
    assert jobs() == {key: "doing"}
