"""The values that stand in the files: how each is read, written, and refused with its reason."""

import re
from datetime import time
from typing import Annotated, Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, PlainSerializer, StringConstraints

from huying.base.units.roles import Role
from huying.base.worktime import hours, periods
from huying.cases import reply_texts


def _period(text: Any) -> Any:
    try:
        return periods.Period.read(str(text)).written()
    except ValueError as fault:
        reason = _("“%(text)s” is not a period such as 15 min, 2 h, 7 d, 5 wd (working days) or 20 wd midnight rolls.")
        raise ValueError(reason % {"text": text}) from fault


def _hours(text: str) -> str:
    try:
        text and hours.opening(text)
    except ValueError as fault:
        reason = _("“%(text)s” are no office hours such as Mo-Fr 08:30-12:00,14:00-17:30 or 24/7: %(fault)s.")
        raise ValueError(reason % {"text": text, "fault": fault}) from fault
    return text


def _retention(days: int) -> int:
    """Not shorter than the time to ask for a review (信访工作条例 Art. 35: 30 days after the answer); ten years at most."""
    if not 30 <= days <= 3650:
        raise ValueError(_("A contact is kept 30 to 3650 days after closing, not %(days)d.") % {"days": days})
    return days


def _fields(text: str) -> str:
    """Of a reply template: it names only what Huying can fill in."""
    if unknown := reply_texts.unknown(text):
        reason = _("There is no field {%(given)s}. A template may name: %(known)s.")
        raise ValueError(reason % {"given": unknown[0], "known": ", ".join(reply_texts.FIELDS)})
    return text


def _weekdays(text: Any) -> Any:
    if not re.fullmatch(r"[1-7]+", str(text)) or len(set(text)) != len(text):
        raise ValueError(_("“%(text)s” are not weekdays such as 12345 (1 is Monday).") % {"text": text})
    return sorted(map(int, text))


def _staff_role(name: Any) -> Any:
    known = [role.value for role in Role if role not in (Role.RESIDENT, Role.SYSTEM)]
    if name not in known:
        raise ValueError(_("“%(given)s” is not one of: %(known)s.") % {"given": name, "known": ", ".join(known)})
    return name


def _time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(_("There is no time zone “%(name)s”; one is Asia/Shanghai.") % {"name": name})
    return name


def _language(code: str) -> str:
    known = dict(settings.LANGUAGES)
    if code not in known:
        raise ValueError(_("“%(given)s” is not one of: %(known)s.") % {"given": code, "known": ", ".join(known)})
    return code


Code = Annotated[str, StringConstraints(pattern=r"^[^\s,;]+$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Period = Annotated[
    dict[str, Any] | None,
    BeforeValidator(_period),
    PlainSerializer(lambda period: str(periods.Period(**period)) if period else None),
]
Hours = Annotated[str, AfterValidator(_hours)]
Retention = Annotated[int, AfterValidator(_retention)] | None
Weekdays = Annotated[list[int], BeforeValidator(_weekdays), PlainSerializer(lambda days: "".join(map(str, days)))]
Clock = Annotated[time, PlainSerializer(lambda moment: f"{moment:%H:%M}")]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Language = Annotated[str, AfterValidator(_language)]
StaffRole = Annotated[Role, BeforeValidator(_staff_role)]
Words = Annotated[str, StringConstraints(strip_whitespace=True)]
TemplateText = Annotated[Name, AfterValidator(_fields)]
OtherTemplateText = Annotated[Words, AfterValidator(_fields)]
