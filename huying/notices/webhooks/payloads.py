"""What a webhook says: which step was taken with which case, in codes. Whoever wants more asks the API with their own key."""

from typing import Any

import orjson

from huying.base.catalogue import register as catalogue
from huying.base.journal.memory import Event
from huying.base.places import register as places
from huying.base.units import register as units

VERSION = 1
TEST = "test"


def identity(number: str, seq: int) -> str:
    """The same whenever this step is told: by it a receiver knows a repeat."""
    return f"{number}.{seq}"


def told(event: Event, number: str, category: int | None) -> bytes:
    """The body about one event of the case with this number. Times are UTC; area and unit as they were then."""
    kind = catalogue.current().categories.get(category or 0)
    area, unit = places.by_id(event.area or 0), units.current().by_id.get(event.unit or 0)
    case = {"number": number, "state": event.target, "category": _code(kind), "area": _code(area), "unit": _code(unit)}
    return _body(
        f"case.{event.verb}", identity(number, event.seq), event.at, seq=event.seq, by=_who(event.by), case=case
    )


def test(at: Any) -> bytes:
    """The body of a test, which is about nothing."""
    return _body(TEST, TEST, at)


def _body(kind: str, identity_: str, at: Any, **more: Any) -> bytes:
    return orjson.dumps({"version": VERSION, "id": identity_, "type": kind, "at": at, **more}, option=orjson.OPT_UTC_Z)


def _code(row: Any) -> str | None:
    return row.code if row else None


def _who(ref: str) -> str:
    """A key by its number, so that a system knows its own steps again; of people only that it was staff or a resident."""
    kind, _colon, number = ref.partition(":")
    return ref if kind == "key" and number else kind
