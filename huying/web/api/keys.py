"""Who asks: a connected system with its key, or anybody."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from huying.base.units.models import Key
from huying.base.units.roles import Actor


class BearerKey(HttpBearer):
    """`Authorization: Bearer …` with a key from `huying key create`; it acts in its role and for its unit."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor whose key this is. A wrong key opens nothing, not even what is public."""
        key = Key.bearer(token)
        return key.actor if key else None


def anybody(request: HttpRequest) -> Actor | None:
    """Who comes without a key is a resident."""
    return None if "Authorization" in request.headers else Actor.resident()


def actor(request: HttpRequest) -> Actor:
    """Who asked, as one of the above found out."""
    found: Actor = request.auth  # type: ignore[attr-defined]  # ninja's
    return found


KEY = BearerKey()
ANYBODY = [KEY, anybody]
NO_KEY_NEEDED: dict[str, Any] = {"security": [{}]}
"""How the document says it."""
