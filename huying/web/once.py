"""Asked twice, done once: a repeated request gets the first answer again. For every door that takes something in."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from huying.base.journal.refusals import Refused
from huying.cases.models import Answered

REMEMBERED = timedelta(days=2)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NOT_MEANT = "csrfmiddlewaretoken"  # differs from page to page


def once(request: HttpRequest, key: str, act: Callable[[], HttpResponse], *, caller: str = "portal") -> HttpResponse:
    """What `act` answers, or what it answered when `caller` sent this request with this `key` before.

    Only what succeeded is remembered, in the transaction of the deed itself; a twin that comes meanwhile waits for it.
    Raises `Refused` when the key came with another request. Without a key: plainly `act()`.
    """
    if not key:
        return act()
    row, asked = _hash(caller.encode(), key.encode()).hex(), _hash(*_said(request))
    with transaction.atomic():
        if not _is_first(row, asked):
            return _again(row, asked)
        response = act()
        if response.status_code < 400:
            headers = {name: response[name] for name in ("Content-Type", "Location") if name in response}
            Answered.objects.filter(pk=row).update(
                status=response.status_code, headers=headers, body=response.content.decode()
            )
        else:
            transaction.set_rollback(True)
        return response


def forget() -> int:
    """Drop the answers that nobody will ask for again; return how many."""
    return Answered.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()[0]


def _is_first(row: str, asked: bytes) -> bool:
    """Write the row that a twin waits at: its key is the lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{Answered._meta.db_table}" (key, digest, headers, body, at) '  # noqa: S608 - names from our models; values are bound
            "VALUES (%s, %s, '{}', '', %s) ON CONFLICT DO NOTHING",
            [row, asked, timezone.now()],
        )
        return cursor.rowcount == 1


def _again(row: str, asked: bytes) -> HttpResponse:
    first = Answered.objects.get(pk=row)
    if bytes(first.digest) != asked:
        raise Refused(_("This key was used for another request already."))
    return HttpResponse(first.body, status=first.status, headers={**first.headers, "Idempotent-Replayed": "true"})


def _said(request: HttpRequest) -> Iterator[bytes]:
    """What makes two requests the same. A form sent twice differs in its boundary, so its fields are compared."""
    yield from ((request.method or "").encode(), request.get_full_path().encode())
    if request.content_type not in FORMS:
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        if name != NOT_MEANT:
            yield from (name.encode(), *(value.encode() for value in values))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield from (name.encode(), *file.chunks())
            file.seek(0)


def _hash(*parts: bytes) -> bytes:
    """SHA-256 over parts that do not run into one another."""
    body = hashlib.sha256()
    for part in parts:
        body.update(len(part).to_bytes(8) + part)
    return body.digest()
