"""From two tellings of one story to any number of cases that go alike.

What both tellings wrote alike belongs to the story. What differs belongs to the case: its keys, its time, what it is about, its
hashes. What differs in any other way is refused, so that nothing is stamped out that the commands would have written otherwise.
Long because taking apart and putting together read one another's names.
"""

from __future__ import annotations

import datetime as datetimes
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import orjson
from django.db.models import AutoField, JSONField, Model
from django.utils import timezone

from huying.base.journal import chain
from huying.base.journal.history import Past
from huying.base.journal.memory import Event
from huying.base.sealed.fields import SealedField
from huying.cases import ancestry, numbers, texts
from huying.cases.models import Case, CaseText

from .stories import Cast

KEYS = ("id", "case_id", "thing", "parent_id")
IN_COLUMNS = {"category_id": "category", "area_id": "area", "unit_id": "unit", "duty_item": "item", "basis": "reason"}
IN_EVENTS = {"area": "area", "unit": "unit"}
IN_FACTS = {"area": "area_code", "unit": "unit_code", "category": "category_code", "basis": "item"}
"""Name of a column or fact → the slot that belongs there, for what both tellings may hold alike by chance."""
CHAINS = {name: name for name in (*ancestry.AREA_COLUMNS, *ancestry.UNIT_COLUMNS, "lon", "lat", "address")}
TYPED = ("title", "body", "words", "search")
SALT = 16  # bytes, as `chain.salt` has them
MARKED = re.compile('"?\ue002(\\w+)\ue003"?|\ue000(\\w+)\ue001')


class Unlike(Exception):
    """The tellings differ where nothing explains it: the story crosses an office hour, a holiday, a border of a duty."""


@dataclass(frozen=True)
class Slot:
    """A place for what differs from case to case; `text`: in JSON it stands in quotes."""

    name: str
    text: bool = True

    def __str__(self) -> str:
        return f"\ue000{self.name}\ue001" if self.text else f"\ue002{self.name}\ue003"


@dataclass(frozen=True)
class Link:
    """An event of the story, and how its hash comes about."""

    name: str
    """Slot of its hash."""
    before: str
    """Slot of the hash before it in its chain; "" at the beginning."""
    words: tuple[tuple[str, str], ...]
    """What was typed: the name in the slots of its salt and its blinded form, and the text with slots."""
    body: str
    """What is hashed, as `chain.link` spells it, with slots."""


@dataclass(frozen=True)
class Stamped:
    """Rows for COPY, a line each; (key, number of the last event, its hash) of each case; how many events that are."""

    rows: list[tuple[type[Model], str]]
    ends: list[tuple[int, int, bytes]]
    n_events: int


