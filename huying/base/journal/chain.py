"""The hash chain: pure functions that writing and verifying share."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson

Bytes = bytes | memoryview
"""What a binary column holds: bytes when written, a memoryview when read."""


class Hashed(Protocol):
    """What an event must carry to be hashed."""

    @property
    def life(self) -> str: ...

    @property
    def thing(self) -> int: ...

    @property
    def seq(self) -> int: ...

    @property
    def verb(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def target(self) -> str: ...

    @property
    def by(self) -> str: ...

    @property
    def at(self) -> datetime: ...

    @property
    def area(self) -> int | None: ...

    @property
    def unit(self) -> int | None: ...

    @property
    def facts(self) -> dict[str, Any]: ...


def canonical(*parts: Any) -> bytes:
    """One spelling of JSON values (str, int, bool, None, lists, dicts), the same after a trip through the database."""
    return orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)


def link(head: Bytes, event: Hashed) -> bytes:
    """The hash of `event` behind the chain that ends in `head` (SHA-256, 32 bytes)."""
    at = event.at.astimezone(UTC).isoformat()
    body = canonical(
        event.life, event.thing, event.seq, event.verb, event.source, event.target,
        event.by, at, event.area, event.unit, event.facts,
    )  # fmt: skip
    return hashlib.sha256(bytes(head) + body).digest()


def salt() -> bytes:
    return secrets.token_bytes(16)


def blinded(text: str, salt: Bytes) -> str:
    """What stands in the chain for words that may be erased: without the salt it tells nothing (hex)."""
    return hashlib.sha256(bytes(salt) + text.encode()).hexdigest()


def root(last: Bytes, leaves: Iterable[tuple[str, int, int, bytes]]) -> bytes:
    """The root over sorted leaves (life, thing, seq, hash), behind the root `last` of the seal before."""
    body = hashlib.sha256(bytes(last))
    for life, thing, seq, digest in leaves:
        body.update(canonical(life, thing, seq, bytes(digest).hex()))
    return body.digest()
