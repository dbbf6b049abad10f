"""Where this server is, and what it speaks (Open311 Service Discovery)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .formats import TYPES, answer

CHANGESET = "2026-11-22T00:00:00Z"
"""When this document last said something new."""
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """One endpoint, in both forms."""
    return answer(form, "discovery", described(f"{settings.ADDRESS}/open311/v2"))


def described(endpoint: str) -> dict[str, Any]:
    """The document, for a server at `endpoint`."""
    contact = settings.SECURITY_CONTACT or settings.ADDRESS
    return {
        "changeset": CHANGESET,
        "contact": _("Questions about this service: %(contact)s") % {"contact": contact},
        "key_service": _("Keys are given out by the city: %(contact)s") % {"contact": contact},
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": endpoint,
                "changeset": CHANGESET,
                "type": "test" if settings.DEMO else "production",
                "formats": [kind.partition(";")[0] for kind in reversed(TYPES.values())],
            }
        ],
    }
