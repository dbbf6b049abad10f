"""What follows what: event → reactions; the clock → jobs."""

from typing import Any

FLOW: dict[str, tuple[Any, ...]] = {}
