"""The access record and the audit log as rows of a file: codes and numbers, the hash of each event, and the seal over it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils import timezone

from huying.base.journal.memory import Event, sealed_by
from huying.base.units import audit_log
from huying.base.units.roles import Actor
from huying.cases import looking

CHUNK = 2000

Row = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """A list that can be taken out."""

    name: str
    events: Callable[[Actor, Any], QuerySet[Event]]
    """Whose, and `filters`."""
    filters: type[Any]
    told: Callable[[Sequence[Event]], Iterable[Any]]
    row: Callable[[Any], Row]
    """The cells of one of what is told, by name."""
    columns: tuple[str, ...]

    def rows(self, by: Actor, filters: Any) -> Iterator[Row]:
        """Every event as a row, the oldest first; a few statements for each two thousand."""
        ordered = iter(self.events(by, filters).order_by("at", "id").iterator(CHUNK))
        while part := list(islice(ordered, CHUNK)):
            seals = sealed_by(part)
            for each in self.told(part):
                yield self.row(each) | _proof(each.event, seals)

    def cells(self, by: Actor, filters: Any) -> Iterator[list[Any]]:
        """The same for a table, in the order of `columns`."""
        for row in self.rows(by, filters):
            yield [_flat(row[name]) for name in self.columns]


def _look(look: looking.Look) -> Row:
    second = look.second
    return {
        "at": _moment(look.at),
        "case": look.number,
        "unit": look.unit.code if look.unit else None,
        "role": look.role,
        "by": look.by,
        "purpose": look.purpose,
        "until": _moment(look.until),
        "second": second.decided_by if second else None,
        "second_at": _moment(second.decided_at) if second else None,
    }


def _entry(entry: audit_log.Entry) -> Row:
    return {
        "at": _moment(entry.at),
        "what": entry.what,
        "unit": entry.unit.code if entry.unit else None,
        "role": entry.role,
        "by": entry.by,
        "facts": entry.facts,
    }


def _proof(event: Event, seals: dict[int, int]) -> Row:
    return {
        "chain": f"{event.life}:{event.thing}",
        "seq": event.seq,
        "hash": bytes(event.hash).hex(),
        "seal": seals.get(event.pk),
    }


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat() if at else None


def _flat(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict) else value


PROOF = ("chain", "seq", "hash", "seal")
LOOKS = Record(
    "looks", looking.events, looking.Filters, looking.told, _look,
    ("at", "case", "unit", "role", "by", "purpose", "until", "second", "second_at", *PROOF),
)  # fmt: skip
AUDIT = Record(
    "audit", audit_log.events, audit_log.Filters, audit_log.told, _entry,
    ("at", "what", "unit", "role", "by", "facts", *PROOF),
)  # fmt: skip
BY_NAME = {record.name: record for record in (AUDIT, LOOKS)}
