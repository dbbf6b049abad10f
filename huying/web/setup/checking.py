"""What is wrong between entries: named twice, naming what is not there, going round in circles, missing what others need."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import jsonschema
from django.conf import settings
from django.utils.translation import gettext as _

from huying.base.catalogue import boundaries
from huying.base.places import rows as places
from huying.base.units.models import Unit

from . import notices
from .reading import Content, Line
from .report import Problem
from .sheets import ADDRESSES, AREAS, ARTICLES, BORDERS, CATEGORIES, CHATS, CITY, DUTIES, NOTICES, SHEETS, UNITS, Sheet
from .writing import NAMED


def problems(content: Content, stored: Callable[[str], set[str]]) -> Iterator[Problem]:
    """Everything wrong between the entries of a folder. `stored` gives the codes in use where a file is not there."""
    for sheet in SHEETS:
        lines = content.lines.get(sheet.file, [])
        if sheet not in (AREAS, ADDRESSES):  # places look for these themselves
            yield from _twice(lines, sheet)
        yield from unknown(lines, sheet, content, stored)
    yield from _misplaced(content, stored)
    for sheet in (CATEGORIES, UNITS):
        yield from _circles(content.lines.get(sheet.file, []))
    yield from _categories(content)
    yield from _articles(content, stored)
    yield from _communities(content)
    yield from _city(content)
    yield from notices.problems(content.lines.get(NOTICES.file, []), content.lines.get(CHATS.file, []))


def remarks(content: Content) -> Iterator[Problem]:
    """What should be known, but stops nothing."""
    for line in content.lines.get(CITY.file, []):
        if line.row.time_zone != settings.TIME_ZONE:
            zones = {"city": line.row.time_zone, "here": settings.TIME_ZONE}
            reason = (
                _("This installation runs on the time of %(here)s. Start it with HUYING_TIME_ZONE=%(city)s.") % zones
            )
            yield line.entry.problem(reason, "time_zone")
    yield from notices.remarks(content.lines.get(CHATS.file, []))


def area_rows(content: Content) -> list[places.AreaRow]:
    """The areas of areas.csv with the borders of areas.geojson."""
    return [
        places.AreaRow(
            row.code, row.zh, row.en, row.level, row.parent or "", row.valid_from, row.valid_until,
            content.borders.get(row.code),
        )
        for row in (line.row for line in content.lines.get(AREAS.file, []))
    ]  # fmt: skip


def _twice(lines: list[Line], sheet: Sheet) -> Iterator[Problem]:
    seen: dict[Any, int] = {}
    for line in lines:
        key = tuple(str(getattr(line.row, name)) for name in sheet.key)
        if key in seen:
            words = {"code": " ".join(key), "line": seen[key]}
            yield line.entry.problem(_("“%(code)s” stands in line %(line)d already.") % words, sheet.key[-1])
        seen.setdefault(key, line.entry.line)


def unknown(lines: list[Line], sheet: Sheet, content: Content, stored: Callable[[str], set[str]]) -> Iterator[Problem]:
    """Fields that name an entry which is not there."""
    for field, file in (sheet.references | sheet.many).items():
        if sheet in (AREAS, ADDRESSES):
            continue
        known = content.said(file, NAMED[file]) if file in content.entries else stored(file)
        for line, code in ((each, code) for each in lines for code in _named(each.row, field)):
            if known is not None and code is not None and code not in known:
                words = {"field": field, "code": code, "file": file}
                yield line.entry.problem(_("“%(field)s”: there is no “%(code)s” in %(file)s.") % words, field)


def _named(row: Any, field: str) -> list[Any]:
    """The codes that stand in a field, one or several."""
    given = getattr(row, field)
    return given if isinstance(given, list) else [given]


def _misplaced(content: Content, stored: Callable[[str], set[str]]) -> Iterator[Problem]:
    """What places say of areas, borders and addresses."""
    codes = content.said(AREAS.file, "code") if AREAS.file in content.entries else stored(AREAS.file)
    if codes is None:
        return
    lines = content.lines.get(AREAS.file, [])
    yield from (lines[found.row].entry.problem(found.reason) for found in places.area_problems(_judged(content, codes)))
    for code, line in content.border_lines.items():
        if code in content.borders and code not in codes:
            yield Problem(BORDERS, line, _("There is no area with the code %(code)s.") % {"code": code})
    lines = content.lines.get(ADDRESSES.file, [])
    addresses = [places.AddressRow(**line.row.model_dump()) for line in lines]
    yield from (lines[found.row].entry.problem(found.reason) for found in places.address_problems(addresses, codes))


def _judged(content: Content, codes: set[str]) -> list[places.AreaRow]:
    """The areas, those below a faulty one as if they were cities: what lies above them cannot be judged."""
    areas = area_rows(content)
    orphaned = codes - {area.code for area in areas}
    return [replace(area, parent="", level=0) if area.parent in orphaned else area for area in areas]


def _circles(lines: list[Line]) -> Iterator[Problem]:
    """Each circle once, at the one that stands first."""
    above = {line.row.code: line.row.parent for line in lines}
    seen: set[str] = set()
    for line in lines:
        way: list[str] = []
        code = line.row.code
        while code and code not in seen and code not in way:
            way.append(code)
            code = above.get(code)
        if code in way:
            circle = " → ".join([*way[way.index(code) :], code])
            first = next(found for found in lines if found.row.code == code)
            yield first.entry.problem(
                _("These lie below one another in a circle: %(way)s.") % {"way": circle}, "parent"
            )
        seen.update(way)


def _categories(content: Content) -> Iterator[Problem]:
    lines = content.lines.get(CATEGORIES.file, [])
    parents = (content.said(CATEGORIES.file, "parent") if lines else None) or set()
    services: dict[str, int] = {}
    for line in lines:
        row = line.row
        if row.code not in parents and row.tier is None and not row.retired:
            yield line.entry.problem(_("Cases are filed here, so it needs a tier."))
        if row.open311 in services:
            words = {"code": row.open311, "line": services[row.open311]}
            yield line.entry.problem(_("The Open311 code %(code)s stands in line %(line)d already.") % words, "open311")
        if row.open311:
            services.setdefault(row.open311, line.entry.line_of("open311"))
        if row.questions:
            yield from _questions(line)


def _questions(line: Line) -> Iterator[Problem]:
    questions = line.row.questions
    faults = list(jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA).iter_errors(questions))
    for fault in faults:
        reason = _("The extra questions are no JSON Schema: %(fault)s.") % {"fault": fault.message}
        yield line.entry.problem(reason, "questions", *fault.absolute_path)
    if faults:
        return
    if questions.get("type") != "object" or not questions.get("properties"):
        yield line.entry.problem(
            _("The extra questions are a JSON Schema of the type object, with properties."), "questions"
        )
    for name, asked in questions.get("properties", {}).items():
        where = ("questions", "properties", name)
        titles = [asked.get(title) for title in ("title", "title_en")] if isinstance(asked, dict) else [None]
        if not all(isinstance(title, str) and title for title in titles):
            yield line.entry.problem(_("The question “%(name)s” has no title and title_en.") % {"name": name}, *where)
    for path, reason in boundaries.faults(questions):
        yield line.entry.problem(reason, "questions", *path)


def _articles(content: Content, stored: Callable[[str], set[str]]) -> Iterator[Problem]:
    """An article names its owner and its categories by their codes."""
    for line in content.lines.get(ARTICLES.file, []):
        for sheet, field, codes in (
            (UNITS, "owner", [line.row.owner]),
            (CATEGORIES, "categories", line.row.categories),
        ):
            known = content.said(sheet.file, "code") if sheet.file in content.entries else stored(sheet.file)
            for code in codes:
                if known is not None and code not in known:
                    words = {"field": field, "code": code, "file": sheet.file}
                    yield line.entry.problem(_("“%(field)s”: there is no “%(code)s” in %(file)s.") % words, field)


def _communities(content: Content) -> Iterator[Problem]:
    communities = {
        line.row.code for line in content.lines.get(UNITS.file, []) if line.row.level == Unit.Level.COMMUNITY
    }
    for line in content.lines.get(DUTIES.file, []):
        if line.row.unit in communities and not line.row.clause:
            reason = _("A community committee has no duty without a clause.")
            yield line.entry.problem(reason)


def _city(content: Content) -> Iterator[Problem]:
    """The city is called the same everywhere."""
    tops = [line.row for line in content.lines.get(AREAS.file, []) if line.row.level == 0]
    for line in content.lines.get(CITY.file, []):
        if tops and (line.row.zh, line.row.en) not in [(top.zh, top.en) for top in tops]:
            words = {"here": line.row.zh, "there": tops[0].zh}
            yield line.entry.problem(
                _("The city is called “%(here)s” here and “%(there)s” in areas.csv.") % words, "zh"
            )
