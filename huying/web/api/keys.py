"""Who asks: a connected system with its key, or anybody."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from huying.base.units.models import Key
from huying.base.units.roles import Actor
from huying.web.limits import spend
from huying.web.readonly import READS

PURPOSES = (Key.Purpose.API, Key.Purpose.API_READ, Key.Purpose.API_FILE)
FILING = ("file_case", "upload")
"""What a key that files cases is for, beside what everybody may read."""
ASKING = ("preview",)
"""What is sent to be answered and writes nothing."""


def beyond(request: HttpRequest, operation: str, *, public: bool) -> str:
    """Why the key of this request is not for this operation; "" where it is."""
    purpose = getattr(request, "purpose", "")
    if purpose == Key.Purpose.API_READ and request.method not in READS and operation not in ASKING:
        return _("This key is for reading only.")
    if purpose == Key.Purpose.API_FILE and operation not in FILING and not (public and request.method in READS):
        return _("This key is for filing cases only.")
    return ""


class BearerKey(HttpBearer):
    """`Authorization: Bearer …` with a key from `huying key create`; it acts in its role and for its unit."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor whose key this is. The gate has asked before ninja asks: one request is one look-up."""
        if not hasattr(request, "holder"):
            key = Key.bearer(token)
            key = key if key and key.purpose in PURPOSES else None
            if key and request.method not in READS:
                spend(request, "api", caller=f"key:{key.pk}")
            request.holder = key.actor if key else None  # type: ignore[attr-defined]
            request.purpose = key.purpose if key else ""  # type: ignore[attr-defined]
        found: Actor | None = request.holder  # type: ignore[attr-defined]
        return found


def anybody(request: HttpRequest) -> Actor:
    """Who comes without a key is a resident; the gate has sent away who came with a wrong one."""
    if request.method not in READS:
        spend(request, "report")
    return Actor.resident()


def sender(request: HttpRequest) -> Actor:
    """The same, of who sends a file ahead."""
    spend(request, "upload")
    return Actor.resident()


def actor(request: HttpRequest) -> Actor:
    """Who asked, as one of the above found out."""
    found: Actor = request.auth  # type: ignore[attr-defined]  # ninja's
    return found


KEY = BearerKey()
ANYBODY = [KEY, anybody]
SENDER = [KEY, sender]
NO_KEY_NEEDED: dict[str, Any] = {"security": [{}]}
"""How the document says it."""
