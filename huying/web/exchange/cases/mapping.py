"""What the columns of a file mean: a mapping, read from YAML, with every mistake in it named at once.

`docs/guides/import.md` shows one line by line; `samples/mappings/` holds two that are used.
"""

from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import yaml
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from huying.base.journal.refusals import Incomplete
from huying.base.places import coordinates
from huying.cases.words import Channel, Outcome

S = TypeVar("S", bound=BaseModel)


class Part(BaseModel):
    """A part of a mapping knows its keys; a misspelt one is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


def _listed(given: Any) -> Any:
    return given if isinstance(given, list) else [given]


def _bare_column(given: Any) -> Any:
    return {"columns": [given]} if isinstance(given, str) else given


Columns = Annotated[list[str], BeforeValidator(_listed)]
"""One column, or several that are joined, a line each."""


class Lookup(Part):
    """From what columns say to the name Huying has for it. A bare string is the column."""

    columns: Annotated[Columns, Field(alias="column")] = []
    values: dict[str, str] = {}
    """What the column says → what that is here. Without it, and without `contains`, it is the same."""
    contains: dict[str, str] = {}
    """A piece of what the column says → what that is here; the first that fits."""
    otherwise: str | None = None
    """What it is where nothing above fits. Without it, a value nobody knows refuses the row."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, populate_by_name=True)

    @property
    def meanings(self) -> list[str]:
        """Every name that the look-up itself gives."""
        return [*self.values.values(), *self.contains.values(), *([self.otherwise] if self.otherwise else [])]

    def meaning(self, said: str) -> str | None:
        """What `said` is here; "" where nothing was said, None where nobody knows it. `otherwise` is not looked at."""
        if said in self.values:
            return self.values[said]
        for piece, meaning in self.contains.items():
            if piece in said:
                return meaning
        return None if said and (self.values or self.contains) else said


class Moment(Part):
    """A time in a column: ISO 8601, or in one of `formats` (as `strptime` reads them). A bare string is the column."""

    columns: Annotated[Columns, Field(alias="column")]
    formats: Annotated[Annotated[list[str], BeforeValidator(_listed)], Field(alias="format")] = []
    find: str = ""
    """A regular expression: the time is its last match in the column."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Point(Part):
    """A point in two columns, in any coordinate system that `places.coordinates` knows."""

    lon: str
    lat: str
    crs: Annotated[str, AfterValidator(coordinates.system)] = coordinates.WGS84
    nowhere: list[tuple[float, float]] = []
    """Points (lon, lat, as written) that stand for "not known", such as the middle of the city."""


class Contact(Part):
    """How to reach the reporter. Taken in only where the case is still open: what is closed needs nobody's phone number."""

    name: str = ""
    phone: str = ""
    email: str = ""


Looked = Annotated[Lookup, BeforeValidator(_bare_column)]
Times = Annotated[
    list[Annotated[Moment, BeforeValidator(_bare_column)]],
    BeforeValidator(lambda given: given if isinstance(given, list) else [given]),
]
"""One time, or several of which the first that is given counts."""


class Sheet(Part):
    """How a file of another system is opened, whatever its rows are."""

    source: Annotated[str, Field(min_length=1, max_length=30)]
    """The other system's name; with the number there it says what was taken in already."""
    time_zone: ZoneInfo
    language: str = ""
    encoding: str = "utf-8-sig"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    sheet: str = ""
    """Of a workbook; without it the first."""


class Mapping(Sheet):
    """What the rows of a file mean, where each is a case."""

    number: str
    text: Columns
    received: Times
    due: Times = []
    replied: Times = []
    closed: Times = []
    point: Point | None = None
    address: Columns = []
    area: Looked = Lookup()
    kind: Looked = Lookup()
    category: Looked = Lookup()
    unit: Looked = Lookup()
    """Who handled it. Where the columns do not say, the duty list decides; where that does not know either, `otherwise`."""
    answers: dict[str, Looked] = {}
    """What a category asks beside the text: code of the question → look-up."""
    channel: Looked = Lookup(otherwise=Channel.IMPORT)
    outcome: Looked = Lookup(otherwise=Outcome.NO_ANSWER)
    reply: Looked = Lookup()
    """What the resident was told; what was closed needs one."""
    duplicate_of: str = ""
    contact: Contact = Contact()

    @model_validator(mode="after")
    def _known_words(self) -> "Mapping":
        for name, lookup, known in (("channel", self.channel, Channel.values), ("outcome", self.outcome, ENDINGS)):
            if unknown := sorted({*lookup.meanings} - {*known}):
                raise ValueError(f"{name}: {', '.join(unknown)} (known: {', '.join(known)})")
        return self

    @property
    def columns(self) -> list[str]:
        """Every column it speaks of."""
        lookups = [self.area, self.kind, self.category, self.unit, self.channel, self.outcome, self.reply]
        lookups += self.answers.values()
        times = [*self.received, *self.due, *self.replied, *self.closed]
        alone = [self.number, self.duplicate_of, self.contact.name, self.contact.phone, self.contact.email]
        point = [self.point.lon, self.point.lat] if self.point else []
        parts: list[Lookup | Moment] = [*lookups, *times]
        named = [column for part in parts for column in part.columns]
        return [column for column in [*alone, *self.text, *self.address, *point, *named] if column]


ENDINGS = [outcome.value for outcome in Outcome if outcome != Outcome.MERGED]
"""What a closed row may have come to; merged is only what names the case it repeats."""


def read(path: Path) -> Mapping:
    """The mapping in a YAML file. Raises `Incomplete` with every mistake in it."""
    return understood(path.read_bytes(), Mapping, path.name)


def understood(given: bytes | str, of: type[S], name: str) -> S:
    """What stands in YAML, as a mapping `of` this kind; `name` is told with its mistakes. Raises `Incomplete` with all of them."""
    try:
        return of.model_validate(yaml.safe_load(given))
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise Incomplete({name: _("%(file)s is no YAML: %(why)s") % {"file": name, "why": wrong}}) from wrong
    except ValidationError as wrong:
        raise Incomplete(dict(_mistake(name, error) for error in wrong.errors())) from wrong


def _mistake(name: str, error: Any) -> tuple[str, str]:
    place = ".".join(map(str, error["loc"])) or name
    return place, f"{name}: {place}: {error['msg']}"
