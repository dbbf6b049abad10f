"""What is held about a resident in one case, for the copy they may take (PIPL Art. 45): all of it, who looked included."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from . import standing, statuses, telling
from .models import Attachment, Case, Contact
from .words import Outcome

CONTACT = ("name", "phone", "email", "address", "chat", "mentioned")


def held(case: Case) -> dict[str, Any]:
    """In plain values, in the reader's language; times in the city's zone. Files are listed, and lie in `files(case)`."""
    told = telling.timeline(case, resident=True)
    contact = Contact.objects.filter(case=case).first()
    stands = standing.of(case)
    return {
        "number": case.number,
        "received_at": _moment(case.received_at),
        "channel": case.get_channel_display(),
        "state": str(statuses.status(case).resident),
        "outcome": Outcome(case.outcome).label if case.outcome else "",
        "closed_at": _moment(case.closed_at),
        "kind": _named(case.kind),
        "category": _named(case.category),
        "text": case.text.body,
        "answers": case.answers,
        "area": _named(case.area),
        "address": case.address,
        "longitude": case.lon,
        "latitude": case.lat,
        "unit": _named(case.unit),
        "contact": {name: getattr(contact, name) for name in CONTACT} if contact else None,
        "contact_kept_until": _moment(stands.due),
        "held_until": [_moment(row.until) for row in standing.holds(case)],
        "files": [{"name": row.name, "size": row.size, "added_at": _moment(row.added_at)} for row in files(case)],
        "story": [
            {"at": _moment(entry.at), "what": entry.title, "who": entry.who, "words": list(entry.words.values())}
            for entry in told
        ],
        "looks": [
            {"at": _moment(look.at), "who": look.who, "purpose": look.purpose, "until": _moment(look.until)}
            for look in telling.looks(told)
        ],
    }


def files(case: Case) -> QuerySet[Attachment]:
    """What the resident sent, also by whoever filed it for them, and what was sent to them."""
    sent = Q(added_by="resident") | Q(added_at=case.received_at)
    return case.attachments.filter(sent | Q(of_reply=True)).order_by("pk")


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at, timezone.get_default_timezone()).isoformat(timespec="minutes") if at else None


def _named(row: Any) -> str:
    return str(row) if row else ""
