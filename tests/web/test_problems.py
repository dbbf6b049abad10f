"""When something breaks: one page, one entry in the log under the reference that the page shows, and the next request works."""

import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from huying.web import maps


def breaks(*_given: Any) -> Any:
    """As a view does whose statement the database refuses: its transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_fails_in_a_page_that_only_reads_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR, "huying"):
        broken.setattr(maps, "_drawn", breaks)
        answer = client.get("/areas.geojson")
    noted = [record for record in caplog.records if record.name == "huying.web.problems"]
    (shown,) = re.findall(r'<span class="hy-figures">(\w+)</span>', answer.content.decode())
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert [record.args[0] for record in noted if isinstance(record.args, tuple)] == [shown]
    assert client.get("/areas.geojson").status_code == 200
