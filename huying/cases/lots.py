"""Drawing lots that anybody can draw again: from a hash of the record nobody could choose follows who is drawn."""

from hashlib import sha256

FOLLOW_UP, READING = "follow_up", "cross_read"
"""What is drawn for, so that one seed decides each by itself."""


def is_drawn(seed: str, purpose: str, share: int) -> bool:
    """Whether the thing with this seed is among the `share` per cent that are drawn.

    The first 64 bits of SHA-256 of "purpose:seed", read as a fraction of one, lie below the share.
    """
    first = sha256(f"{purpose}:{seed}".encode()).digest()[:8]
    return int.from_bytes(first) * 100 < share * 2**64
