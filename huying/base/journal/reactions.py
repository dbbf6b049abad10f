"""What follows an event: one job per reaction, written in the transaction, and mostly in the statement, that wrote the event."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base import tracing

from . import rows
from .models import Event


@cache
def _flow(table: str) -> dict[str, tuple[str, ...]]:
    """`settings` names the table, so that this lower floor calls the upper ones without importing them."""
    return import_string(table)


def jobs(*events: Event, past: bool = False) -> list[ProcrastinateJob]:
    """The reactions to these events, to be inserted: exactly what procrastinate's own `defer` would insert.

    At least once: each looks first whether there is still something to do. Of the `past` nobody is told any more.
    """
    return [
        job
        for event in events
        for job in following(f"{event.life}.{event.verb}", past=past, thing=event.thing, seq=event.seq)
    ]


def following(what: str, *, past: bool = False, **keys: int) -> list[ProcrastinateJob]:
    """A job for each reaction to `what`, as the table names it, with these keys and the request that it follows from."""
    table = _flow(settings.FLOW_OF_THE_PAST if past else settings.FLOW)
    args = keys | ({"request": request} if (request := tracing.request()) else {})
    return [rows.new(ProcrastinateJob, args=args, **_deferred(task)) for task in table.get(what, ())]


@cache
def _deferred(task: str) -> dict[str, Any]:
    job = app.configure_task(task).job
    named = {"queue_name": job.queue, "task_name": job.task_name, "priority": job.priority}
    return named | {
        "lock": job.lock,
        "queueing_lock": job.queueing_lock,
        "status": "todo",
        "attempts": 0,
        "abort_requested": False,
    }
