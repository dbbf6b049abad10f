"""What a party takes away: the agreement, a session for the calendar, files, and a copy of what is held about it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from huying.cases.models import Attachment
from huying.civic.mediation import beside, room
from huying.web.attachments import handed_out
from huying.web.limits import spend

from . import access


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
    raise Http404


@require_safe
def session(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One session for a calendar (RFC 5545)."""
    raise Http404


@require_POST
def copy(request: HttpRequest, number: str) -> HttpResponse:
    """All that is held about this party, as JSON. It is recorded."""
    dispute, by = access.opened(request, number)
    spend(request, "deed", thing=dispute.number)
    beside.copy(dispute, by=by)
    raise Http404
