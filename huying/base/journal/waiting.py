"""Reactions that wait: whoever does one takes others along, so that a burst of them costs less than each by itself."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson
from django.db import connection, transaction

from huying.base import tracing

AT_ONCE = 25
"""Reactions in one transaction: few enough that nobody waits long for a case that one of them moved."""

TAKEN = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'todo' AND task_name = ANY(%s) AND attempts = 0 AND scheduled_at IS NULL AND lock IS NULL
    ORDER BY priority DESC, id LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING priority, id, task_name, args
"""


def take_along(reactions: Mapping[str, Callable[..., None]]) -> int:
    """Do what waits of these reactions, at most `AT_ONCE`, with the rows of their jobs in one transaction; return how many.

    All or none: where one breaks, nothing was done, every job waits as before, and the worker does each by itself, with its
    retries. Those that were tried before are left to it too. A worker that is killed meanwhile leaves no trace.
    """
    try:
        with transaction.atomic():
            jobs = _taken(reactions)
            for task, keys in jobs:
                with tracing.following(keys.pop("request", "")):
                    reactions[task](**keys)
    except Exception:  # whatever it was, the worker meets it again by itself, and writes it down
        return 0
    return len(jobs)


def _taken(names: Iterable[str]) -> list[tuple[str, dict[str, Any]]]:
    """Tasks and their arguments; those that matter most first, then the oldest."""
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [[*names], AT_ONCE])
        found = sorted(cursor.fetchall(), key=lambda job: (-job[0], job[1]))
    return [(task, orjson.loads(args)) for _priority, _id, task, args in found]
