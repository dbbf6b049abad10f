"""Tables for a spreadsheet, in which no cell is ever taken for a formula (CWE-1236).

Excel, LibreOffice and WPS calculate a cell that begins with one of `STARTS`: what somebody typed into a report would act
in the office that opens the export. Such a text gets an apostrophe in front, which they know for “this is text”.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""What a formula begins with, also full width, as Chinese keyboards have it."""
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
"""A number does nothing, whatever its sign; a longitude stays one."""
BLANK = " \u3000\xa0\ufeff"
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
"""What no XML may hold."""
LONGEST = 32_767
"""Characters of one cell in Excel."""

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float


def cell(value: Any) -> Cell:
    """The value as it may stand in a cell: numbers as they are, moments in ISO form, text that is only ever text."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = UNSEEN.sub("", value.isoformat() if isinstance(value, date) else str(value))
    return f"'{text}" if _acts(text) else text


def plain(text: str) -> str:
    """What stood there before `cell` put an apostrophe in front; for files of ours that come back."""
    return text[1:] if text.startswith("'") and _acts(text[1:]) else text


def csv_rows(header: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of a CSV, one after the other; the first begins with the mark by which Excel knows UTF-8."""
    written = io.StringIO(newline="")
    out = csv.writer(written)
    written.write("\ufeff")
    out.writerow(map(cell, header))
    for row in rows:
        yield _taken(written)
        out.writerow(map(cell, row))
    yield _taken(written)


def xlsx(title: str, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> IO[bytes]:
    """A workbook of one sheet, in which nothing is calculated: a file without a name, at its beginning.

    No more than a row is held in memory. Whoever reads it closes it.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.append([_marked(sheet, cell(name)) for name in header])
    for row in rows:
        sheet.append([_marked(sheet, cell(value)) for value in row])
    written = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    book.save(written)
    written.seek(0)
    return written


def _acts(text: str) -> bool:
    return text.lstrip(BLANK).startswith(STARTS) and not NUMBER.fullmatch(text)


def _taken(written: io.StringIO) -> str:
    line = written.getvalue()
    written.seek(0)
    written.truncate()
    return line


def _marked(sheet: Any, value: Cell) -> Any:
    """Text is text whatever it looks like, also to openpyxl."""
    if value == "" or not isinstance(value, str):
        return None if value == "" else value
    marked = WriteOnlyCell(sheet, value=value[:LONGEST])
    marked.data_type, marked.number_format = "s", "@"
    return marked
