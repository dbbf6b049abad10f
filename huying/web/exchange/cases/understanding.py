"""What a row tells: its cells read by a mapping and by the registers of this city."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category, Kind
from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.base.places import coordinates
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit

from .mapping import Lookup, Mapping, Moment
from .reading import Row, clean

REMEMBERED = 4096  # different values of a column


@dataclass
class Told:
    """What one row tells of one case. Times are aware, in UTC; the point is WGS84 degrees."""

    number: str
    text: str
    received: datetime
    due: datetime | None
    replied: datetime | None
    closed: datetime | None
    lon: float | None
    lat: float | None
    address: str
    area: Area | None
    kind: Kind | None
    category: Category | None
    unit: Unit | None
    """Who handled it, where the row says so."""
    fallback: Unit | None
    channel: str
    outcome: str
    reply: str
    duplicate_of: str
    contact: dict[str, str]
    answers: dict[str, Any]
    """To the questions of its category, as their schema types them; what it does not ask is left out."""


class Understanding:
    """A mapping joined with a file's header. Raises `Refused` when the file lacks columns that the mapping names."""

    def __init__(self, mapping: Mapping, header: list[str]) -> None:
        if missing := sorted({*mapping.columns} - {*header}):
            words = {"columns": ", ".join(missing), "header": ", ".join(header)}
            raise Refused(_("The file has no columns %(columns)s. It has: %(header)s.") % words)
        self.mapping, self.n_columns = mapping, len(header)
        at = {column: place for place, column in enumerate(header)}
        book = catalogue.current()
        self.number = _joined(at, [mapping.number])
        self.duplicate_of = _joined(at, [mapping.duplicate_of])
        self.text = _joined(at, mapping.text)
        self.address = _joined(at, mapping.address, " ")
        self.contact = {name: _joined(at, [column]) for name, column in mapping.contact if column}
        self.point = _Point(at, mapping)
        self.received, self.due, self.replied, self.closed = (
            _Time(at, mapping.time_zone, times)
            for times in (mapping.received, mapping.due, mapping.replied, mapping.closed)
        )
        self.area = _Named("area", at, mapping.area, places.current().by_id.values())
        self.kind = _Named("kind", at, mapping.kind, book.kinds.values())
        self.category = _Named("category", at, mapping.category, book.categories.values())
        self.unit = _Named("unit", at, mapping.unit, units.current().by_id.values(), fall_back=False)
        self.fallback = _Named("unit", at, Lookup(otherwise=mapping.unit.otherwise), units.current().by_id.values())
        self.answers = {code: _Word(f"answers.{code}", at, lookup) for code, lookup in mapping.answers.items()}
        self.channel = _Word("channel", at, mapping.channel)
        self.outcome = _Word("outcome", at, mapping.outcome)
        self.reply = _Word("reply", at, mapping.reply)

    def of(self, row: Row) -> Told:
        """What the row tells. Raises `Refused` with every reason why it cannot be understood."""
        wrong: list[str] = []
        cells = row.cells
        if any(cells[self.n_columns :]):
            wrong.append(_("The row has more cells than the header."))

        def tried(read: Callable[..., Any], *more: Any) -> Any:
            try:
                return read(cells, *more)
            except ValueError as reason:
                wrong.append(str(reason))
                return None

        received = tried(self.received)
        lon, lat = tried(self.point) or (None, None)
        category = tried(self.category)
        told = Told(
            number=self.number(cells), text=self.text(cells), address=self.address(cells), lon=lon, lat=lat,
            received=received, due=tried(self.due), replied=tried(self.replied, received), closed=tried(self.closed, received),
            area=tried(self.area), kind=tried(self.kind), category=category,
            unit=tried(self.unit), fallback=self.fallback(cells),
            channel=tried(self.channel), outcome=tried(self.outcome), reply=tried(self.reply),
            duplicate_of=self.duplicate_of(cells), contact={name: said(cells) for name, said in self.contact.items()},
            answers=_answers(category, {code: tried(read) for code, read in self.answers.items()}),
        )  # fmt: skip
        wrong += _impossible(told)
        if wrong:
            raise Refused(*wrong)
        return told


def _answers(category: Category | None, said: dict[str, Any]) -> dict[str, Any]:
    rules = category.questions.get("properties", {}) if category else {}
    return {code: _typed(rules[code], text) for code, text in said.items() if text and code in rules}


def _typed(rule: dict[str, Any], text: str) -> Any:
    """As the schema of the question wants it; what does not fit stays a text, and its check says so."""
    kind = rule.get("type")
    if kind == "array":
        return [_typed(rule.get("items", {}), part) for part in re.split(r"\s*[;；\n]\s*", text) if part]
    if kind == "boolean":
        return {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}.get(text.lower(), text)
    try:
        return {"integer": int, "number": float}[str(kind)](text)
    except (KeyError, ValueError):
        return text


