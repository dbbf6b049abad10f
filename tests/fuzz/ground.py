"""What is there before anything is sent, and whether a request left it as it was."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import override_settings

from huying.base.journal.models import AuditDay, Event, Unsealed
from huying.base.units.roles import Actor
from huying.cases import beside, files, handling, intake, reactions
from huying.cases.models import Case, Tally
from huying.web.portal import doubts
from huying.web.portal.draft import Kept
from tests import stories

from .asking import Answer, Sent, ask
from .junk import pictures, urlencoded

CSRF = "c" * 32
OUTSIDE = {AuditDay, Session, Tally}
"""Tables that doors write whatever comes: whose session it is, how often somebody knocked."""
OF_CASES = {Event, Unsealed}
"""Tables in which the audit log stands, too; here the life of cases counts."""


@dataclass(frozen=True)
class Ground:
    """A city with a case, open in a browser: what may be named in a request."""

    number: str
    code: str
    file: int
    cookie: str
    """That the case is open, and a token against forged forms."""
    token: str
    """Of a report that was begun."""
    kept: str
    """Of a photo that was taken in."""


@contextmanager
def prepared(folder: Path) -> Iterator[Ground]:
    """The ground, until the transaction around is rolled back. People's slowness and real password hashing are left out."""
    meant = {
        "MEDIA_ROOT": folder,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "SMS_URL": "http://127.0.0.1:9/",
        "SMTP_URL": "smtp://127.0.0.1:9/",
    }
    with override_settings(**meant), patch.object(doubts, "QUICKEST", timedelta(seconds=-1)), _one_connection():
        yield _ground()


@contextmanager
def _one_connection() -> Iterator[None]:
    """A request leaves the connection open, on which the transaction around runs."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _ground() -> Ground:
    receipt = intake.receive(stories.call(stories.city()), by=Actor.resident())
    reactions.route(receipt.case.pk, 1)
    case = Case.objects.get(pk=receipt.case.pk)
    handling.accept(case, by=stories.lead(case))
    taken = files.take_in("a.jpg", io.BytesIO(pictures()["JPEG"]))
    beside.attach(case, by=Actor.resident(case.pk), file=taken.attachment)
    csrf = f"{settings.CSRF_COOKIE_NAME}={CSRF}"
    typed = urlencoded([("number", case.number), ("code", receipt.code), ("csrfmiddlewaretoken", CSRF)])
    form = (("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", csrf))
    opened = ask(Sent("track", "POST", "/track/", headers=form, body=typed))
    assert opened.status == 302, opened
    cookie = f"{csrf}; {opened.headers['Set-Cookie'].partition(';')[0]}"
    return Ground(case.number, receipt.code, case.attachments.get().pk, cookie, doubts.token(), Kept.of(taken).token)


# -- was anything written?


@cache
def _count() -> str:
    """One statement that counts the rows of every table that matters."""
    tables = []
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model not in OUTSIDE:
            where = " WHERE life = 'case'" if model in OF_CASES else ""
            tables.append(f"SELECT '{model.__name__}', count(*) FROM \"{model._meta.db_table}\"{where}")
    return " UNION ALL ".join(tables)


def counted() -> dict[str, int]:
    """Table → rows."""
    with connection.cursor() as cursor:
        cursor.execute(_count())
        return dict(cursor.fetchall())


def stored() -> set[Path]:
    """The files on disk."""
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@dataclass
class Outcome:
    """What one request came to."""

    answer: Answer
    written: dict[str, int]
    stored: int


def put(sent: Sent, rows: dict[str, int], files: set[Path]) -> Outcome:
    """Ask where `rows` and `files` are there, look what was written, and take it back."""
    with transaction.atomic():
        answer = ask(sent)
        if answer.status < 400:
            connection.check_constraints()
        after = counted() if answer.status < 500 else rows
        transaction.set_rollback(True)
    new = stored() - files
    for path in new:
        path.unlink()
    return Outcome(answer, {table: n - rows[table] for table, n in after.items() if n != rows[table]}, len(new))


# -- what must hold for every answer

NOT_READY = ("/readyz", 503)
"""It says that something is away; no worker runs beside these tests."""


def wrong(sent: Sent, outcome: Outcome) -> list[str]:
    """What is not as it should be."""
    answer = outcome.answer
    kind = "application/problem+json" if sent.path.startswith("/api/") and answer.status >= 400 else answer.kind
    findings = {
        f"it broke: {answer.broke or answer.status}": answer.status >= 500 and (sent.path, answer.status) != NOT_READY,
        f"no status of ours: {answer.status}": answer.status < 200,
        f"a problem as {answer.kind}": answer.kind != kind,
        "an answer without a kind": bool(answer.body) and not answer.kind,
        "no policy for browsers": "Content-Security-Policy" not in answer.headers and not answer.broke,
        "a header in two lines": any("\n" in value or "\r" in value for value in answer.headers.values()),
        "too often for who only looks": answer.status == 429
        and sent.method in ("HEAD", "OPTIONS")
        and not answer.broke,
        "a look inside": b"Traceback (most recent call last)" in answer.body,
        f"written: {outcome.written}": bool(outcome.written) and not accepted(sent, answer),
        f"stored: {outcome.stored}": outcome.stored > _allowed(sent, answer),
    }
    return [finding for finding, holds in findings.items() if holds]


def _allowed(sent: Sent, answer: Answer) -> int:
    """How many files may stay: the good ones of ours, and the one that the API says it took."""
    return max(sum(sent.body.count(data) for data in _good()), sent.door == "api" and accepted(sent, answer))


ACCEPTS: dict[str, Any] = {
    "report": lambda answer: answer.status == 200 and b'id="number"' in answer.body,
    "deed": lambda answer: answer.status == 302,
    "code": lambda answer: answer.status == 302,
    "api": lambda answer: answer.status == 201,
}
"""Doors that take something in → how they say that they did."""


def accepted(sent: Sent, answer: Answer) -> bool:
    """Whether the door says that it took this in."""
    return sent.method == "POST" and sent.door in ACCEPTS and ACCEPTS[sent.door](answer)


@cache
def _good() -> list[bytes]:
    return [pictures()[kind] for kind in ("JPEG", "PNG", "WEBP", "PDF", "JPEG with broken EXIF")]
