"""Text that the database holds encrypted: Fernet with rotating keys, unreadable is an error and never text."""

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models


@cache
def _keys() -> MultiFernet:
    """The first key of `settings.SEALING_KEYS` seals; all of them open."""
    return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])


def seal(text: str) -> str:
    """`text` encrypted, for the rare place that is no `SealedField`: a library's own JSON."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given."""
    return _keys().decrypt(sealed.encode()).decode()


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # Django's fields take no types at run time
    """Text in, text out; ciphertext in the column. It cannot be searched: a look-up raises `FieldError`."""

    description = "encrypted text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(_keys().encrypt(value.encode()) if value else b"", connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return _keys().decrypt(bytes(value)).decode() if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed; nothing is looked up by it.")

    def get_default(self) -> str:
        return ""
