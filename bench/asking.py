"""One client after another: somebody signed in or a key asks for a page, and what the page costs in SQL."""

# ruff: noqa: PLC0415 - Django is set up first

import re
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection
from typing import Any

import psycopg

COUNTED = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", re.IGNORECASE)
Headers = Mapping[str, str]


def signed_in(username: str) -> Headers:
    """What the browser of this account sends."""
    from django.conf import settings
    from django.test import Client

    from huying.base.units.models import Staff

    client = Client()
    client.force_login(Staff.objects.get(username=username))
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}


def with_key(role: str, unit: str) -> Headers:
    """What a connected system sends, with a new key."""
    from huying.base.units.models import Key, Unit

    return {"Authorization": f"Bearer {Key.make(role, Unit.objects.get(code=unit))}"}


def timed(port: int, headers: Headers, paths: Sequence[str]) -> tuple[list[float], list[int]]:
    """Milliseconds and bytes of each, over one connection that stays open. The first is asked twice, and the first time not counted."""
    connection, spans, sizes = HTTPConnection("127.0.0.1", port), [], []
    for path in (paths[0], *paths):
        began = time.perf_counter()
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        sizes.append(len(answer.read()))
        spans.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, (path, answer.status)
    connection.close()
    return spans[1:], sizes[1:]


def statements(headers: Headers, path: str) -> list[str]:
    """The SQL of one answer, in process and warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Host": "localhost", **headers})
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return [str(query["sql"]) for query in seen.captured_queries if COUNTED.match(query["sql"] or "")]


def counted(method: str, path: str, body: bytes | None, headers: Headers) -> tuple[Any, int]:
    """The answer to one request, in process, and how many statements it took."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        answer = Client(headers={"Host": "localhost", **headers}).generic(
            method, path, body or b"", headers.get("Content-Type", "application/json")
        )
    return answer, sum(bool(COUNTED.match(query["sql"] or "")) for query in seen.captured_queries)


def bare(asked: Sequence[str]) -> float:
    """Milliseconds that a plain connection needs for these statements, rolled back."""
    from django.conf import settings

    with psycopg.connect(settings.DATABASE_URL) as connection:
        connection.execute("SET LOCAL jit = off")
        began = time.perf_counter()
        for sql in asked:
            cursor = connection.cursor()
            cursor.execute(sql.encode())
            if cursor.description:
                cursor.fetchall()
        took = (time.perf_counter() - began) * 1000
        connection.rollback()
    return took
