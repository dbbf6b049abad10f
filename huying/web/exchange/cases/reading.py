"""Rows out of a file: CSV, also gzipped, and XLSX. Every cell comes as the text that stands there."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import openpyxl
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from huying.base.journal.refusals import Refused
from huying.web.spreadsheets import plain

from .mapping import Sheet

HARD_SPACE = "\xa0"
UNPACKED = 100 * 1024 * 1024
"""Bytes that a workbook may unfold to, however small it is."""
TIMES = 200
"""How many times its own size it may unfold to beyond that; real ones stay below 50."""
BROKEN = (
    UnicodeDecodeError,
    csv.Error,
    EOFError,
    gzip.BadGzipFile,
    BadZipFile,
    InvalidFileException,
    DefusedXmlException,
)


class Row(NamedTuple):
    """A row as it stands in the file. `line` is where it begins; the header is line 1."""

    line: int
    cells: list[str]


@contextmanager
def opened(path: Path, mapping: Sheet) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """The header and the rows of a file. Raises `Refused` where it cannot be read."""
    try:
        with _rows(path, mapping) as rows:
            header = _without_gaps([clean(cell) for cell in next(rows, Row(1, [])).cells])
            yield header, (Row(line, [*cells, *[""] * (len(header) - len(cells))]) for line, cells in rows)
    except BROKEN as wrong:
        raise Refused(_("%(file)s cannot be read: %(why)s") % {"file": path.name, "why": wrong}) from wrong


def length(path: Path, mapping: Sheet) -> int:
    """How many rows the file has."""
    with opened(path, mapping) as (_header, rows):
        return sum(1 for _row in rows)


def clean(cell: str) -> str:
    """A cell without the dirt around it; hard spaces are spaces, and what kept a formula from acting is gone."""
    return plain(cell.replace(HARD_SPACE, " ").strip())


@contextmanager
def _rows(path: Path, mapping: Sheet) -> Iterator[Iterator[Row]]:
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        with path.open("rb") as packed, closing(_book(packed, path)) as book:
            yield _of_sheet(book, mapping)
        return
    with _text(path, mapping.encoding) as file:
        yield _of_csv(csv.reader(file, delimiter=mapping.delimiter))


def _book(file: IO[bytes], path: Path) -> Any:
    """The workbook. openpyxl reads XML by defusedxml, so one that names entities is none."""
    with ZipFile(file) as packed:
        size = sum(member.file_size for member in packed.infolist())
    if size > UNPACKED + TIMES * path.stat().st_size:
        raise Refused(_("%(file)s unfolds to more than a workbook can be.") % {"file": path.name})
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (ValueError, KeyError, OSError) as wrong:  # openpyxl's own words for whatever went wrong inside
        raise InvalidFileException(str(wrong.__cause__ or wrong)) from wrong


def _of_csv(lines: Any) -> Iterator[Row]:
    begins = 1
    for cells in lines:
        if cells:
            yield Row(begins, cells)
        begins = lines.line_num + 1


def _of_sheet(book: Any, mapping: Sheet) -> Iterator[Row]:
    if mapping.sheet and mapping.sheet not in book.sheetnames:
        raise Refused(_("There is no sheet “%(sheet)s”.") % {"sheet": mapping.sheet})
    sheet = book[mapping.sheet] if mapping.sheet else book.worksheets[0]
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(cell is not None for cell in cells):
            yield Row(line, [_written(cell) for cell in cells])


def _written(cell: Any) -> str:
    """A cell of a sheet as a CSV would have it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)


def _text(path: Path, encoding: str) -> IO[str]:
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rt", encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")


def _without_gaps(header: list[str]) -> list[str]:
    while header and not header[-1]:
        header.pop()
    return header
