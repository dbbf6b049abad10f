"""What is held about a resident: until when, and a copy of it to take away."""

import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import orjson
from django.http import FileResponse, HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.base.journal import clock
from huying.base.units.roles import Actor
from huying.cases import beside, copies, files, retention, standing
from huying.cases.models import Case, Contact
from huying.cases.words import RequestKind
from huying.notices import opting
from huying.web.limits import spend

from . import access

IN_MEMORY = 1024 * 1024
"""Bytes of a copy; a larger one lies on disk while it is handed out."""


@dataclass(frozen=True)
class Kept:
    """What the page says about the contact: whether there is one, until when, and what was asked about it."""

    contact: bool
    days: int
    until: datetime | None
    held_until: datetime | None
    decided_by: datetime | None
    """Until when a request for erasure shall be decided on."""
    notices: str
    """The token by which notices about it are stopped."""


def kept(case: Case) -> Kept:
    """How this case stands towards forgetting, for its resident."""
    stands = standing.of(case)
    asked = case.papers.request(RequestKind.ERASURE)
    held = stands.held_until
    return Kept(
        contact=Contact.objects.filter(case=case).exists(),
        days=stands.days,
        until=stands.due,
        held_until=held if held and held > clock.now() else None,
        decided_by=asked.asked_at + retention.ANSWERED_WITHIN if asked else None,
        notices=opting.token(case),
    )


@require_POST
def copy(request: HttpRequest, number: str) -> FileResponse:
    """All that is held about the case, as a ZIP: a page to read, the same for machines, and the files. It is recorded."""
    case = access.opened(request, number)
    spend(request, "deed", thing=case.number)
    beside.copy(case, by=Actor.resident(case.pk))
    response = FileResponse(
        _written(case), as_attachment=True, filename=f"{case.number}.zip", content_type="application/zip"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _written(case: Case) -> IO[bytes]:
    held: dict[str, Any] = copies.held(case)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever answers with it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as into:
        page = {"held": held, "title": _("What is held about your report")}
        into.writestr(f"{case.number}.html", render_to_string("portal/copy.html", page))
        into.writestr(f"{case.number}.json", orjson.dumps(held, option=orjson.OPT_INDENT_2))
        for row in copies.files(case):
            with files.open_file(row) as content:
                into.writestr(f"files/{row.pk}-{row.name}", content.read(), zipfile.ZIP_STORED)
    file.seek(0)
    return file
