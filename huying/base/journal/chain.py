"""The hash chain: pure functions that writing and verifying share."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol


class Hashed(Protocol):
    """What an event must carry to be hashed."""

    life: str
    thing: int
    seq: int
    verb: str
    source: str
    target: str
    by: str
    at: datetime
    area: int | None
    unit: int | None
    facts: dict[str, Any]


def canonical(*parts: Any) -> bytes:
    """One spelling of JSON values (str, int, bool, None, lists, dicts), the same after a trip through the database."""
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(head: bytes, event: Hashed) -> bytes:
    """The hash of `event` behind the chain that ends in `head` (SHA-256, 32 bytes)."""
    at = event.at.astimezone(UTC).isoformat()
    body = canonical(
        event.life, event.thing, event.seq, event.verb, event.source, event.target,
        event.by, at, event.area, event.unit, event.facts,
    )  # fmt: skip
    return hashlib.sha256(bytes(head) + body).digest()


def salt() -> bytes:
    return secrets.token_bytes(16)


def blinded(text: str, salt: bytes) -> str:
    """What stands in the chain for words that may be erased: without the salt it tells nothing (hex)."""
    return hashlib.sha256(bytes(salt) + text.encode()).hexdigest()


def root(last: bytes, leaves: Iterable[tuple[str, int, int, bytes]]) -> bytes:
    """The root over sorted leaves (life, thing, seq, hash), behind the root `last` of the seal before."""
    body = hashlib.sha256(bytes(last))
    for life, thing, seq, digest in leaves:
        body.update(canonical(life, thing, seq, bytes(digest).hex()))
    return body.digest()
