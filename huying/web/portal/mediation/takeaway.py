"""What a party takes away: the agreement, a session for the calendar, files, and a copy of what is held about it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huying.base.journal import clock, memory
from huying.cases.models import Attachment
from huying.civic.mediation import beside, calendars, documents, room
from huying.civic.mediation.room import Sight
from huying.web.attachments import handed_out
from huying.web.limits import spend

from . import access

MADE: dict[str, tuple[str, Callable[..., bytes]]] = {
    "pdf": ("application/pdf", documents.pdf),
    "docx": (documents.DOCX, documents.made),
}


@require_safe
def file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A file of the dispute that this side may see."""
    seen = room.room(*access.opened(request, number)).files
    row = next((row for row in seen if row.pk == pk), None)
    if row is None:
        raise Http404
    return handed_out(Attachment(sha256=row.sha256, name=row.name, media_type=row.media_type, size=row.size))


@require_safe
def agreement(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The agreement as it is signed: `VERSION.pdf` or `VERSION.docx`."""
    dispute, by = access.opened(request, number)
    version, _dot, kind = name.partition(".")
    text = next((row for row in room.room(dispute, by).agreements if str(row.version) == version), None)
    if text is None or kind not in MADE:
        raise Http404
    media_type, make = MADE[kind]
    content = make(dispute, "oral" if text.oral else "agreement", by=by, version=text.version)
    return _handed(content, media_type, f"{dispute.number}-{text.version}.{kind}")


@require_safe
def session(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One session for a calendar (RFC 5545)."""
    dispute, by = access.opened(request, number)
    meeting = next((row for row in room.room(dispute, by).meetings if row.pk == pk and not row.cancelled_at), None)
    if meeting is None:
        raise Http404
    there = settings.ADDRESS + reverse("portal:dispute", args=[dispute.number])
    return _handed(calendars.event(meeting, dispute, link=there).encode(), "text/calendar", f"{dispute.number}.ics")


@require_POST
def copy(request: HttpRequest, number: str) -> HttpResponse:
    """All that is held about this party and its dispute, as far as it may see it, as JSON. It is recorded."""
    dispute, by = access.opened(request, number)
    spend(request, "deed", thing=by.ref)
    beside.copy(dispute, by=by)
    held = _held(room.room(dispute, by), by.party_id)
    return _handed(orjson.dumps(held, option=orjson.OPT_INDENT_2), "application/json", f"{dispute.number}.json")


def _held(sight: Sight, party_id: int | None) -> dict[str, Any]:
    dispute = sight.dispute
    said = memory.said(dispute.life, dispute.pk)
    return {
        "number": dispute.number, "state": dispute.state, "opened_at": dispute.opened_at, "taken_at": clock.now(),
        "you": next(asdict(row) for row in sight.parties if row.row == party_id), "your_side": sight.own_side,
        "told": sight.text.body if sight.text else "", "asked_for": sight.text.issues if sight.text else "",
        "sessions": [{"starts_at": row.starts_at, "ends_at": row.ends_at} for row in sight.meetings],
        "said": [{"kind": row.kind, "at": row.at, "text": row.text, "only_your_side": bool(row.side_id)} for row in sight.notes],
        "agreements": [{"version": row.version, "number": row.number, "text": row.text, "hash": row.hash} for row in sight.agreements],
        "owed": [
            {"what": row.what, "side": row.side.number, "due_on": row.due_on, "performed_on": row.performed_on}
            for row in sight.obligations
        ],
        "files": [{"name": row.name, "sha256": row.sha256} for row in sight.files],
        "remedies": next((words["remedies"] for words in reversed(said.values()) if "remedies" in words), ""),
        "record": [{"at": _at(row.at), "step": row.verb} for row in sight.events],
    }  # fmt: skip


def _at(moment: datetime) -> str:
    return moment.isoformat()


def _handed(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
