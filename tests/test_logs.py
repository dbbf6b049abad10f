"""What is written down of what broke says where and of what kind, and nothing of what somebody typed."""

import logging
from types import SimpleNamespace

import orjson
import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from huying import logs
from huying.base import tracing
from huying.cases.models import CaseText
from tests import stories

SAID = "张三丰\n\n住在柳烟巷"


def broken() -> IntegrityError:
    """A row with words in it that the database refuses, and quotes."""
    try:
        with transaction.atomic():
            CaseText.objects.create(case_id=1, body=SAID, words="", search=None)
            connection.check_constraints()
    except IntegrityError as error:
        return error
    raise AssertionError("the database took it")


@pytest.mark.django_db
def test_what_the_database_quotes_is_not_written_down() -> None:
    error = broken()
    story = logs.story(error)

    assert "住在柳烟巷" in str(error)
    assert [word for word in ("张三丰", "柳烟巷", "DETAIL") if word in story] == []
    assert story.count("null value in column") == 2  # psycopg's and Django's
    assert logs.sentence(error).startswith("django.db.utils.IntegrityError: null value in column")


def test_a_number_that_an_error_quotes_is_masked() -> None:
    assert logs.sentence(ValueError("no 13900001234 here")) == "ValueError: no 〔☎ •••〕 here"


def test_a_line_of_the_log_holds_no_number() -> None:
    record = logging.LogRecord("a", logging.ERROR, "", 1, "called by %s", ("13900001234",), None)

    assert logs.Line("{message}", style="{").format(record) == "called by 〔☎ •••〕"


def record(message: str, **given: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "a", "levelno": 20, "levelname": "INFO", "msg": message, **given})


def test_what_follows_from_a_request_names_it() -> None:
    line = logs.Line("{message}", style="{")

    assert line.format(record("before")) == "before"
    with tracing.following("f" * 32):
        assert line.format(record("inside")) == f"[{'f' * 32}] inside"


def test_as_json_a_line_is_an_object_with_the_same_silence() -> None:
    with tracing.following("f" * 32):
        told = orjson.loads(
            logs.Json().format(record("called by 13900001234", route="desk:case", seconds=0.5, request=object()))
        )

    assert told.pop("at").endswith("+00:00")
    assert told == {
        "level": "INFO", "logger": "a", "message": "called by 〔☎ •••〕", "request": "f" * 32, "route": "desk:case", "seconds": 0.5,
    }  # fmt: skip


@pytest.mark.django_db
def test_as_json_too_what_the_database_quotes_is_not_written_down() -> None:
    error = broken()
    told = orjson.loads(logs.Json().format(record("broke", exc_info=(type(error), error, error.__traceback__))))

    assert [word for word in ("张三丰", "柳烟巷", "DETAIL") if word in told["story"]] == []


@pytest.mark.django_db
def test_a_job_knows_the_request_that_it_follows_from(caplog: pytest.LogCaptureFixture) -> None:
    with tracing.following("f" * 32):
        stories.received(stories.city())
    assert ProcrastinateJob.objects.get(task_name="route").args["request"] == "f" * 32

    caplog.set_level("INFO", "huying.jobs")
    context = SimpleNamespace(
        job=SimpleNamespace(id=7, task_name="route", task_kwargs={"thing": 1, "request": "e" * 32})
    )
    seen = logs.job(tracing.request, context, None)  # type: ignore[arg-type]

    assert seen == "e" * 32
    assert [(line.message, line.job, line.ok) for line in caplog.records] == [("route done", 7, True)]  # type: ignore[attr-defined]


def test_a_job_that_broke_says_so_and_breaks(caplog: pytest.LogCaptureFixture) -> None:
    def broke() -> None:
        raise ValueError

    caplog.set_level("INFO", "huying.jobs")
    context = SimpleNamespace(job=SimpleNamespace(id=7, task_name="route", task_kwargs={}))
    with pytest.raises(ValueError):  # noqa: PT011 - it is ours
        logs.job(broke, context, None)  # type: ignore[arg-type]

    assert [line.message for line in caplog.records] == ["route broke: ValueError"]
