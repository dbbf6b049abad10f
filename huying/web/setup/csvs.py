"""Tables: CSV in UTF-8, a header first. What is not given is left empty."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from huying.web.spreadsheets import cell, plain

from .entries import Entry, Unreadable
from .report import Problem


def read(path: Path, columns: Sequence[str], required: Sequence[str]) -> tuple[list[Entry], list[Problem]]:
    """The rows of a table, and the problems of those that do not fit its header. `Unreadable` without a proper header."""
    reader = csv.reader(io.StringIO(decoded(path), newline=""), strict=True)
    header = next(reader, [])
    if faults := list(_header_faults(header, columns, required)):
        raise Unreadable(*(Problem(path.name, 1, fault) for fault in faults))
    entries, problems = [], []
    for line, cells in _numbered(reader, path.name):
        if len(cells) == len(header):
            entries.append(
                Entry(path.name, line, {name: plain(text) for name, text in zip(header, cells, strict=True) if text})
            )
        else:
            numbers = {"cells": len(cells), "columns": len(header)}
            problems.append(
                Problem(path.name, line, _("The row has %(cells)d cells, the header %(columns)d.") % numbers)
            )
    return entries, problems


def write(path: Path, rows: Iterable[Mapping[str, Any]], columns: Sequence[str], required: Sequence[str]) -> None:
    """A table of `rows`: with the columns that must be, and those in which something stands."""
    kept = list(rows)
    used = [name for name in columns if name in required or any(name in row for row in kept)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, used, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {name: cell(value) if isinstance(value, str) else value for name, value in row.items()} for row in kept
        )


def decoded(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark. `Unreadable` if it is none."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise Unreadable(Problem(path.name, line, _("This is not UTF-8. Save the file as UTF-8."))) from fault


def _header_faults(header: list[str], columns: Sequence[str], required: Sequence[str]) -> Iterator[str]:
    for name, times in Counter(header).items():
        if name not in columns:
            known = {"name": name, "known": ", ".join(columns)}
            yield _("There is no column “%(name)s” here; there are: %(known)s.") % known
        elif times > 1:
            yield _("The column “%(name)s” stands here twice.") % {"name": name}
    for name in required:
        if name not in header:
            yield _("The column “%(name)s” is missing.") % {"name": name}


def _numbered(reader: Any, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on; empty lines are passed over."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            raise Unreadable(Problem(file, line, _("This is not CSV: %(fault)s.") % {"fault": fault})) from fault
        if cells is None:
            return
        if any(cells):
            yield line, cells
