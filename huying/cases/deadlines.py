"""Clocks: promises with a time. They start, pause and stop; nothing resets them."""

from datetime import datetime, timedelta
from typing import Any

from huying.base.catalogue.models import Tier
from huying.base.journal import clock, rows
from huying.base.units import calendars
from huying.base.worktime.periods import Period

from .models import Case, Clock
from .words import ClockKind

CO_SHARE = 0.6
"""A co-handler has this part of the lead's limit."""


def due(tier: Tier | None, field: str, start: datetime) -> datetime | None:
    """When `field` (receipt, first_contact, limit) of a tier ends, counted from `start`; None where the tier sets none."""
    period = getattr(tier, field) if tier else None
    return calendars.current().city.after(start, Period(**period)).at if period else None


def start(case: Case, *, due_at: datetime | None = None) -> list[Clock]:
    """The clocks of a dispatch: acceptance for this unit anew, first contact and answer once in the life of the case."""
    now, tier = clock.now(), case.tier
    started = [_clock(case, ClockKind.RECEIPT, now, due(tier, "receipt", now))]
    if not any(row.kind == ClockKind.RESOLVE for row in case.papers.clocks):
        started.append(_clock(case, ClockKind.FIRST_CONTACT, now, due(tier, "first_contact", now)))
        started.append(_clock(case, ClockKind.RESOLVE, now, due_at or due(tier, "limit", now)))
    return started


def again(case: Case) -> Clock:
    """A rework has a clock of its own; the one before keeps its verdict."""
    now = clock.now()
    return _clock(case, ClockKind.RESOLVE, now, due(case.tier, "limit", now), round=case.rounds + 1)


def _clock(case: Case, kind: ClockKind, now: datetime, due_at: datetime | None, **more: Any) -> Clock:
    why = case.tier.code if case.tier else ""
    return case.papers.add(rows.new(Clock, case_id=case.pk, kind=kind, started_at=now, due_at=due_at, why=why, **more))


def stop(case: Case, *kinds: ClockKind) -> list[Clock]:
    """Stop what runs of these kinds; return those that were stopped."""
    stopped = case.papers.running(*kinds)
    for row in stopped:
        row.stop(clock.now())
    return stopped


def pause(case: Case, reason: str) -> list[Clock]:
    """The resident's clock rests. A breach that has already happened stays one."""
    paused = case.papers.running(ClockKind.RESOLVE)
    for row in paused:
        row.pauses = [*row.pauses, {"from": clock.now().isoformat(), "until": None, "reason": reason}]
    return paused


def resume(case: Case) -> list[Clock]:
    """The clock goes on, and what it rested is added, unless it was late before it rested."""
    resumed = [row for row in case.papers.running(ClockKind.RESOLVE) if row.pauses and row.pauses[-1]["until"] is None]
    now = clock.now()
    for row in resumed:
        rested = row.pauses[-1] | {"until": now.isoformat()}
        began = datetime.fromisoformat(rested["from"])
        row.pauses = [*row.pauses[:-1], rested]
        if row.due_at and began <= row.due_at:
            row.due_at += now - began
    return resumed


def extend(case: Case, until: datetime) -> list[Clock]:
    """More time was granted: the resident's clock and the lead unit's end later."""
    extended = case.papers.running(ClockKind.RESOLVE)
    for row in extended:
        row.due_at = until
    return extended


def share(start_at: datetime, due_at: datetime | None) -> datetime | None:
    """A co-handler's limit."""
    return start_at + max(due_at - start_at, timedelta()) * CO_SHARE if due_at else None
