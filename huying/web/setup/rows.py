"""What stands in each file: its columns, which of them must be there, and which name an entry of another file.

The fields are those of the models; what is not given has the default.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints
from pydantic import model_validator as validator

from huying.base.catalogue import limits
from huying.base.catalogue.models import Category, Reason
from huying.base.places import coordinates
from huying.base.units.models import Unit
from huying.base.units.roles import Role
from huying.base.worktime import hours, periods
from huying.cases import reply_texts

AT_A_UNIT = (Role.HANDLER, Role.FIELD, Role.SUPERVISOR, Role.INTEGRATOR)


@dataclass(frozen=True)
class To:
    """This field names an entry of that file by its code."""

    file: str


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


class Row(BaseModel):
    """An entry that makes sense by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class City(Row):
    """What holds for the whole city: its name as in the register of areas, and the coordinate system of the files."""

    zh: Name
    en: Name
    time_zone: Annotated[str, AfterValidator(_time_zone)]
    language: Annotated[str, AfterValidator(_language)]
    crs: Annotated[str, AfterValidator(coordinates.system)] | None = None
    hours: Hours = ""
    """Of offices that have none of their own."""
    holidays: Literal["china"] | None = None
    """Whose holidays are kept; papers of other years and cities lie in `holidays/`."""


class AreaLine(Row):
    code: Code
    level: int
    parent: Annotated[Code | None, To("areas.csv")] = None
    zh: Name
    en: Name
    valid_from: date | None = None
    valid_until: date | None = None


class AddressLine(Row):
    source: Code = "setup"
    code: Code
    zh: str = ""
    en: str = ""
    road: str = ""
    number: str = ""
    estate: str = ""
    building: str = ""
    other_names: str = ""
    lon: float | None = None
    lat: float | None = None
    area: Annotated[Code, To("areas.csv")]


class Named(Row):
    code: Code
    zh: Name
    en: Name


class KindRow(Named):
    retention_days: Retention = None
    retired: bool = False


class TierRow(Named):
    receipt: Period = None
    first_contact: Period = None
    limit: Period = None
    interim: Period = None
    make_safe: Period = None
    extendable: bool = True
    urgent: bool = False
    retired: bool = False


class CategoryRow(Named):
    parent: Annotated[Code | None, To("categories.yaml")] = None
    kind: Annotated[Code | None, To("kinds.yaml")] = None
    tier: Annotated[Code | None, To("tiers.yaml")] = None
    department: str = ""
    keywords: str = ""
    keywords_en: str = ""
    confidentiality: Category.Confidentiality = Category.Confidentiality.NORMAL
    anonymous: bool = False
    emergency_number: str = ""
    emergency_zh: str = ""
    emergency_en: str = ""
    open311: str = ""
    evidence: list[Literal["photo", "document", "basis"]] = []
    answered_on_call: bool = False
    mediable: bool = False
    spares_accused: bool = False
    retention_days: Retention = None
    questions: dict[str, Any] = {}
    statutory: Period = None
    statutory_zh: str = ""
    statutory_en: str = ""
    complex: bool = False
    retired: bool = False

    @validator(mode="after")
    def _whole_emergency_test(self) -> Self:
        parts = (self.emergency_number, self.emergency_zh, self.emergency_en)
        if any(parts) and not all(parts):
            raise ValueError(_("An emergency test has a number and a sentence in both languages."))
        return self

    @validator(mode="after")
    def _names_its_law(self) -> Self:
        parts = (self.statutory, self.statutory_zh, self.statutory_en)
        if any(parts) and not all(parts):
            raise ValueError(_("A statutory period has the law and its article in both languages."))
        return self


class LimitRow(Row):
    code: Code
    value: Annotated[str, BeforeValidator(str)]

    @validator(mode="after")
    def _is_known_and_readable(self) -> Self:
        known = limits.usual()
        if self.code not in known:
            words = {"code": self.code, "known": ", ".join(known)}
            raise ValueError(_("There is no rule “%(code)s”; there are: %(known)s.") % words)
        try:
            limits.Limits.read({self.code: self.value})
        except ValueError as fault:
            words = {"code": self.code, "given": self.value, "like": known[self.code]}
            raise ValueError(_("“%(given)s” is not what “%(code)s” takes, such as %(like)s.") % words) from fault
        return self


class ReasonRow(Row):
    purpose: Reason.Purpose
    code: Code
    zh: Name
    en: Name
    retired: bool = False


class TemplateRow(Named):
    category: Annotated[Code | None, To("categories.yaml")] = None
    text_zh: Annotated[Name, AfterValidator(_fields)]
    text_en: Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_fields)] = ""
    retired: bool = False


class ArticleRow(Named):
    owner: Code
    body_zh: Name
    body_en: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    basis_zh: str = ""
    basis_en: str = ""
    valid_until: date | None = None
    public: bool = False
    categories: list[Code] = []
    retired: bool = False


class UnitRow(Row):
    code: Code
    parent: Annotated[Code | None, To("units.csv")] = None
    level: Unit.Level
    zh: Name
    en: Name
    area: Annotated[Code | None, To("areas.csv")] = None
    hours: Hours = ""
    phone: str = ""
    retired: bool = False


class DutyRow(Row):
    item: Code
    unit: Annotated[Code, To("units.csv")]
    category: Annotated[Code | None, To("categories.yaml")] = None
    area: Annotated[Code | None, To("areas.csv")] = None
    priority: int = 0
    clause: str = ""
    version: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError(_("It ends before it begins."))
        return self


class ShiftRow(Row):
    unit: Annotated[Code, To("units.csv")]
    weekdays: Weekdays
    starts: Clock
    ends: Clock
    desk: Name
    phone: str = ""


class StaffRow(Row):
    username: Annotated[str, StringConstraints(pattern=r"^[\w.@+-]+$")]
    unit: Annotated[Code | None, To("units.csv")] = None
    role: Annotated[Role, BeforeValidator(_staff_role)]
    zh: str = ""
    en: str = ""
    is_active: bool = True

    @validator(mode="after")
    def _sits_somewhere(self) -> Self:
        if self.role in AT_A_UNIT and not self.unit:
            raise ValueError(_("The role “%(role)s” works at a unit; none is named.") % {"role": self.role.value})
        return self