@dataclass
class Pattern:
    """A story, ready to be stamped out."""

    rows: list[tuple[type[Model], str]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    moved: dict[tuple[datetime, timedelta], str] = field(default_factory=dict)
    """Moments that move with the case, as in the first telling, each with the zone that it is written in → their slot."""
    ends: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Case of the story → number of its last event, slot of its hash."""

    def stamped(self, cast: Cast, sealed: Sequence[Mapping[str, str]], random: Random) -> Stamped:
        """One more like this. `sealed`: contacts, of which one is given to it, so that nothing is encrypted anew."""
        known = {**cast.choice.symbols, **_of_cast(cast), **random.choice(sealed)}
        for (moment, _zone), name in self.moved.items():
            known[name] = (moment + cast.shift).isoformat()
        for link in self.links:
            for name, text in link.words:
                salt = random.randbytes(SALT)
                known[f"salt_{name}"] = salt.hex()
                known[f"blind_{name}"] = chain.blinded(text % known, salt)
            before = bytes.fromhex(known[link.before]) if link.before else b""
            known[link.name] = hashlib.sha256(before + (link.body % known).encode()).hexdigest()
        for at in self.ends:
            known[f"code{at}"] = random.randbytes(32).hex()
        rows = [(model, lines % known) for model, lines in self.rows]
        ends = [(cast.keys[at], seq, bytes.fromhex(known[name])) for at, (seq, name) in self.ends.items()]
        return Stamped(rows, ends, len(self.links))


def of(first: Cast, told: Past, second: Cast, again: Past) -> Pattern:
    """What two tellings of a story, the first without a shift, have in common. Raises `Unlike`."""
    return _Comparison(first, second).pattern(told, again)


def columns(model: type[Model]) -> list[Any]:
    """What COPY writes of a table; keys that nothing refers to come from the database."""
    return [each for each in model._meta.concrete_fields if model is Case or not isinstance(each, AutoField)]


# -- comparing


class _Comparison:
    """Row by row, value by value."""

    def __init__(self, first: Cast, second: Cast) -> None:
        self.first, self.second, self.later = first, second, second.shift - first.shift
        ours, theirs = _symbols(first), _symbols(second)
        self.symbols = {name: (ours[name], theirs[name]) for name in ours}
        self.strings = {
            pair: name for name, pair in self.symbols.items() if isinstance(pair[0], str) and pair[0] != pair[1]
        }
        self.keys = dict(zip(zip(first.keys, second.keys, strict=True), range(len(first.keys)), strict=True))
        self.typed: dict[tuple[int, int, str], str] = {}
        self.made = Pattern()

    def pattern(self, told: Past, again: Past) -> Pattern:
        ours, theirs = [*told.things, *told.rows], [*again.things, *again.rows]
        if [type(row) for row in ours] != [type(row) for row in theirs]:
            raise Unlike("rows")
        pairs: list[tuple[Any, Any]] = list(zip(ours, theirs, strict=True))
        for a, b in pairs:
            if a._meta.model_name == "words":
                self.typed[a.thing, a.seq, a.name] = _slotted(str(self.value(a.text, b.text)))
        for a, b in pairs:
            if isinstance(a, Event):
                self._link(a, b)
        lines: dict[type[Model], list[str]] = {}
        for a, b in pairs:
            lines.setdefault(type(a), []).append(self._line(a, b))
        self.made.rows = [(model, "\n".join(each) + "\n") for model, each in lines.items()]
        return self.made

    def value(self, a: Any, b: Any, hint: str | None = None) -> Any:
        """What stands in the pattern for what stood in both tellings; within JSON, slots are marked strings."""
        if hint and (a, b) == self.symbols[hint]:
            return Slot(hint, isinstance(a, str))
        if isinstance(a, datetime) and isinstance(b, datetime):
            return self._moment(a, b)
        if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
            return {name: self._inside(self.value(a[name], b[name], IN_FACTS.get(name))) for name in a}
        if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
            return [self._inside(self.value(*pair)) for pair in zip(a, b, strict=True)]
        if isinstance(a, str) and isinstance(b, str) and a != b:
            return Slot(self.strings[a, b]) if (a, b) in self.strings else self._moment(*_moments(a, b))
        if a != b or type(a) is not type(b):
            raise Unlike(f"{a!r} {b!r}")
        return a

    @staticmethod
    def _inside(value: Any) -> Any:
        return str(value) if isinstance(value, Slot) else value

    def _moment(self, a: datetime, b: datetime) -> Any:
        if a == b:
            return a.isoformat()
        if b - a != self.later:
            raise Unlike(f"{a} {b}")
        zone = a.utcoffset() or timedelta()
        fixed = a.astimezone(datetimes.timezone(zone))
        return Slot(self.made.moved.setdefault((fixed, zone), f"t{len(self.made.moved)}"))

    def _key(self, a: Any, b: Any) -> Any:
        if a is None and b is None:
            return None
        if (a, b) not in self.keys:
            raise Unlike(f"key {a} {b}")
        return Slot(f"key{self.keys[a, b]}", text=False)

    # -- events

    def _link(self, a: Any, b: Any) -> None:
        at, name = self.first.keys.index(a.thing), f"hash{len(self.made.links)}"
        self.strings[bytes(a.hash).hex(), bytes(b.hash).hex()] = name
        said = a.facts.get("words", {})
        for word, blind in said.items():
            self.strings[blind, b.facts["words"][word]] = f"blind_{at}_{a.seq}_{word}"
        fixed = [self.value(getattr(a, part), getattr(b, part)) for part in ("seq", "verb", "source", "target", "by")]
        body = [
            a.life, self._key(a.thing, b.thing), *fixed, self.value(a.at.astimezone(UTC), b.at.astimezone(UTC)),
            *(self.value(getattr(a, part), getattr(b, part), hint) for part, hint in IN_EVENTS.items()),
            self.value(a.facts, b.facts),
        ]  # fmt: skip
        words = tuple((f"{at}_{a.seq}_{word}", self.typed[a.thing, a.seq, word]) for word in said)
        before = self.made.ends.get(at, (0, ""))[1]
        self.made.links.append(Link(name, before, words, _slotted(chain.canonical(*map(self._inside, body)).decode())))
        self.made.ends[at] = a.seq, name

    # -- rows

    def _line(self, a: Any, b: Any) -> str:
        return _slotted("\t".join(self._column(a, b, each) for each in columns(type(a))))

    def _column(self, a: Any, b: Any, each: Any) -> str:
        name = each.attname
        ours, theirs = getattr(a, name), getattr(b, name)
        if isinstance(each, SealedField):
            return "\\\\x" + (str(Slot(f"sealed_{name}")) if ours else "")
        if name in ("hash", "head", "salt"):
            return "\\\\x" + str(Slot(self._secret(a, name)))
        if name in KEYS:
            return _copied(self._key(ours, theirs))
        if name == "code_digest":
            return str(Slot(f"code{self.first.keys.index(a.pk)}"))
        if name in TYPED and isinstance(a, Case | CaseText):
            at = self.first.keys.index(a.pk)
            if (ours, theirs) != tuple(_typed(cast, at)[name] for cast in (self.first, self.second)):
                raise Unlike(f"{ours} {theirs}")
            return str(Slot(f"{name}{at}"))
        found = self.value(ours, theirs, self._hint(a, b, name))
        return _copied(orjson.dumps(found).decode() if isinstance(each, JSONField) and found is not None else found)

    def _hint(self, a: Any, b: Any, name: str) -> str | None:
        if isinstance(a, Event):
            return IN_EVENTS.get(name)
        if name in ancestry.UNIT_COLUMNS and (a.unit_id, b.unit_id) != self.symbols["unit"]:
            return None
        return IN_COLUMNS.get(name) or CHAINS.get(name)

    def _secret(self, row: Any, name: str) -> str:
        if name == "head":
            return self.made.ends[self.first.keys.index(row.pk)][1]
        at = self.first.keys.index(row.thing)
        if name == "salt":
            return f"salt_{at}_{row.seq}_{row.name}"
        return next(slot for pair, slot in self.strings.items() if pair[0] == bytes(row.hash).hex())


# -- what differs from case to case


def _symbols(cast: Cast) -> dict[str, Any]:
    """What of a cast may stand in rows and events, as the commands hold it."""
    choice, unit = cast.choice, cast.choice.unit
    duty, place = choice.decision.duty, cast.place
    chains = {**ancestry.of_area(choice.area), **ancestry.of_unit(unit)}
    found = {
        **chains, "area": choice.area.pk, "area_code": choice.area.code, "unit": unit.pk if unit else None,
        "unit_code": unit.code if unit else "", "category": choice.category.pk, "category_code": choice.category.code,
        "item": duty.item if duty else "", "reason": choice.decision.reason[:300],
        "address": place.address, "lon": place.lon, "lat": place.lat,
    }  # fmt: skip
    for at, key in enumerate(cast.keys):
        found |= {f"number{at}": numbers.number(_day(cast), key), f"body{at}": cast.texts[at].body}
    return found


def _of_cast(cast: Cast) -> dict[str, str]:
    """The same as COPY reads it."""
    place, day = cast.place, _day(cast)
    found = {"address": place.address, "lon": repr(place.lon), "lat": repr(place.lat)}
    for at, key in enumerate(cast.keys):
        found |= {f"key{at}": str(key), f"number{at}": numbers.number(day, key)}
        found |= {f"{name}{at}": value for name, value in _typed(cast, at).items()}
    return found


def _typed(cast: Cast, at: int) -> dict[str, str]:
    """What somebody said, as it stands in the rows of the case."""
    said = cast.texts[at]
    body = said.body
    return {"title": texts.title(body), "body": body, "words": said.words, "search": said.search}


def _day(cast: Cast) -> date:
    return timezone.localdate(cast.start + cast.shift, timezone.get_default_timezone())


# -- as COPY reads it


def _moments(a: str, b: str) -> tuple[datetime, datetime]:
    try:
        return datetime.fromisoformat(a), datetime.fromisoformat(b)
    except ValueError:
        raise Unlike(f"{a} {b}") from None


def _copied(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _slotted(marked: str) -> str:
    """Marks become the names of a `%` format."""
    return MARKED.sub(lambda mark: f"%({mark[1] or mark[2]})s", marked.replace("%", "%%"))
