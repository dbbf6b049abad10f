"""Notices to desks: at the desk itself, in its chat, on its duty telephone, and by e-mail to whoever sits there."""

from datetime import datetime
from typing import Any

from django.conf import settings

from huying.base.journal import clock
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.cases import conflicts

from . import channels, quiet
from .audiences import Happening
from .models import Channel, Notice, Pace, Preference, Stage
from .roster import Seat
from .table import CALL, STANDING_IN, Line


def told(seat: Seat, line: Line, of: Happening, common: dict[str, Any], *, but: str) -> list[Notice]:
    """The rows for one desk. `common`: what they hold alike; `but`: nobody is told what they did themselves.

    What is urgent and calls for an act does not wait for the morning where nobody is on duty: the nearest desk that is hears of it too.
    """
    now = clock.now()
    on_duty = units.current().on_duty(seat.unit_id, now) is not None
    rows = _rows(seat, line, of, common, but, at_once=common["urgent"] and on_duty)
    if on_duty or not common["urgent"] or line.channels != CALL or quiet.over(now) == now:
        return rows
    other = of.roster.stand_in(seat.unit_id, now, conflicts.accused(of.case))
    if other is None:
        return rows
    asleep = common["facts"] | {"unit": units.current().by_id[seat.unit_id].code}
    instead = common | {"template": STANDING_IN.template, "facts": asleep}
    return rows + _rows(other, STANDING_IN, of, instead, but, at_once=True)


def _rows(seat: Seat, line: Line, of: Happening, common: dict[str, Any], but: str, *, at_once: bool) -> list[Notice]:
    now, case = clock.now(), of.case
    desk = common | {
        "case": case, "unit_id": seat.unit_id, "role": seat.role, "to": f"unit:{seat.unit_id}:{seat.role}",
        "language": settings.LANGUAGE_CODE, "next_at": now if at_once else quiet.over(now),
    }  # fmt: skip
    whole = desk | {"to": f"unit:{seat.unit_id}:"}
    rows = []
    if Channel.APP in line.channels:
        rows.append(Notice(channel=Channel.APP, **desk | {"stage": Stage.SENT, "sent_at": now, "next_at": now}))
    if Channel.APPRISE in line.channels and of.roster.has_chat(seat.unit_id):
        rows.append(Notice(channel=Channel.APPRISE, **whole))
    if Channel.SMS in line.channels and common["urgent"] and "sms" in channels.offered():
        rows.append(Notice(channel=Channel.SMS, **whole))
    if Channel.EMAIL in line.channels:
        colleague = case.colleague_id if seat.unit_id == case.unit_id and not seat.role else None
        for staff, like in of.roster.at(seat, colleague):
            if staff.pk not in of.roster.recused(case.pk) and f"staff:{staff.pk}" != but:
                rows += _to_staff(staff, like, desk, at_once=at_once)
    return rows


def _to_staff(staff: Staff, like: Preference, desk: dict[str, Any], *, at_once: bool) -> list[Notice]:
    """An e-mail, and a line in the chat of their own."""
    own = desk | {
        "to": f"staff:{staff.pk}", "staff_id": staff.pk, "language": like.language or settings.LANGUAGE_CODE,
    }  # fmt: skip
    rows = []
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
