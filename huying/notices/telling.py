"""From what happened to notices: one row for each recipient and channel of the table, written once however often it runs."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from huying.base.journal import clock
from huying.base.journal.memory import Event
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Role
from huying.cases import reaches
from huying.cases.models import Case, Contact, Reach, Recusal

from . import audiences, channels, quiet
from .audiences import Happening, Seat
from .models import Channel, Desk, Notice, OptOut, Pace, Preference, Stage
from .table import HOME, Audience, Line, lines

WORK_ON_CASES = (Role.OPERATOR, Role.DISPATCHER, Role.HANDLER, Role.FIELD, Role.SUPERVISOR)
"""Who reads what a desk is told."""


def tell(thing: int, seq: int) -> None:
    """A reaction: tell of this event of a case. At least once, so what was written before is left as it is."""
    event = Event.objects.get(life=Case.life, thing=thing, seq=seq)
    name = _name(event)
    if not lines(name):
        return
    case = _case(thing)
    facts = _facts(case, due=event.facts.get("until"), unit=_acting(event, case), status=event.target)
    _write(Happening(case, name), cause=f"case:{thing}#{seq}", facts=facts, but=event.by)


def notify_reach(thing: int, seq: int) -> None:
    """A reaction: tell that deadlines came near, were missed, or that a level above is to know (`cases/watch.py`)."""
    for found in reaches.told_of(thing, seq):
        _tell_reach(found)


def _tell_reach(found: Reach) -> None:
    passed, case = found.clock, found.case
    going_on = case.parent or case
    late = units.current().by_id.get(passed.unit_id or going_on.unit_id or 0)
    facts = _facts(case, due=found.due_at.isoformat() if found.due_at else None, unit=late.code if late else "")
    of = Happening(
        case, f"{passed.kind}.{found.mark}", clock=passed.kind, unit_id=found.unit_id, late_id=passed.unit_id
    )
    _write(of, cause=f"reach:{found.pk}", facts=facts)


def _case(key: int) -> Case:
    return Case.objects.select_related("tier", "unit", "parent").get(pk=key)


def _name(event: Event) -> str:
    how = event.facts.get("decision") or (event.by if event.by == "resident" else "")
    return f"{event.verb}.{how}" if how else event.verb


def _acting(event: Event, case: Case) -> str:
    known = units.current()
    named = event.facts.get("unit") or event.facts.get("to") or ""
    lead = known.by_id.get(event.unit or case.unit_id or 0)
    return str(named) if named in known.by_code else (lead.code if lead else "")


def _facts(case: Case, *, due: str | None, unit: str, status: str = "") -> dict[str, Any]:
    promised = case.due_at.isoformat() if case.due_at else None
    return {"status": status or case.state, "due": due or promised, "unit": unit}


@transaction.atomic
def _write(of: Happening, *, cause: str, facts: dict[str, Any], but: str = "") -> None:
    """`but`: who did it, as the journal writes it; nobody is told what they did themselves."""
    rows = [row for line in lines(of.event) for row in _rows(line, of, cause, facts, but)]
    Notice.objects.bulk_create({(row.to, row.channel): row for row in rows}.values(), ignore_conflicts=True)
    if any(row.stage == Stage.WAITING for row in rows):
        app.configure_task("send_notices").defer(cause=cause)


def _rows(line: Line, of: Happening, cause: str, facts: dict[str, Any], but: str) -> list[Notice]:
    urgent = bool(of.case.tier and of.case.tier.urgent)
    common: dict[str, Any] = {
        "cause": cause, "event": of.event, "template": line.template, "facts": facts, "urgent": urgent, "at": clock.now(),
    }  # fmt: skip
    if line.audience in (Audience.REPORTER, Audience.MERGED):
        found = [case for case in audiences.reporters(line.audience, of) if _wants_word(case)]
        return [row for case in found for row in _to_reporter(case, common)]
    seats = audiences.seats(line.audience, of)
    return [row for seat in seats for row in _to_desk(seat, line, of.case, common, but)]


# -- residents


def _wants_word(case: Case) -> bool:
    """The contact is not opened here: that waits for the job that sends."""
    if not case.reply_wanted or not Contact.objects.filter(case=case).exists():
        return False
    return not OptOut.objects.filter(case=case).exists()


def _to_reporter(case: Case, common: dict[str, Any]) -> list[Notice]:
    now = clock.now()
    more = {"case": case, "to": f"case:{case.pk}", "language": case.language, "next_at": quiet.over(now)}
    return [Notice(channel=channel, **common, **more) for channel in HOME if channel in channels.offered()]


# -- desks


def _to_desk(seat: Seat, line: Line, case: Case, common: dict[str, Any], but: str) -> list[Notice]:
    now = clock.now()
    at_once = common["urgent"] and units.current().on_duty(seat.unit_id, now) is not None
    desk = common | {
        "case": case, "unit_id": seat.unit_id, "role": seat.role, "to": f"unit:{seat.unit_id}:{seat.role}",
        "language": settings.LANGUAGE_CODE, "next_at": now if at_once else quiet.over(now),
    }  # fmt: skip
    rows = []
    if Channel.APP in line.channels:
        rows.append(Notice(channel=Channel.APP, **desk | {"stage": Stage.SENT, "sent_at": now, "next_at": now}))
    if Channel.APPRISE in line.channels and Desk.objects.filter(unit=seat.unit_id).exists():
        rows.append(Notice(channel=Channel.APPRISE, **desk | {"to": f"unit:{seat.unit_id}:"}))
    if Channel.SMS in line.channels and common["urgent"] and "sms" in channels.offered():
        rows.append(Notice(channel=Channel.SMS, **desk | {"to": f"unit:{seat.unit_id}:"}))
    if Channel.EMAIL in line.channels:
        rows += _to_staff(seat, case, desk, but, at_once=at_once)
    return rows


def _to_staff(seat: Seat, case: Case, desk: dict[str, Any], but: str, *, at_once: bool) -> list[Notice]:
    """An e-mail, and a line in the chat of their own, to each who sits there and did not do it themselves."""
    colleague = case.colleague_id if seat.unit_id == case.unit_id and not seat.role else None
    who = Q(pk=colleague) if colleague else Q(role__in=[seat.role] if seat.role else WORK_ON_CASES)
    recused = Recusal.objects.filter(case=case, ended_at=None).values("staff")
    sitting = list(Staff.objects.filter(who, unit=seat.unit_id, is_active=True).exclude(pk__in=recused).order_by("pk"))
    liked = {row.pk: row for row in Preference.objects.filter(pk__in=[staff.pk for staff in sitting])}
    rows = []
    for staff in sitting:
        like = liked.get(staff.pk) or Preference(staff=staff)
        if f"staff:{staff.pk}" == but:
            continue
        own = desk | {
            "to": f"staff:{staff.pk}",
            "staff_id": staff.pk,
            "language": like.language or settings.LANGUAGE_CODE,
        }
        if staff.email and like.pace != Pace.NEVER and "email" in channels.offered():
            gathered, next_at = _when(like.pace, at_once=at_once)
            rows.append(Notice(channel=Channel.EMAIL, **own | {"gathered": gathered, "next_at": next_at}))
        if like.url:
            rows.append(Notice(channel=Channel.APPRISE, **own))
    return rows


def _when(pace: str, *, at_once: bool) -> tuple[bool, datetime]:
    """Whether an e-mail waits for others, and until when. What the night held back comes as one in the morning."""
    now = clock.now()
    if at_once:
        return False, now
    if pace != Pace.AT_ONCE:
        return True, quiet.digest(now, pace)
    return quiet.over(now) > now, quiet.over(now)


def forget() -> int:
    """Drop what was told long ago; return how many. Dead letters stay until somebody looks at them."""
    return Notice.objects.filter(at__lt=clock.now() - settings.NOTICES_KEPT).exclude(stage=Stage.DEAD).delete()[0]
