"""Text that the database holds encrypted: Fernet with rotating keys, unreadable is an error and never text."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.exceptions import FieldError
from django.db import models

from . import keys


class Unreadable(Exception):
    """None of the keys opens what a row holds."""


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # Django's fields take no types at run time
    """Text in, text out; ciphertext in the column. It cannot be searched: a look-up raises `FieldError`."""

    description = "encrypted text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(keys.ring().encrypt(value.encode()) if value else b"", connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        try:
            return keys.ring().decrypt(bytes(value)).decode() if value else ""
        except InvalidToken:
            raise Unreadable(f"{self.model._meta.db_table}.{self.column}: huying keys check") from None

    def get_lookup(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed; nothing is looked up by it.")

    def get_default(self) -> str:
        return ""
