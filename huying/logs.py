"""What is written down of what broke: where, and of what kind; nothing of what somebody typed."""

import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import psycopg
from django.db import Error
from procrastinate import JobContext

from huying.base import tracing
from huying.base.sealed import spotting

jobs = logging.getLogger("huying.jobs")

ALWAYS_THERE = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record holds; the rest was given by whoever wrote it."""


class Line(logging.Formatter):
    """A line of the log. Whatever it quotes, a number that reaches a person is not in it."""

    def formatException(self, info: Any) -> str:  # noqa: N802 - the name is logging's
        return story(info[1])

    def format(self, record: logging.LogRecord) -> str:
        mark = f"[{request}] " if (request := tracing.request()) else ""
        return mark + spotting.masked(super().format(record))[0]


class Json(Line):
    """The same as an object on one line, for whatever gathers logs: `at`, `level`, `logger`, `message`, `request`, `story`, …"""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": spotting.masked(record.getMessage())[0],
        }
        if request := tracing.request():
            told["request"] = request
        if record.exc_info and record.exc_info[1]:
            told["story"] = story(record.exc_info[1])
        return orjson.dumps(told | dict(_given(record))).decode()


def _given(record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
    """What was written down beside the message: words and numbers, never a request of Django's, which quotes its query."""
    for name, value in vars(record).items():
        if name not in ALWAYS_THERE and isinstance(value, str | int | float):
            yield name, spotting.masked(value)[0] if isinstance(value, str) else value


def job(run: Callable[[], Any], context: JobContext, _worker: Any) -> Any:
    """Runs a job of the worker, and tells of it when it is over: `HUYING_LOG=INFO`."""
    began = time.monotonic()
    with tracing.following(str(context.job.task_kwargs.get("request", ""))):
        try:
            return run()
        finally:
            broke = sys.exc_info()[0]
            told = {"job": context.job.id, "task": context.job.task_name, "seconds": round(time.monotonic() - began, 3)}
            jobs.info(
                "%s %s", told["task"], f"broke: {broke.__name__}" if broke else "done", extra=told | {"ok": not broke}
            )


def story(error: BaseException) -> str:
    """The traceback of an error. Of what the database says only the first line: below it quotes the rows it was given."""
    told = traceback.TracebackException.from_exception(error)
    for part in _parts(told):
        if issubclass(part.exc_type or Exception, Error | psycopg.Error):
            part._str = part._str.partition("\n")[0]  # type: ignore[attr-defined]
    return spotting.masked("".join(told.format()).rstrip("\n"))[0]


def sentence(error: BaseException) -> str:
    """What the error says, in one line."""
    return story(error).rpartition("\n")[2]


def _parts(told: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    yield told
    for cause in (told.__cause__, told.__context__, *(told.exceptions or ())):
        if cause:
            yield from _parts(cause)
