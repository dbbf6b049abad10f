"""What time it is: the wall's, or, while history is taken in, the time at which it happened."""

from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_then: ContextVar[datetime | None] = ContextVar("then", default=None)


def now() -> datetime:
    """The moment of the step being taken, aware, in UTC."""
    return _then.get() or timezone.now()


class at:  # noqa: N801 - it reads `with clock.at(moment)`
    """Everything inside happens at `moment` (aware)."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __enter__(self) -> None:
        self.token = _then.set(self.moment)

    def __exit__(self, *_error: object) -> None:
        _then.reset(self.token)
