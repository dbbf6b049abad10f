"""The access record: who opened the contact of which case, when, what for. What the auditor reads, out of the journal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from huying.base.journal import memory
from huying.base.journal.memory import Event
from huying.base.units import register as units
from huying.base.units.audit_log import Period, role_of
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Query, Role, Scope, scope

from . import numbers
from .models import Case, Request
from .states import LIFE
from .words import Purpose, RequestKind


@dataclass(frozen=True)
class Filters:
    """What the record is narrowed to. Empty means everything."""

    unit: Unit | None = None
    purpose: str = ""
    number: str = ""
    period: Period = field(default_factory=Period)

    @property
    def codes(self) -> dict[str, str]:
        """As the audit log records that something was taken out."""
        unit, number = self.unit.code if self.unit else "", numbers.tidy(self.number)
        named = {"unit": unit, "purpose": self.purpose, "number": number}
        return {name: code for name, code in named.items() if code} | self.period.codes


@dataclass(frozen=True)
class Look:
    """One look at a contact; never what was seen. `by` is an account's or a key's number, never a name."""

    event: Event
    number: str
    """Of the case."""
    unit: Unit | None
    role: Role | None
    purpose: Purpose | None
    reason: str
    """What was typed; "" when nothing was, or when it was erased."""
    until: datetime | None
    second: Request | None
    """Where a second person had to agree: what was asked, and who granted it when."""

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def by(self) -> str:
        return self.event.by


def events(by: Actor, filters: Filters) -> QuerySet[Event]:
    """The looks at all contacts, for whoever may read them."""
    if scope(by.role, Query.LOOKS) != Scope.ALL:
        return Event.objects.none()
    found = filters.period.of(Event.objects.filter(life=LIFE.life, verb="reveal"))
    if filters.number:
        found = found.filter(thing__in=Case.objects.filter(number=numbers.tidy(filters.number)).values("pk"))
    if filters.unit:
        found = found.filter(facts__unit=filters.unit.code)
    return found.filter(facts__purpose=filters.purpose) if filters.purpose else found


def told(events: Sequence[Event]) -> list[Look]:
    """The events as looks, in their order; three statements, however many they are."""
    cases = {event.thing for event in events}
    number_of = dict(Case.objects.filter(pk__in=cases).values_list("pk", "number"))
    granted = list(
        Request.objects.filter(case__in=cases, kind=RequestKind.LOOK, decision="granted").order_by("-decided_at")
    )
    reasons = memory.typed(events, "reason")
    by_code = units.current().by_code
    return [
        Look(
            event=event,
            number=number_of.get(event.thing, ""),
            unit=by_code.get(event.facts["unit"]),
            role=role_of(event),
            purpose=Purpose(event.facts["purpose"]),
            reason=reasons.get(event.pk, ""),
            until=parse_datetime(event.facts["until"]),
            second=_second(event, granted),
        )
        for event in events
    ]


def _second(event: Event, granted: Iterable[Request]) -> Request | None:
    """The newest leave that whoever looked had by then, if it still lasted."""
    return next(
        (
            row
            for row in granted
            if (row.case_id, row.asked_by) == (event.thing, event.by)
            and row.decided_at is not None
            and row.proposed_until is not None
            and row.decided_at <= event.at < row.proposed_until
        ),
        None,
    )
