"""Photos and documents that came as an address: fetched by a job into their case, with the checks of every other file.

No longer than three days: what cannot be had by then is given up.
"""

import base64
import binascii
import io
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.db import transaction
from procrastinate.contrib.django import app

from huying.base import outbound
from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.base.units.roles import Actor

from . import beside, files
from .models import Case, Linked

GIVEN_UP_AFTER = timedelta(days=3)
LONGEST_NAME = 100
EMBEDDED = "data:"

log = logging.getLogger(__name__)


class Away(Exception):
    """It could not be had now; the job tries again. Says what the server answered, never the address."""


def note(case: Case, url: str) -> None:
    """Have the file at `url` fetched into `case`; in the transaction that takes the case in."""
    row = Linked.objects.create(case=case, url=url)
    app.configure_task("fetch_linked").defer(key=row.pk)


def embedded(url: str) -> io.BytesIO:
    """The content of a `data:` address. Raises ValueError where it is none."""
    head, _comma, body = url.removeprefix(EMBEDDED).partition(",")
    try:
        return io.BytesIO(base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body))
    except binascii.Error as wrong:
        raise ValueError("base64") from wrong


def fetch(key: int) -> None:
    """Fetch one file. Raises `Away` to be tried again; what is no photo or document, or gone, is given up with a line in the log."""
    row = Linked.objects.select_related("case").filter(pk=key).first()
    if row is None:
        return
    try:
        content = _content(row.url)
        with transaction.atomic():
            if Linked.objects.select_for_update().filter(pk=key).exists():
                taken = files.take_in(_name(row.url), content)
                beside.attach(row.case, by=Actor.resident(row.case_id), file=taken.attachment)
                row.delete()
    except Refused as refusal:
        log.warning("case %s: a file that came as an address was not taken: %s", row.case.number, refusal)
        row.delete()


def forget() -> int:
    """Give up what could not be had in time; return how many."""
    return Linked.objects.filter(at__lt=clock.now() - GIVEN_UP_AFTER).delete()[0]


def _content(url: str) -> io.BytesIO:
    try:
        with outbound.to(url) as session, session.get(url, stream=True) as answer:
            if answer.status_code >= 500 or answer.status_code in (408, 425, 429):
                raise Away(str(answer.status_code))
            return _read(answer)
    except OSError as failure:  # what requests raises quotes the address
        raise Away(type(failure).__name__) from None


def _read(answer: Any) -> io.BytesIO:
    """One byte more than may be kept, so that `files` says that it is too large."""
    kept = io.BytesIO()
    if answer.ok:
        for part in answer.iter_content(64 * 1024):
            kept.write(part[: files.LARGEST + 1 - kept.tell()])
            if kept.tell() > files.LARGEST:
                break
    kept.seek(0)
    return kept


def _name(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2][-LONGEST_NAME:]
