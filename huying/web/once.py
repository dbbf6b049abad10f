"""Asked twice, done once: a repeated request gets the first answer again. For every door that takes something in."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
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


def once(
    request: HttpRequest, key: str, act: Callable[[], HttpResponse], *, caller: str = "portal", said: bytes = b""
) -> HttpResponse:
    """What `act` answers, or what it answered when `caller` sent this request with this `key` before.

    Only what succeeded is remembered, in the transaction of the deed itself; a twin that comes meanwhile waits for it.
    Raises `Refused` when the key came with another request. Without a key: plainly `act()`. `said`: what makes two
    requests the same, where it is not their address and body: a sealed message is sealed anew each time.
    """
    if not key:
        return act()
    row, asked = _hash(caller.encode(), key.encode()).hex(), _hash(*([said] if said else _said(request)))
    with transaction.atomic():
        if not _is_first(row, asked):
            return _again(row, asked)
        response = act()
        if response.status_code < 400:
            headers = {name: response[name] for name in ("Content-Type", "ETag", "Location") if name in response}
            Answered.objects.filter(pk=row).update(
                status=response.status_code, headers=headers, body=response.content.decode()
            )
        else:
            transaction.set_rollback(True)
        return response


class Each:
    """The items of one request that come with keys of their own: what was answered before, and what is remembered now.

    `asked`: key → what was asked. Inside a transaction, that of the deeds: a twin that comes meanwhile waits for its end.
    """

    def __init__(self, asked: Mapping[str, bytes], *, caller: str) -> None:
        self.rows = {key: (_hash(caller.encode(), key.encode()).hex(), _hash(said)) for key, said in asked.items()}
        self.fresh = _first_of(dict(self.rows.values()))
        old = [row for row, _said in self.rows.values() if row not in self.fresh]
        self.old = Answered.objects.in_bulk(old) if old else {}

    def before(self, key: str) -> str | None:
        """What `key` was answered before, or None. Raises `Refused` when it came with something else."""
        row, asked = self.rows[key]
        if (first := self.old.get(row)) is None:
            return None
        if bytes(first.digest) != asked:
            raise Refused(_("This key was used for another request already."))
        return first.body

    def keep(self, answers: Mapping[str, tuple[int, str]]) -> None:
        """Remember what succeeded: key → status, body. What did not may be sent again put right."""
        rows = {self.rows[key][0]: given for key, given in answers.items() if self.rows[key][0] in self.fresh}
        done = [Answered(pk=row, status=status, body=body) for row, (status, body) in rows.items() if status < 400]
        Answered.objects.bulk_update(done, ["status", "body"])
        Answered.objects.filter(pk__in=[row for row, (status, _body) in rows.items() if status >= 400]).delete()


def forget() -> int:
    """Drop the answers that nobody will ask for again; return how many."""
    return Answered.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()[0]


def _is_first(row: str, asked: bytes) -> bool:
    return bool(_first_of({row: asked}))


def _first_of(asked: Mapping[str, bytes]) -> set[str]:
    """Write the rows that twins wait at, whose keys are the locks; return those that were not there.

    Sorted, so that two never wait crosswise.
    """
    if not asked:
        return set()
    keys = sorted(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{Answered._meta.db_table}" (key, digest, headers, body, at) '  # noqa: S608 - names from our models; values are bound
            "SELECT key, digest, '{}', '', %s FROM unnest(%s::text[], %s::bytea[]) AS asked (key, digest) "
            "ON CONFLICT DO NOTHING RETURNING key",
            [timezone.now(), keys, [asked[key] for key in keys]],
        )
        return {key for (key,) in cursor.fetchall()}


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
