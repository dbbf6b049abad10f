"""A change of the set-up made on a page: a few entries of its files, checked, tried and loaded as the files themselves are."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.journal import audit, editions
from huying.base.journal.machine import Doer
from huying.base.places import fitting, geometry
from huying.base.places import loading as places
from huying.base.places import register as areas
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.worktime.papers import Paper
from huying.cases import rerouting
from huying.cases.rerouting import Registers, Rerouted

from . import checking, effects, loading, writing
from .entries import Entry, Path
from .reading import Content, Line, row_of
from .report import Problem, Summary
from .sheets import ADDRESSES, AREAS, CATALOGUE, CITY, DUTIES, HOLIDAYS, MEDIATION, SHIFTS, UNITS, Sheet

TOGETHER = ((CITY,), (AREAS,), (ADDRESSES,), CATALOGUE, (UNITS, DUTIES, SHIFTS), MEDIATION)
"""Files whose entries are judged together."""
EDITIONS = (areas.NAME, catalogue.NAME, units.NAME, calendars.NAME)
AFTER_ALL_LINES = 10_000_000
"""Where the lines of an entry that is being changed begin: it has one for each of its fields."""

Key = tuple[str, ...]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One entry of a file. `key` as it is stored, () for a new one; `values` as the file would say them, None: it goes."""

    sheet: Sheet
    key: Key
    values: Values | None


@dataclass(frozen=True)
class Wish:
    """What somebody wants to change at once: entries, borders by the code of their area (None: without one), a year's paper."""

    changes: Sequence[Change] = ()
    borders: Mapping[str, geometry.Border | None] = field(default_factory=dict)
    papers: Sequence[Paper] = ()

    @property
    def sheets(self) -> list[Sheet]:
        """The files that it touches, and those that they are judged with."""
        touched = {change.sheet.file for change in self.changes} | ({AREAS.file} if self.borders else set())
        groups = [group for group in TOGETHER if touched & {sheet.file for sheet in group}]
        return [sheet for group in groups for sheet in group]

    @property
    def told(self) -> dict[str, list[str]]:
        """For the audit log: file and code of each entry, and which of its fields changed. No words."""
        said = {_name(change): _fields(change) for change in self.changes}
        for code in self.borders:
            said.setdefault(f"{AREAS.file}/{code}", []).append("border")
        said |= {f"{HOLIDAYS}/{paper.year}.json": ["days"] for paper in self.papers}
        return {name: fields for name, fields in said.items() if audit.coded(name)}


@dataclass
class Preview:
    """What a change would do. With problems, nothing."""

    summary: Summary
    rerouted: Rerouted | None = None
    seen: str = ""
    """A sign of exactly this change to exactly this set-up; whoever puts it in force names it."""

    @property
    def problems(self) -> list[Problem]:
        return self.summary.problems


class Changed(Exception):
    """The set-up, or the wish itself, is no longer what was previewed."""


def stored(sheet: Sheet) -> dict[Key, dict[str, Any]]:
    """The entries of a file as they stand now, by their key, in the order in which the file has them."""
    return {key_of(values, sheet): values for values in writing.stored(sheet)}


def entry_now(sheet: Sheet, key: Key) -> dict[str, Any] | None:
    """One entry of a file as it stands now; None where there is none. Of the addresses, only this one is read."""
    if sheet is ADDRESSES:
        if len(key) != len(sheet.key):
            return None
        return next((values for values in writing.written(sheet, places.address_rows(*key))), None)
    return stored(sheet).get(key)


