"""The access record: who opened the contact of which case, when, what for. The auditor and the resident read the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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


@dataclass(frozen=True)
class Look:
    """One look at a contact; never what was seen. `by` is an account's or a key's number, never a name."""

    at: datetime
    number: str
    unit: Unit | None
    role: Role | None
    by: str
    purpose: str
    reason: str
    """What was typed; "" when nothing was, or when it was erased."""
    until: datetime | None
    second: Request | None
    """Who else agreed, where a second person had to."""
    event: Event


def events(by: Actor, filters: Filters) -> QuerySet[Event]:
    """The looks that this person may read: all for the auditor, those of their own case for a resident."""
    found = filters.period.of(Event.objects.filter(life=LIFE.life, verb="reveal"))
    reach = scope(by.role, Query.LOOKS)
    if reach == Scope.OWN_CASE:
        found = found.filter(thing=by.case_id or 0)
    elif reach != Scope.ALL:
        return Event.objects.none()
    if filters.number:
        case = Case.objects.filter(number=numbers.tidy(filters.number)).values_list("pk", flat=True).first()
        found = found.filter(thing=case or 0)
    if filters.unit:
        found = found.filter(facts__unit=filters.unit.pk)
    return found.filter(facts__purpose=filters.purpose) if filters.purpose else found


def told(events: Sequence[Event]) -> list[Look]:
    """The events as looks, in their order; three statements, however many they are."""
    cases = {event.thing for event in events}
    number_of = dict(Case.objects.filter(pk__in=cases).values_list("pk", "number"))
    reasons = memory.typed(events, "reason")
    asked = list(
        Request.objects.filter(case__in=cases, kind=RequestKind.LOOK, decision="granted").order_by("decided_at")
    )
    by_id = units.current().by_id
    return [
        Look(
            at=event.at,
            number=number_of.get(event.thing, ""),
            unit=by_id.get(event.facts.get("unit") or 0),
            role=role_of(event),
            by=event.by,
            purpose=_purpose(event.facts.get("purpose")),
            reason=reasons.get(event.pk, ""),
            until=parse_datetime(str(event.facts.get("until", ""))),
            second=_second(event, asked),
            event=event,
        )
        for event in events
    ]


def _purpose(code: Any) -> str:
    return str(Purpose(code).label) if code in Purpose.values else ""


def _second(event: Event, asked: Iterable[Request]) -> Request | None:
    """The newest leave for this look that was given before it."""
    given = [row for row in asked if row.case_id == event.thing and row.decided_at and row.decided_at <= event.at]
    return next((row for row in reversed(given) if row.asked_by == event.by), None)
