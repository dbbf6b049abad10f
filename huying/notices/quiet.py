"""When nobody is disturbed, when digests go out, and how long to wait before trying again."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from .models import Pace

DIGEST_AT = time(8, 30)
"""When the daily digest goes out, in the city's time."""
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
"""After each failed try; then it is given up."""


def over(moment: datetime) -> datetime:
    """The end of the quiet hours that `moment` (aware) falls into; `moment` itself outside of them."""
    starts, ends = _hours()
    local = timezone.localtime(moment, timezone.get_default_timezone())
    now = local.time()
    if starts == ends or not (starts <= now < ends if starts < ends else now >= starts or now < ends):
        return moment
    day = local.date() + timedelta(days=now >= ends)
    return datetime.combine(day, ends, timezone.get_default_timezone())


def digest(moment: datetime, pace: str) -> datetime:
    """When the next digest of this pace goes out after `moment`."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    if pace == Pace.HOURLY:
        return over(local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
    day = local.date() + timedelta(days=local.time() >= DIGEST_AT)
    return datetime.combine(day, DIGEST_AT, timezone.get_default_timezone())


def again(moment: datetime, attempts: int) -> datetime | None:
    """When to try again after so many tries; None when it is given up."""
    return moment + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def _hours() -> tuple[time, time]:
    starts, _dash, ends = settings.QUIET_HOURS.partition("-")
    return time.fromisoformat(starts), time.fromisoformat(ends or starts)
