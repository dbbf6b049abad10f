"""Cursors of keyset paging: where a page of a list ended, so that the thousandth is as quick as the first."""

import base64
import binascii
from datetime import UTC, datetime

import orjson


class BadCursor(ValueError):
    """The cursor is none that a page gave."""


def cursor(moment: datetime | None, pk: int) -> str:
    """For an address: the row with this key, in a list by time; None stands behind every moment."""
    spelled = orjson.dumps([moment.isoformat() if moment else None, pk])
    return base64.urlsafe_b64encode(spelled).decode().rstrip("=")


def read(cursor: str) -> tuple[datetime | None, int]:
    """What `cursor` was given for its text. Raises `BadCursor`."""
    try:
        moment, pk = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return datetime.fromisoformat(moment).astimezone(UTC) if moment else None, int(pk)
    except (binascii.Error, ValueError, TypeError, OverflowError) as wrong:
        raise BadCursor(cursor) from wrong
