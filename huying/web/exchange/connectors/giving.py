"""Cases of a unit as records for its own system: which ones, and what of them. No contact, nothing confidential, by no mapping."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Annotated, Any

from django.utils import timezone
from pydantic import BeforeValidator, Field, model_validator

from huying.base.catalogue import register as catalogue
from huying.base.journal import seals
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.roles import Actor
from huying.cases import queries
from huying.cases.models import Case
from huying.cases.words import Confidentiality
from huying.web.exchange.cases.mapping import Sheet

AT_ONCE = 500
"""Cases of one parcel by HTTP or into a table; a file holds all."""
SEALS_AT_ONCE = 100


def _code(row: Any) -> str:
    return row.code if row else ""


def _moment(at: Any) -> str:
    return timezone.localtime(at, timezone.get_default_timezone()).isoformat(timespec="seconds") if at else ""


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


OFFERED: Mapping[str, Callable[[Case], str]] = {
    "number": lambda case: case.number,
    "external": lambda case: case.external,
    "seq": lambda case: str(case.n_events),
    "state": lambda case: case.state,
    "outcome": lambda case: case.outcome,
    "channel": lambda case: case.channel,
    "category": lambda case: _code(case.category),
    "area": lambda case: _code(case.area),
    "unit": lambda case: _code(case.unit),
    "urgency": lambda case: case.urgency,
    "address": lambda case: case.address,
    "lon": lambda case: _degrees(case.lon),
    "lat": lambda case: _degrees(case.lat),
    "received_at": lambda case: _moment(case.received_at),
    "due_at": lambda case: _moment(case.due_at),
    "closed_at": lambda case: _moment(case.closed_at),
    "text": lambda case: case.text.body,
}
"""Everything that is offered of a case; a place that is somebody's home is not on the case, and numbers in the text are masked."""
ALWAYS = ("number", "seq")
"""What tells records, and states of one case, apart."""


def _named(given: Any) -> Any:
    """A list gives each field under its own name."""
    return {name: name for name in given} if isinstance(given, list) else given


class Offer(Sheet):
    """Which fields are given under which names, and of which categories; none named: of all."""

    source: str = ""
    time_zone: Any = None
    fields: Annotated[dict[str, Annotated[str, Field(min_length=1, max_length=63)]], BeforeValidator(_named)]
    categories: list[str] = []

    @model_validator(mode="after")
    def _known(self) -> "Offer":
        if unknown := sorted({*self.fields} - {*OFFERED}):
            raise ValueError(f"fields: {', '.join(unknown)} (known: {', '.join(OFFERED)})")
        if missing := [name for name in ALWAYS if name not in self.fields]:
            raise ValueError(f"fields: {', '.join(missing)} (always given)")
        book = catalogue.current().by_code
        if unknown := [code for code in self.categories if code not in book]:
            raise ValueError(f"categories: {', '.join(unknown)}")
        return self

    @property
    def columns(self) -> list[str]:
        """The names under which fields are given."""
        return [*self.fields.values()]


def record(offer: Offer, case: Case) -> dict[str, str]:
    """What is given of one case, in the order of the mapping."""
    case.category = catalogue.current().categories.get(case.category_id or 0)
    case.area = places.by_id(case.area_id or 0)
    case.unit = units.current().by_id.get(case.unit_id or 0)
    return {called: OFFERED[name](case) for name, called in offer.fields.items()}


def changed(offer: Offer, by: Actor, since: int) -> tuple[list[Case], int]:
    """The cases whose record grew under the seals after `since`, as they are now, and up to which seal that is.

    Whatever happened is sealed first: what is not under a seal yet is given the next time.
    """
    newest = seals.latest()
    if newest is None or newest.pk <= since:
        return [], since
    until = min(newest.pk, since + SEALS_AT_ONCE)
    grown = iter(sorted(seals.grown("case", since, until)))
    found: list[Case] = []
    while some := list(islice(grown, 1000)):
        found += offered(offer, by).filter(pk__in=some).order_by("pk")
    return found, until


def offered(offer: Offer, by: Actor) -> Any:
    """What may be given to the unit at all."""
    cases = queries.visible_to(by).filter(confidentiality=Confidentiality.NORMAL).select_related("text")
    cases = cases.exclude(category__in=_confidential())
    return cases.filter(category__in=_wanted(offer.categories)) if offer.categories else cases


def _confidential() -> Sequence[int]:
    book = catalogue.current().categories
    return [key for key, row in book.items() if row.confidentiality != Confidentiality.NORMAL]


def _wanted(codes: Sequence[str]) -> list[int]:
    book = catalogue.current()
    named = {book.by_code[code].pk for code in codes}
    return [key for key in book.categories if named.intersection(book.chain(key))]
