"""The hash of a record and of a day, which the other side computes in three lines of any language (docs/guides/exchange.md)."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

BETWEEN = "\x1f"
"""Unit separator: stands in no text that people type."""


def of_record(cells: Sequence[str]) -> str:
    """SHA-256 (hex) of a record: its values as text without outer spaces, columns in the order of their names, U+001F between."""
    return sha256(BETWEEN.join(cells).encode()).hexdigest()


def of_day(digests: Iterable[str]) -> tuple[int, str]:
    """How many different records, and the SHA-256 (hex) of their hashes: sorted, each once, a line feed between."""
    different = sorted({*digests})
    return len(different), sha256("\n".join(different).encode()).hexdigest()
