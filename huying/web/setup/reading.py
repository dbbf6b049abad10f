"""From files to rows, and every fault of a single entry on the way."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from huying.base.places import coordinates, geometry
from huying.base.worktime import papers
from huying.base.worktime.papers import Paper

from . import borders, csvs, yamls
from .csvs import decoded
from .entries import Entry, Unreadable
from .report import Problem
from .rows import Row
from .sentences import sentence
from .sheets import BORDERS, CITY, HOLIDAYS, SHEETS, Sheet

READ = {".csv", ".yaml", ".geojson"}


@dataclass(frozen=True)
class Line:
    """An entry that makes sense by itself."""

    entry: Entry
    row: Any


@dataclass
class Content:
    """A set-up folder, read. A file that is not there has no list: what it would say stays as it is."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    entries: dict[str, list[Entry] | None] = field(default_factory=dict)
    """All that stand there, also those at fault; None for a file that cannot be read."""
    papers: list[Paper] = field(default_factory=list)
    has_borders: bool = False
    borders: dict[str, geometry.Border] = field(default_factory=dict)
    border_lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    n_entries: int = 0

    def said(self, file: str, name: str) -> set[str] | None:
        """What stands in the field `name` of every entry of a file, also of those at fault; None if it cannot be known."""
        entries = self.entries[file]
        return None if entries is None else {str(entry.values.get(name)) for entry in entries}

    @property
    def city(self) -> Any:
        """What city.yaml says, or None."""
        return next((line.row for line in self.lines.get(CITY.file, [])), None)


def read(folder: Path) -> Content:
    """Everything in a set-up folder, as far as each entry makes sense by itself."""
    content = Content()
    for sheet in SHEETS:
        if (folder / sheet.file).exists():
            read_sheet(folder / sheet.file, sheet, content)
    if not (folder / CITY.file).exists():
        content.problems.append(Problem(CITY.file, 1, _("This file is missing: without it, this is no set-up folder.")))
    if (folder / BORDERS).exists():
        _read_borders(folder / BORDERS, content)
    for path in sorted((folder / HOLIDAYS).glob("*.json")):
        _read_paper(path, content)
    known = {BORDERS, *(sheet.file for sheet in SHEETS)}
    for path in sorted(folder.iterdir()):
        if path.suffix in READ and path.name not in known:
            content.remarks.append(Problem(path.name, 1, _("This file was not read: it is none of the set-up.")))
    return content


def read_sheet(path: Path, sheet: Sheet, content: Content) -> None:
    """One file of the set-up, whatever it is called; its entries and what is wrong with them go to `content`."""
    try:
        if sheet.shape:
            entries, problems = yamls.read(path, sheet.shape)
        else:
            entries, problems = csvs.read(path, sheet.columns, sheet.required)
    except Unreadable as fault:
        content.problems += fault.problems
        content.entries[sheet.file], content.lines[sheet.file] = None, []
        return
    content.n_entries += len(entries) + len(problems)
    content.problems += problems
    content.entries[sheet.file] = entries
    content.lines[sheet.file] = [
        Line(entry, row) for entry in entries if (row := row_of(entry, sheet, content.problems))
    ]


def row_of(entry: Entry, sheet: Sheet, problems: list[Problem]) -> Row | None:
    """The row that an entry describes, or None; what is wrong goes to `problems`."""
    try:
        row = sheet.row.model_validate(entry.values)
    except ValidationError as fault:
        problems += [entry.problem(sentence(error), *error["loc"]) for error in fault.errors()]
        return None
    for name, most in sheet.longest.items():
        if len(str(getattr(row, name) or "")) > most:
            words = {"field": name, "most": most}
            problems.append(entry.problem(_("“%(field)s” is longer than %(most)s characters.") % words, name))
    return row


def _read_paper(path: Path, content: Content) -> None:
    """A year of holidays, as it was published."""
    content.n_entries += 1
    file = f"{HOLIDAYS}/{path.name}"
    try:
        content.papers.append(papers.read(json.loads(decoded(path))))
    except json.JSONDecodeError as fault:
        content.problems.append(Problem(file, fault.lineno, _("This is not JSON: %(fault)s.") % {"fault": fault.msg}))
    except (ValueError, AttributeError) as fault:
        reason = _("This is no paper about a year's holidays: %(fault)s") % {"fault": fault}
        content.problems.append(Problem(file, 1, reason))
    except Unreadable as fault:
        content.problems += fault.problems


def _read_borders(path: Path, content: Content) -> None:
    try:
        found = borders.read(path, content.city.crs if content.city else None)
    except (Unreadable, coordinates.UnknownSystem) as fault:
        content.problems += fault.problems if isinstance(fault, Unreadable) else [Problem(path.name, 1, str(fault))]
        return
    content.has_borders = True
    content.borders, content.border_lines = found.reading.borders, found.line_of_code
    content.problems += [Problem(path.name, found.lines[at.index], at.text) for at in found.reading.problems]
    for at in found.reading.repaired:
        reason = _("The border of %(code)s was repaired: %(fault)s.") % {"code": at.code, "fault": at.text}
        content.remarks.append(Problem(path.name, found.lines[at.index], reason))
