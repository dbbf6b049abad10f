"""Days and moments as people read them: in sentences, letters and everything that residents see. Tables and files have ISO dates."""

from datetime import date, datetime, time

from django.utils import timezone, translation
from django.utils.dateformat import format as written

WHOLE = {"zh": "Y年n月j日", "en": "j F Y"}
NEAR = {"zh": "n月j日 l", "en": "D j F"}
FAR = {"zh": "Y年n月j日 l", "en": "D j F Y"}


def day(at: date | datetime | None) -> str:
    """“2026年8月1日”, “1 August 2026”; of a moment, in this installation's time zone. "" for None."""
    return written(_local(at), WHOLE[_language()]) if at else ""


def minute(at: datetime | None) -> str:
    """“2026年8月1日 17:00”, “1 August 2026 17:00”. "" for None."""
    return f"{day(at)} {_local(at):%H:%M}" if at else ""


def weekday(at: date, today: date) -> str:
    """“8月1日 星期六”, “Sat 1 August”; with its year where that is not the year of `today`."""
    return written(at, (NEAR if at.year == today.year else FAR)[_language()])


def _local(at: date | datetime) -> datetime:
    if isinstance(at, datetime):
        return timezone.localtime(at, timezone.get_default_timezone()) if timezone.is_aware(at) else at
    return datetime.combine(at, time())


def _language() -> str:
    return "zh" if (translation.get_language() or "zh").startswith("zh") else "en"
