"""`{% due clock.due_at %}`: until when, and how much time is left, as people say it; `{{ unit.hours|hours }}`: office hours."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.base import dates
from huying.base.journal import clock
from huying.base.units import calendars
from huying.base.worktime import hours as office
from huying.base.worktime.calendar import Calendar

register = template.Library()
register.filter("hours", office.words)
SOON = timedelta(hours=24)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORKED = ("wh", "wd")
"""Periods whose end is told in working hours when it is near."""


@register.inclusion_tag("components/due.html")
def due(
    due_at: datetime, stopped_at: datetime | None = None, paused: bool = False, provisional: bool = False,
    period: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Draws a clock. Aware datetimes; `provisional`: the calendar of that year is not published yet; `period`: as a clock keeps it."""
    now = clock.now()
    counted = calendars.current().city if period and period["unit"] in WORKED else None
    tone, words = tone_and_words(due_at, stopped_at, paused, now, counted)
    return {"tone": tone, "words": words, "due_at": due_at, "moment": moment(due_at, now), "provisional": provisional}


@register.filter("moment")
def said(at: datetime) -> str:
    """A moment as people say it: today or tomorrow, else the day; midnight is the end of the day before."""
    return moment(at, clock.now())


def tone_and_words(
    due_at: datetime, stopped_at: datetime | None, paused: bool, now: datetime, counted: Calendar | None = None
) -> tuple[str, str]:
    """How it stands with a clock at `now`: a tone ("", "good", "wait", "bad") and words for the reader.

    `counted`: the calendar by whose working hours the last day is told; None for the clock on the wall.
    """
    if stopped_at:
        return ("good", _("done in time")) if stopped_at <= due_at else ("bad", _("done late"))
    if paused:
        return "wait", _("paused")
    if due_at <= now:
        return "bad", _("overdue by %(span)s") % {"span": timeuntil(now, due_at)}
    return "wait" if due_at - now < SOON else "", _left(due_at, now, counted)


def _left(due_at: datetime, now: datetime, counted: Calendar | None) -> str:
    worked = counted.between(now, due_at) if counted else timedelta()
    if counted and worked >= HOUR and due_at - now < 3 * DAY:
        n = worked // HOUR
        return ngettext("%(n)d working hour left", "%(n)d working hours left", n) % {"n": n}
    return _("%(span)s left") % {"span": timeuntil(due_at, now)}


def moment(at: datetime, now: datetime) -> str:
    """`at` as it is said at `now`, in this installation's time zone: "tomorrow 17:00", "Mon 30 November 24:00"."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    day, hour = local.date(), f"{local:%H:%M}"
    if local.time() == time():
        day, hour = day - DAY, "24:00"
    return f"{_day(day, today)} {hour}"


def _day(day: date, today: date) -> str:
    near = {today: _("today"), today + DAY: _("tomorrow"), today - DAY: _("yesterday")}
    return str(near.get(day) or dates.weekday(day, today))