def sign(values: Any) -> str:
    """A short sign that differs where the values differ."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def preview(wish: Wish) -> Preview:
    """Check and try it; nothing is kept. Open cases are counted that would be routed or due otherwise."""
    return tried(check(wish), _sign_of(wish), with_grounds=AREAS in wish.sheets)


def tried(content: Content, seen: str, *, with_grounds: bool) -> Preview:
    """What loading `content` would do. `with_grounds`: borders may change, so that cases are looked for in other areas."""
    if content.problems:
        return Preview(refused(content), seen=seen)
    if set(content.lines) == {ADDRESSES.file}:
        return Preview(Summary(content.n_entries, remarks=content.remarks), seen=seen)  # no case goes by them
    before = rerouting.now()
    grounds = rerouting.Grounds(list(places.area_rows()), list(loading.area_rows(content))) if with_grounds else None
    with transaction.atomic():
        summary = Summary(content.n_entries, remarks=content.remarks, effects=effects.of(content))
        loading.write(content, summary)
        after = Registers(units.current.load(), catalogue.current.load(), areas.current.load())
        transaction.set_rollback(True)
    areas.current.forget()
    return Preview(summary, rerouting.of(before, after, grounds), seen)


def put_in_force(wish: Wish, *, seen: str, by: Doer, move_open: bool = False) -> Summary:
    """Load it, once `preview` showed the same (`seen`). Raises `Changed` where anything is different meanwhile."""
    with transaction.atomic():
        editions.hold(*EDITIONS)
        if seen != _sign_of(wish):
            raise Changed
        content = check(wish)
        summary = refused(content)
        if not content.problems:
            loading.take(content, summary, by=by, move_open=move_open, entries=wish.told)
    for register in loading.REGISTERS:
        register.current.forget()
    return summary


def check(wish: Wish) -> Content:
    """The files that the wish touches, with it, and everything that is wrong then. A fault of one of its entries stands on the
    line of its field: `field_of`."""
    content = Content(papers=list(wish.papers))
    for sheet in wish.sheets:
        _read(sheet, [change for change in wish.changes if change.sheet is sheet], content)
    if AREAS in wish.sheets:
        known = {row.code: row.border for row in places.area_rows()}
        content.has_borders = True
        content.borders = {code: border for code, border in {**known, **wish.borders}.items() if border is not None}
        kept = content.said(AREAS.file, "code") or set()
        content.borders = {code: border for code, border in content.borders.items() if code in kept}
        content.border_lines = dict.fromkeys(wish.borders, AFTER_ALL_LINES)
    content.problems += [*checking.problems(content, loading.stored_codes), *_unknown(wish, content), *_taken(wish)]
    if not content.problems and wish.borders:
        rows = checking.area_rows(content)
        content.remarks += [Problem(AREAS.file, 0, reason) for _code, reason in fitting.remarks(rows, wish.borders)]
    return content


def field_of(problem: Problem, sheet: Sheet) -> str:
    """The field of the changed entry that a problem is about; "" if it is about all of it, or about another entry."""
    place = problem.line - AFTER_ALL_LINES - 1
    return sheet.columns[place] if problem.file == sheet.file and 0 <= place < len(sheet.columns) else ""


# -- entries of a file, with what is to change in them


def _read(sheet: Sheet, changes: Sequence[Change], content: Content) -> None:
    by_key = {change.key: change for change in changes if change.key}
    kept = stored(sheet) if sheet is not ADDRESSES else {key: {} for key in by_key}  # what this file leaves out stays
    entries = [
        Entry(sheet.file, line, values) if key not in by_key else _entry(by_key[key])
        for line, (key, values) in enumerate(kept.items(), 1)
        if key not in by_key or by_key[key].values is not None
    ]
    entries += [_entry(change) for change in changes if not change.key]
    content.entries[sheet.file] = entries
    content.n_entries += len(entries)
    content.lines[sheet.file] = [
        Line(entry, row) for entry in entries if (row := row_of(entry, sheet, content.problems))
    ]


def _unknown(wish: Wish, content: Content) -> Iterator[Problem]:
    """What an entry names that is not there, also where it makes no sense otherwise: every reason is told at once."""
    for sheet in wish.sheets:
        sound = {id(line.entry) for line in content.lines[sheet.file]}
        faulty = [entry for entry in content.entries[sheet.file] or () if id(entry) not in sound]
        lines = [
            Line(entry, sheet.row.model_construct(**dict.fromkeys(sheet.columns) | entry.values)) for entry in faulty
        ]
        yield from checking.unknown(lines, sheet, content, loading.stored_codes)


def _taken(wish: Wish) -> Iterator[Problem]:
    """A new address under a code that another has: it would quietly become that one. The other files are read whole, and show it."""
    for change in wish.changes:
        if change.sheet is ADDRESSES and change.values:
            key = key_of(change.values, ADDRESSES)
            if key != change.key and entry_now(ADDRESSES, key):
                yield _entry(change).problem(_("There is an address with this code already."), "code")
            elif change.key and key != change.key:
                yield _entry(change).problem(_("The code of an address stays for ever."), "code")


def _entry(change: Change) -> Entry:
    columns = change.sheet.columns

    def line(path: Path) -> int:
        named = path and path[0] in columns
        return AFTER_ALL_LINES + (columns.index(str(path[0])) + 1 if named else 0)

    return Entry(change.sheet.file, AFTER_ALL_LINES, dict(change.values or {}), line)


def refused(content: Content) -> Summary:
    """What is said of what cannot be loaded."""
    n_refused = len({problem.where for problem in content.problems})
    return Summary(content.n_entries, refused=n_refused, problems=content.problems, remarks=content.remarks)


# -- signs and names


def _sign_of(wish: Wish) -> str:
    entries = [(change.sheet.file, change.key, change.values) for change in wish.changes]
    borders = {code: border and border.wkt for code, border in wish.borders.items()}
    return sign([editions.numbers(*EDITIONS), entries, borders, [(paper.year, str(paper)) for paper in wish.papers]])


def key_of(values: Values, sheet: Sheet) -> Key:
    """By what an entry is known again."""
    row: Any = sheet.row.model_construct(**values)
    return tuple(str(values.get(name, getattr(row, name, ""))) for name in sheet.key)


def _name(change: Change) -> str:
    key = change.key or key_of(change.values or {}, change.sheet)
    return "/".join((change.sheet.file, key[0]))


def _fields(change: Change) -> list[str]:
    before = entry_now(change.sheet, change.key) if change.key else None
    if before is None:
        return ["new"]
    if change.values is None:
        return ["removed"]
    return sorted(_differing(before, change.values))


def _differing(before: Values, after: Values) -> Iterator[str]:
    for name in {*before, *after}:
        if differs(before.get(name), after.get(name)):
            yield name


def differs(before: Any, after: Any) -> bool:
    """Whether two values of a field mean something else; a number that was typed is the number."""
    return before != after and str(before) != str(after)


def carved(wish: Wish, code: str) -> Wish:
    """The same, with what the border of `code` takes away from its neighbours, and the areas below them that come with it."""
    content = check(wish)
    if content.problems:
        return wish
    rows = checking.area_rows(content)
    cut = fitting.carved(rows, code)
    entries = stored(AREAS)
    moved = [Change(AREAS, (below,), {**entries[(below,)], "parent": code}) for below in cut.moved]
    return replace(wish, changes=[*wish.changes, *moved], borders={**wish.borders, **cut.borders})
