"""Reading the audit log: by time, by what was done and by unit. There is no look-up by account, and nothing is counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from huying.base.journal.audit import LIFE, What
from huying.base.journal.memory import Event

from . import register
from .models import Unit
from .roles import Actor, Query, Role, Scope, scope


@dataclass(frozen=True)
class Period:
    """Calendar days of the city, both included; None is open."""

    since: date | None = None
    until: date | None = None

    @property
    def codes(self) -> dict[str, Any]:
        """As the log records it."""
        days = {"since": self.since, "until": self.until}
        return {name: day.isoformat() for name, day in days.items() if day}

    def of(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Those of `events` that happened in it."""
        if self.since:
            events = events.filter(at__gte=_midnight(self.since))
        if self.until:
            events = events.filter(at__lt=_midnight(self.until + timedelta(days=1)))
        return events


@dataclass(frozen=True)
class Filters:
    """What the log is narrowed to. Empty means everything."""

    what: str = ""
    unit: Unit | None = None
    period: Period = field(default_factory=Period)

    @property
    def codes(self) -> dict[str, Any]:
        """As the log records that something was taken out of it."""
        named = {"what": self.what, "unit": self.unit.code if self.unit else ""}
        return {name: code for name, code in named.items() if code} | self.period.codes


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    event: Event
    what: What
    unit: Unit | None
    role: Role | None
    facts: dict[str, Any]

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def by(self) -> str:
        """The number of an account or a key, never a name."""
        return self.event.by


def events(by: Actor, filters: Filters) -> QuerySet[Event]:
    """The events of the log that this person may read."""
    if scope(by.role, Query.AUDIT) != Scope.ALL:
        return Event.objects.none()
    found = filters.period.of(Event.objects.filter(life=LIFE.life))
    if filters.what:
        found = found.filter(verb=filters.what)
    return found.filter(unit=filters.unit.pk) if filters.unit else found


def setup_changes(by: Actor) -> QuerySet[Event]:
    """When the set-up was changed, for whoever may change it."""
    if scope(by.role, Query.SETUP) != Scope.ALL:
        return Event.objects.none()
    return Event.objects.filter(life=LIFE.life, verb=What.SETUP_CHANGED)


def told(events: Iterable[Event]) -> list[Entry]:
    """The events as entries, in their order."""
    by_id = register.current().by_id
    return [
        Entry(
            event=event,
            what=What(event.verb),
            unit=by_id.get(event.unit or 0),
            role=role_of(event),
            facts={name: value for name, value in event.facts.items() if name not in ("role", "words")},
        )
        for event in events
    ]


def role_of(event: Event) -> Role | None:
    """In which role it was done, as it was then."""
    role = event.facts.get("role")
    return Role(role) if role in Role.values else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
