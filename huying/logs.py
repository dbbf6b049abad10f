"""What is written down of what broke: where, and of what kind; nothing of what somebody typed."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import Error

from huying.base.sealed import spotting


class Line(logging.Formatter):
    """A line of the log. Whatever it quotes, a number that reaches a person is not in it."""

    def formatException(self, info: Any) -> str:  # noqa: N802 - the name is logging's
        return story(info[1])

    def format(self, record: logging.LogRecord) -> str:
        return spotting.masked(super().format(record))[0]


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
