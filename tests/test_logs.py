"""What is written down of what broke says where and of what kind, and nothing of what somebody typed."""

import logging

import pytest
from django.db import IntegrityError, connection, transaction

from huying import logs
from huying.cases.models import CaseText

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
