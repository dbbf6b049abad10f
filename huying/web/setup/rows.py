"""What stands in each file: its columns, which of them must be there, and which name an entry of another file.

The fields are those of the models; what is not given has the default. Long because it is one table.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import model_validator as validator

from huying.base.catalogue import limits
from huying.base.catalogue.models import Category, Reason
from huying.base.places import coordinates
from huying.base.units.models import Unit
from huying.base.units.roles import Role
from huying.civic.mediation.models import DisputeType
from huying.civic.mediation.words import CommitteeKind, Part

from .values import (
    Clock,
    Code,
    Hours,
    Language,
    Name,
    OtherTemplateText,
    Period,
    Retention,
    StaffRole,
    TemplateText,
    TimeZone,
    Weekdays,
    Words,
)  # fmt: skip

AT_A_UNIT = (Role.HANDLER, Role.FIELD, Role.MEDIATOR, Role.SUPERVISOR, Role.INTEGRATOR)


@dataclass(frozen=True)
class To:
    """This field names an entry of that file by its code."""

    file: str


class Row(BaseModel):
    """An entry that makes sense by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class City(Row):
    """What holds for the whole city: its name as in the register of areas, and the coordinate system of the files."""

    zh: Name
    en: Name
    time_zone: TimeZone
    language: Language
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
    open311_batch: bool = False
    evidence: list[Literal["photo", "document", "basis"]] = []
    answered_on_call: bool = False
    mediable: bool = False
    spares_accused: bool = False
    retention_days: Retention = None
    follow_up_share: Annotated[int, Field(ge=0, le=100)] | None = None
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
    hint_zh: str = ""
    hint_en: str = ""
    retired: bool = False


class TemplateRow(Named):
    category: Annotated[Code | None, To("categories.yaml")] = None
    text_zh: TemplateText
    text_en: OtherTemplateText = ""
    retired: bool = False


class ArticleRow(Named):
    owner: Code
    body_zh: Name
    body_en: Words = ""
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
    prefer: Literal["", "open", "load", "open+load"] = ""
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
    role: StaffRole
    zh: str = ""
    en: str = ""
    is_active: bool = True

    @validator(mode="after")
    def _sits_somewhere(self) -> Self:
        if self.role in AT_A_UNIT and not self.unit:
            raise ValueError(_("The role “%(role)s” works at a unit; none is named.") % {"role": self.role.value})
        return self


class DisputeTypeRow(Named):
    words: str = ""
    mediable: DisputeType.Mediable = DisputeType.Mediable.YES
    confirmable: DisputeType.Mediable = DisputeType.Mediable.YES
    remedies_zh: Words
    remedies_en: Words
    reviewed_by_arbitration: bool = False
    period_days: Annotated[int, Field(ge=1, le=180)] = 30
    extension_days: Annotated[int, Field(ge=0, le=180)] = 30
    parts: list[Part] = []
    note_zh: str = ""
    note_en: str = ""
    retired: bool = False


class CommitteeRow(Row):
    unit: Annotated[Code, To("units.csv")]
    kind: CommitteeKind = CommitteeKind.PEOPLE
    level: Annotated[int, Field(ge=1, le=4)]
    short: Name
    seal: str = ""
    types: Annotated[list[Code], To("dispute_types.yaml")] = []


class MediatorRow(Row):
    staff: Annotated[Code, To("staff.csv")]
    part: Part = Part.PEOPLE
    languages: list[Code] = []
    types: Annotated[list[Code], To("dispute_types.yaml")] = []
    away_until: date | None = None


class RoomRow(Row):
    unit: Annotated[Code, To("units.csv")]
    zh: Name
    en: Name
    retired: bool = False


class TrainingRow(Row):
    unit: Annotated[Code, To("units.csv")]
    day: date
    subject: Name
    hours: Annotated[Decimal, Field(gt=0, lt=1000, decimal_places=1)]
    mediators: Annotated[int, Field(ge=1)]
