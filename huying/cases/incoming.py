"""What comes in as words alone, by e-mail or chat: taken once, for a new case or for the one whose number and code came along.

Never for a case of the same sender: that would be a look-up by person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils.crypto import salted_hmac

from huying.base.journal import clock
from huying.base.units.roles import Actor

from . import beside, handling, numbers, queries
from .models import Attachment, Case, Incoming
from .words import RequestKind

End = Incoming.End

_CODE_SIGN = f"[{numbers.CODE_ALPHABET}]"
_PROOF = re.compile(
    rf"(?i)(?<!\d)(\d{{6}}[- ]?\d{{8}}[- ]?\d)(?!\d)(?:[^0-9A-Z]|\bcode\b){{1,20}}"
    rf"({_CODE_SIGN}{{4}}(?:[- ]?{_CODE_SIGN}{{4}}){{2}})(?![0-9A-Z])"
)
"""A number, and its code not far behind it."""


@dataclass(frozen=True)
class Proof:
    """The number and the code that stand in a message, and what else it says."""

    number: str
    code: str
    rest: str


def proof(text: str) -> Proof | None:
    """Number and code as somebody typed them; None where there are none."""
    found = _PROOF.search(text)
    return Proof(found[1], found[2], _PROOF.sub("", text).strip(" \n\t:：,，。.;；")) if found else None


def proven(text: str) -> Case | None:
    """The case whose number and code stand in this text."""
    shown = proof(text)
    return queries.tracked(shown.number, shown.code) if shown else None


def without_codes(text: str) -> str:
    """The text as it may be kept: a code opens a case and stands in none."""
    return _PROOF.sub(r"\1", text)


def add(case: Case, *, by: Actor, text: str, files: Iterable[Attachment] = ()) -> None:
    """Add what the reporter says: the answer to the question that waits, else a message; and files. Raises `Refused`."""
    if text and case.is_open and case.papers.request(RequestKind.ANSWER):
        handling.answer_resident(case, by=by, answer=text)
    elif text:
        beside.message(case, by=by, text=text)
    for file in files:
        beside.attach(case, by=by, file=file)


# -- once


def is_first(*said: str) -> bool:
    """Whether this comes for the first time; in the transaction that takes it in, so that a twin waits here."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{Incoming._meta.db_table}" (key, "end", at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING',  # noqa: S608 - the name is our model's; values are bound
            [_key(*said), "", clock.now()],
        )
        return cursor.rowcount == 1


def ended(end: str, *said: str) -> None:
    """What became of it."""
    Incoming.objects.filter(key=_key(*said)).update(end=end)


def counted() -> dict[str, int]:
    """End → how many e-mails, of those that are remembered; one that is brought twice counts once."""
    rows = Incoming.objects.exclude(end="").values("end").annotate(n=Count("pk")).order_by("end")
    return {row["end"]: row["n"] for row in rows}


def forget() -> int:
    """Drop what came long ago; return how many."""
    return Incoming.objects.filter(at__lt=clock.now() - settings.NOTICES_KEPT).delete()[0]


def _key(*said: str) -> str:
    return salted_hmac("huying.cases.incoming", "\0".join(said), algorithm="sha256").hexdigest()
