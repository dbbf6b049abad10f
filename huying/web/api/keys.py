"""Who asks: a connected system with its key, or anybody."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from huying.base.units.models import Key
from huying.base.units.roles import Actor
from huying.web.limits import spend
from huying.web.readonly import READS


class BearerKey(HttpBearer):
    """`Authorization: Bearer …` with a key from `huying key create`; it acts in its role and for its unit."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor whose key this is. The gate has asked before ninja asks: one request is one look-up."""
        if not hasattr(request, "holder"):
            key = Key.bearer(token)
            key = key if key and key.purpose == Key.Purpose.API else None
            if key and request.method not in READS:
                spend(request, "api", caller=f"key:{key.pk}")
            request.holder = key.actor if key else None  # type: ignore[attr-defined]
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