def _impossible(told: Told) -> list[str]:
    """What cannot have happened like this."""
    now, wrong = clock.now(), []
    if not told.number:
        wrong.append(_("The row has no number."))
    if told.received is None:
        return [*wrong, _("The row does not say when it was received.")]
    if told.received > now or (told.closed and told.closed > now) or (told.replied and told.replied > now):
        wrong.append(_("A time lies in the future."))
    if told.closed and told.closed < told.received:
        wrong.append(_("It was closed before it was received."))
    if told.replied and told.replied < told.received:
        wrong.append(_("It was answered before it was received."))
    if told.closed and told.replied and told.closed < told.replied:
        wrong.append(_("It was closed before it was answered."))
    return wrong


def _joined(at: dict[str, int], columns: list[str], between: str = "\n") -> Callable[[list[str]], str]:
    """What stands in `columns`, those that say something, joined."""
    places = [at[column] for column in columns if column]
    if len(places) == 1:
        place = places[0]
        return lambda cells: clean(cells[place])
    return lambda cells: between.join(said for place in places if (said := clean(cells[place])))


class _Word:
    """A look-up that gives a word."""

    def __init__(self, name: str, at: dict[str, int], lookup: Lookup, *, fall_back: bool = True) -> None:
        self.name, self.lookup, self.said = name, lookup, _joined(at, lookup.columns)
        self.otherwise = lookup.otherwise if fall_back else None
        self.known = lru_cache(REMEMBERED)(self._known)

    def __call__(self, cells: list[str]) -> Any:
        return self.known(self.said(cells))

    def _known(self, said: str) -> Any:
        meaning = self.lookup.meaning(said)
        if meaning is None and self.lookup.otherwise is None:
            raise ValueError(_("%(name)s: the mapping does not know “%(said)s”.") % {"name": self.name, "said": said})
        return meaning or self.otherwise or ""


class _Named(_Word):
    """A look-up that gives a row of a register, by its code or by one of its names."""

    def __init__(
        self, name: str, at: dict[str, int], lookup: Lookup, rows: Iterable[Any], *, fall_back: bool = True
    ) -> None:
        super().__init__(name, at, lookup, fall_back=fall_back)
        self.rows = _by_names(rows)

    def _known(self, said: str) -> Any:
        if not (meaning := super()._known(said)):
            return None
        if meaning not in self.rows:
            raise ValueError(_("%(name)s: there is no “%(code)s” here.") % {"name": self.name, "code": meaning})
        return self.rows[meaning]


def _by_names(rows: Iterable[Any]) -> dict[str, Any]:
    """By code; by name where no two have it."""
    rows = list(rows)
    named: dict[str, list[Any]] = {}
    for row in rows:
        for name in {row.zh, row.en}:
            named.setdefault(name, []).append(row)
    return {name: found[0] for name, found in named.items() if len(found) == 1} | {row.code: row for row in rows}


class _Point:
    """The point of a row in WGS84, or None where it has none."""

    def __init__(self, at: dict[str, int], mapping: Mapping) -> None:
        self.point = mapping.point
        self.places = (at[mapping.point.lon], at[mapping.point.lat]) if mapping.point else (0, 0)
        self.nowhere = {*mapping.point.nowhere} if mapping.point else set()

    def __call__(self, cells: list[str]) -> tuple[float, float] | None:
        lon, lat = (clean(cells[place]) for place in self.places)
        if self.point is None or not (lon or lat):
            return None
        try:
            found = float(lon), float(lat)
        except ValueError:
            raise ValueError(_("“%(lon)s, %(lat)s” is no point.") % {"lon": lon, "lat": lat}) from None
        return None if found in self.nowhere else coordinates.to_wgs84(*found, self.point.crs)


class _Time:
    """The first time that a row gives in one of several ways."""

    def __init__(self, at: dict[str, int], zone: ZoneInfo, moments: list[Moment]) -> None:
        self.zone = zone
        self.ways = [(_joined(at, moment.columns, " "), moment, re.compile(moment.find)) for moment in moments]

    def __call__(self, cells: list[str], not_before: datetime | None = None) -> datetime | None:
        for column, moment, pattern in self.ways:
            said = column(cells)
            if said and moment.find:
                said = next((match[0] for match in reversed([*pattern.finditer(said)])), "")
            if said:
                return self._placed(_read(said, moment.formats), not_before)
        return None

    def _placed(self, moment: datetime, not_before: datetime | None) -> datetime:
        """Local time in UTC. The hour that the end of summer time repeats is the first one, unless that comes too early."""
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        first = moment.replace(tzinfo=self.zone).astimezone(UTC)
        if not_before is None or first >= not_before:
            return first
        return moment.replace(tzinfo=self.zone, fold=1).astimezone(UTC)


def _read(said: str, formats: list[str]) -> datetime:
    for form in formats:
        try:
            return datetime.strptime(said, form)  # noqa: DTZ007 - the mapping's zone is joined next
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        raise ValueError(_("“%(said)s” is no time that the mapping describes.") % {"said": said}) from None
