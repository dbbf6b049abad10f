"""`/.well-known/security.txt` (RFC 9116): whom to tell of a weakness in this city's installation."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

HOLDS = timedelta(days=90)
"""So long the answer may be believed; it is made anew each time."""


def security_txt(request: HttpRequest) -> HttpResponse:
    """The city's security contact, an address of e-mail or a page; 404 where none is set (`HUYING_SECURITY_CONTACT`)."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {(timezone.now() + HOLDS).isoformat(timespec='seconds')}",
        "Preferred-Languages: zh, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
