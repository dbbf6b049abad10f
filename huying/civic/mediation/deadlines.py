"""Clocks of a dispute: promises with a time. They start and stop; nothing resets them, only all sides together extend one."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from huying.base.journal import clock, rows
from huying.base.units import calendars
from huying.base.worktime.periods import Period

from .models import Agreement, Dispute, DisputeClock, Obligation, Side
from .words import ClockKind, CourtStage

REGISTER = Period(1, "wd")
CONSENT = Period(3, "wd")
"""人民法院在线调解规则 (2022) Art 15."""
OF_COURT = {
    CourtStage.PREFILING: Period(30, "d"),
    CourtStage.ORDINARY: Period(15, "d"),
    CourtStage.SUMMARY: Period(7, "d"),
}
"""最高人民法院关于人民法院特邀调解的规定; 人民法院在线调解规则."""
CONFIRMATION = Period(30, "d", "midnight")
"""人民调解法 Art 33; 民事诉讼法 (2023) Art 205."""
REVIEW = Period(15, "d", "midnight")
"""劳动人事争议: joint application for review of an agreement."""
CALL_BACK = Period(30, "d")
TO_DO = (ClockKind.REGISTER, ClockKind.CONSENT, ClockKind.MEDIATION, ClockKind.COURT, ClockKind.CALL_BACK)
"""What somebody of ours is to do in time; to apply for confirmation or review is the sides' own right."""
UNTIL_FORCE = (ClockKind.REGISTER, ClockKind.CONSENT, ClockKind.MEDIATION, ClockKind.COURT)


def at_opening(dispute: Dispute) -> list[DisputeClock]:
    """Register and ask; and what a court set runs from now on."""
    started = [_start(dispute, ClockKind.REGISTER, REGISTER)]
    if dispute.court_stage:
        started.append(_start(dispute, ClockKind.COURT, OF_COURT[CourtStage(dispute.court_stage)]))
    return started


def of_question(dispute: Dispute, side: Side) -> DisputeClock:
    """A side was asked: so long it is waited for."""
    return _start(dispute, ClockKind.CONSENT, CONSENT, side=side)


def of_mediation(dispute: Dispute) -> DisputeClock:
    """Every side agreed: so long it takes at most, by its type."""
    days = dispute.type.period_days if dispute.type else 30
    return _start(dispute, ClockKind.MEDIATION, Period(days, "d"))


def at_force(dispute: Dispute, agreement: Agreement, obligations: list[Obligation]) -> list[DisputeClock]:
    """The agreement took effect: mediation was in time or not, and what may follow has its time from now on."""
    changed = stop(dispute, *UNTIL_FORCE)
    known = dispute.type
    if known and not agreement.oral and known.confirmable != known.Mediable.NO:
        changed.append(_start(dispute, ClockKind.CONFIRMATION, CONFIRMATION))
    if known and not agreement.oral and known.reviewed_by_arbitration:
        changed.append(_start(dispute, ClockKind.REVIEW, REVIEW))
    last = max((row.due_on for row in obligations), default=None)
    changed.append(_start(dispute, ClockKind.CALL_BACK, CALL_BACK, after=_end_of(last) if last else None))
    return changed


def stop(dispute: Dispute, *kinds: ClockKind, side: Side | None = None) -> list[DisputeClock]:
    """What was waited for was done, in time or not; return the clocks that stopped."""
    now, stopped = clock.now(), _running(dispute, kinds, side)
    for row in stopped:
        row.stopped_at, row.on_time = now, now <= row.due_at
    return stopped


def lapse(dispute: Dispute, *kinds: ClockKind) -> list[DisputeClock]:
    """What was waited for will not come any more: neither in time nor late, unless it was late already."""
    now, ended = clock.now(), _running(dispute, kinds, None)
    for row in ended:
        row.stopped_at, row.on_time = now, False if now > row.due_at else None
    return ended


def extend(dispute: Dispute, until: datetime) -> list[DisputeClock]:
    """Every side wants more time."""
    extended = dispute.papers.running(ClockKind.MEDIATION, ClockKind.COURT)
    for row in extended:
        row.extended_from, row.due_at = row.extended_from or row.due_at, until
    return extended


def extension_most(dispute: Dispute) -> datetime | None:
    """The latest time to which mediation may be extended, by its type; None where nothing runs."""
    running = dispute.papers.running(ClockKind.MEDIATION)
    days = dispute.type.extension_days if dispute.type else 30
    return (running[0].extended_from or running[0].due_at) + timedelta(days=days) if running else None


def waits_until(dispute: Dispute) -> datetime | None:
    """Until when what waits now is to be done: the earliest of what runs, and of what is owed under the agreement."""
    return min((row.due_at for row in dispute.papers.running(*TO_DO)), default=None)


def owed_until(obligations: list[Obligation], dispute: Dispute) -> datetime | None:
    """The same for an agreement in force: the next that is owed, then the call back."""
    owed = [row.due_on for row in obligations if row.performed_on is None and row.defaulted_at is None]
    return _end_of(min(owed)) if owed else waits_until(dispute)


def _running(dispute: Dispute, kinds: tuple[ClockKind, ...], side: Side | None) -> list[DisputeClock]:
    return [row for row in dispute.papers.running(*kinds) if side is None or row.side_id in (None, side.pk)]


def _start(
    dispute: Dispute, kind: ClockKind, period: Period, *, side: Side | None = None, after: datetime | None = None
) -> DisputeClock:
    begins = max(clock.now(), after) if after else clock.now()
    hours = dispute.unit.hours if dispute.unit else ""
    started = rows.new(
        DisputeClock, dispute_id=dispute.pk, kind=kind, side_id=side.pk if side else None, unit_id=dispute.unit_id,
        period=period.written(), started_at=begins, due_at=calendars.current().of(hours).after(begins, period).at,
    )  # fmt: skip
    dispute.papers.clocks.append(started)
    return started


def _end_of(day: date) -> datetime:
    """The last moment of a day of the city."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)), timezone.get_default_timezone())


def facts(until: datetime | None) -> dict[str, Any]:
    return {"until": until.isoformat()} if until else {}
