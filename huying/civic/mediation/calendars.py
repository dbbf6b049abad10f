"""A session as a calendar takes it in (RFC 5545). It says when and where, and nothing of what the dispute is about. Pure."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from .models import Dispute, Meeting

LONGEST = 75
"""Octets of a line (RFC 5545, 3.1)."""


def event(meeting: Meeting, dispute: Dispute, *, link: str) -> str:
    """The calendar with this one session. `link`: where its reader goes on."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Huying//mediation//EN", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:session-{meeting.pk}-{dispute.number}@huying", f"DTSTAMP:{_utc(meeting.starts_at)}",
        f"DTSTART:{_utc(meeting.starts_at)}", f"DTEND:{_utc(meeting.ends_at)}",
        f"SUMMARY:{_text(_('Mediation %(number)s') % {'number': dispute.number})}",
        f"LOCATION:{_text(meeting.link or str(meeting.room or '') or meeting.where)}", f"URL:{link}",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> str:
    """At most 75 octets a line, never inside a character."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > LONGEST - 1:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
