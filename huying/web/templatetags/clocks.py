"""`{% due clock.due_at %}`: how much time is left, in words, with the moment it ends."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _

register = template.Library()
SOON = timedelta(hours=24)


@register.inclusion_tag("components/due.html")
def due(
    due_at: datetime, stopped_at: datetime | None = None, paused: bool = False, provisional: bool = False
) -> dict[str, Any]:
    """Draws a clock. Aware datetimes; `provisional` says that the calendar of that year is not published yet."""
    tone, words = tone_and_words(due_at, stopped_at, paused, timezone.now())
    return {"tone": tone, "words": words, "due_at": due_at, "provisional": provisional}


def tone_and_words(due_at: datetime, stopped_at: datetime | None, paused: bool, now: datetime) -> tuple[str, str]:
    """How it stands with a clock at `now`: a tone ("", "good", "wait", "bad") and words for the reader."""
    if stopped_at:
        return ("good", _("done in time")) if stopped_at <= due_at else ("bad", _("done late"))
    if paused:
        return "wait", _("paused")
    if due_at <= now:
        return "bad", _("overdue by %(span)s") % {"span": timeuntil(now, due_at)}
    return "wait" if due_at - now < SOON else "", _("%(span)s left") % {"span": timeuntil(due_at, now)}
