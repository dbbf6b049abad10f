"""The files of a set-up folder, in the order in which they are loaded: a file may name entries of those above it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_origin

from django.db.models import CharField

from huying.base.catalogue import articles
from huying.base.catalogue.models import Article, Category, Kind, Limit, Reason, ReplyTemplate, Tier
from huying.base.places.models import Address, Area
from huying.base.units.models import Duty, Shift, Staff, Unit
from huying.civic.mediation.models import Committee, DisputeType, Mediator, Room, Training
from huying.notices.models import Desk, Template

from . import notices, rows
from .rows import Row, To
from .yamls import Shape


@dataclass(frozen=True)
class Sheet:
    """One file: its rows, the table they go to, and by what an entry is known again."""

    file: str
    row: type[Row]
    model: Any = None
    """None for city.yaml: what it says stands in the settings and in the register of areas."""
    key: tuple[str, ...] = ("code",)
    shape: Shape | None = None
    """How a YAML file is built; None for a table."""
    about: str = ""
    left_out: str = "retired"
    """The field that says of an entry that the files leave it out; "" where it is deleted."""
    unique: str = ""
    """A field besides the key that no two entries share."""
    in_given_order: bool = False
    """Whether the order in the file means something; else entries are sorted by their key."""
    born: Callable[[Any], None] | None = None
    """What is done to an entry when it comes into the table first."""
    follows: Callable[[Any], None] | None = None
    """Sets what follows from the columns of an entry that is new or changed: `followers`."""
    followers: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.row.model_fields)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, field in self.row.model_fields.items() if field.is_required())

    @property
    def is_named(self) -> bool:
        """Whether other entries may name one of these by its code."""
        return self.model is not None and self.key in (("code",), ("username",))

    @property
    def is_tree(self) -> bool:
        return "parent" in self.columns

    @cached_property
    def longest(self) -> dict[str, int]:
        """Field → how many characters it may have; places look for theirs themselves."""
        found = self.model._meta.get_fields() if self.model not in (None, Area, Address) else []
        texts = [field for field in found if isinstance(field, CharField) and field.name in self.columns]
        return {field.name: field.max_length for field in texts if field.max_length}

    @cached_property
    def references(self) -> dict[str, str]:
        """Field → the file of which it names an entry."""
        return {name: file for name, file in self._marked.items() if name not in self.many}

    @cached_property
    def many(self) -> dict[str, str]:
        """Field → the file of which it names any number of entries."""
        fields = self.row.model_fields
        return {name: file for name, file in self._marked.items() if get_origin(fields[name].annotation) is list}

    @cached_property
    def _marked(self) -> dict[str, str]:
        found = {
            name: [mark for mark in field.metadata if isinstance(mark, To)]
            for name, field in self.row.model_fields.items()
        }
        return {name: marks[0].file for name, marks in found.items() if marks}


CITY = Sheet("city.yaml", rows.City, key=("zh",), shape=Shape.ONE, about="城市 · The city")
AREAS = Sheet("areas.csv", rows.AreaLine, Area, left_out="valid_until")
BORDERS = "areas.geojson"
ADDRESSES = Sheet("addresses.csv", rows.AddressLine, Address, key=("source", "code"))
KINDS = Sheet(
    "kinds.yaml", rows.KindRow, Kind, shape=Shape.LIST, in_given_order=True,
    about="诉求类型 · What the resident wants",
)  # fmt: skip
TIERS = Sheet(
    "tiers.yaml", rows.TierRow, Tier, shape=Shape.LIST,
    about="时限档 · How soon: min and h by the clock, wh working hours, d calendar days, wd working days",
)  # fmt: skip
LIMITS = Sheet(
    "limits.yaml", rows.LimitRow, Limit, shape=Shape.PAIRS, left_out="", in_given_order=True,
    about="时限规则 · The city's rules about time beside the tiers; what is left out holds as usual",
)  # fmt: skip
HOLIDAYS = "holidays"
"""The folder of published years."""
CATEGORIES = Sheet(
    "categories.yaml", rows.CategoryRow, Category, shape=Shape.TREE, unique="open311",
    about="诉求分类 · What may be asked for",
)  # fmt: skip
REASONS = Sheet(
    "reasons.yaml", rows.ReasonRow, Reason, key=("purpose", "code"), shape=Shape.GROUPS, in_given_order=True,
    about="原因代码 · Coded reasons for steps",
)  # fmt: skip
TEMPLATES = Sheet(
    "templates.yaml", rows.TemplateRow, ReplyTemplate, shape=Shape.LIST,
    about="答复模板 · Texts to start a reply from",
)  # fmt: skip
ARTICLES = Sheet(
    "articles.yaml", rows.ArticleRow, Article, shape=Shape.LIST, about="知识库 · The knowledge base",
    follows=articles.index, followers=("words", "search", "version"),
)  # fmt: skip
UNITS = Sheet("units.csv", rows.UnitRow, Unit)
DUTIES = Sheet("duties.csv", rows.DutyRow, Duty, key=("item",), left_out="valid_until")
SHIFTS = Sheet("shifts.csv", rows.ShiftRow, Shift, key=("unit", "desk", "weekdays", "starts", "ends"), left_out="")
STAFF = Sheet(
    "staff.csv", rows.StaffRow, Staff, key=("username",), left_out="is_active", born=Staff.set_unusable_password
)
NOTICES = Sheet(
    "notices.yaml", notices.NoticeRow, Template, shape=Shape.LIST, left_out="",
    about="通知用语 · The city's own words for notices; what is left out is told in ours",
)  # fmt: skip
DISPUTE_TYPES = Sheet(
    "dispute_types.yaml", rows.DisputeTypeRow, DisputeType, shape=Shape.LIST,
    about="纠纷类型 · What may be mediated, where one can turn otherwise, and how long it takes",
)  # fmt: skip
COMMITTEES = Sheet(
    "committees.yaml", rows.CommitteeRow, Committee, key=("unit",), shape=Shape.LIST, left_out="",
    about="调解组织 · Units that mediate: which kind and level, for which types (none: all)",
)  # fmt: skip
MEDIATORS = Sheet(
    "mediators.yaml", rows.MediatorRow, Mediator, key=("staff",), shape=Shape.LIST, left_out="",
    about="调解员 · Accounts that mediate: in which part, in which languages, which types they know well",
)  # fmt: skip
ROOMS = Sheet("rooms.csv", rows.RoomRow, Room, key=("unit", "zh"))
TRAININGS = Sheet("trainings.csv", rows.TrainingRow, Training, key=("unit", "day", "subject"), left_out="")
CHATS = Sheet("chats.csv", notices.ChatRow, Desk, key=("unit",), left_out="")

SHEETS = (
    CITY,
    AREAS,
    ADDRESSES,
    KINDS,
    TIERS,
    LIMITS,
    CATEGORIES,
    REASONS,
    TEMPLATES,
    ARTICLES,
    UNITS,
    DUTIES,
    SHIFTS,
    STAFF,
    DISPUTE_TYPES,
    COMMITTEES,
    MEDIATORS,
    ROOMS,
    TRAININGS,
    NOTICES,
    CHATS,
)
CATALOGUE = (KINDS, TIERS, LIMITS, CATEGORIES, REASONS, TEMPLATES, ARTICLES)
ORGANISATION = (UNITS, DUTIES, SHIFTS, STAFF)
MEDIATION = (DISPUTE_TYPES, COMMITTEES, MEDIATORS, ROOMS, TRAININGS)
TOLD = (NOTICES, CHATS)
