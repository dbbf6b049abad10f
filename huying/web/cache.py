"""Django's cache in the database, in which allauth counts attempts; reading it never writes (`readonly.py`)."""

from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.db import DatabaseCache


class Cache(DatabaseCache):
    """What is past its time is not there to a reader; the next one to write clears it away."""

    _reading = False  # of one thread: each has a cache of its own

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        self._reading = True
        try:
            return super().get_many(keys, version)
        finally:
            self._reading = False

    def _base_delete_many(self, keys: Iterable[str]) -> bool:
        return False if self._reading else super()._base_delete_many(keys)  # type: ignore[misc]  # Django's, which its stubs leave out
