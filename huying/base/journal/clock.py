"""What time it is: the wall's, or, while history is taken in, the time at which it happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_then: ContextVar[datetime | None] = ContextVar("then", default=None)


def now() -> datetime:
    """The moment of the step being taken, aware, in UTC."""
    return _then.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment` (aware)."""
    token = _then.set(moment)
    try:
        yield
    finally:
        _then.reset(token)
