"""A Word file set as PDF, in process, with its characters embedded: what an office can open that has no Word, and a telephone, too.

Paragraphs, their alignment and sizes, and tables as rows of text; a letterhead with pictures is Word's own affair.
"""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table
from docx.text.paragraph import Paragraph
from fontTools.ttLib import TTFont
from fpdf import FPDF

from huying.base.journal.refusals import Refused

SIMPLIFIED = 2
"""Of the faces in a collection of Noto CJK, the one drawn as in mainland China."""
SIZE, LEADING = 14.0, 1.7
NOT_FIRST = "，。；：、！？）》」』】〉”’％…"
"""No line begins with one of these (避头)."""
MISSING = "〓"
"""Stands for a character that no font has (GETA MARK), with its code behind it."""
ALIGNED = {WD_ALIGN_PARAGRAPH.CENTER: "C", WD_ALIGN_PARAGRAPH.RIGHT: "R"}
MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""The same file gives the same PDF."""


def is_possible() -> bool:
    """Whether this machine has a font to set it with."""
    return bool(_fonts())


def pdf(*words: bytes) -> bytes:
    """The PDF of one Word file or several, each beginning a page. Raises `Refused` where the machine has no Chinese font."""
    if not is_possible():
        raise Refused(_("This server has no Chinese font. Install fonts-noto-cjk, or take the Word file."))
    page = FPDF(format="A4")
    page.set_creation_date(MADE)
    page.set_margins(28, 30, 26)
    page.set_auto_page_break(auto=True, margin=28)
    parts = [list(_paragraphs(word)) for word in words]
    first, *others = _needed("".join(text for part in parts for text, _align, _size in part))
    for path in (first, *others):
        page.add_font(path.stem, fname=path, collection_font_number=_face(path))
    page.set_font(first.stem, size=SIZE)
    page.set_fallback_fonts([path.stem for path in others])
    for part in parts:
        page.add_page()
        for text, align, size in part:
            _set(page, text, align, size)
    return bytes(page.output())


def _paragraphs(word: bytes) -> Iterator[tuple[str, str, float]]:
    for block in Document(BytesIO(word)).iter_inner_content():
        if isinstance(block, Paragraph):
            sizes = [run.font.size.pt for run in block.runs if run.font.size]
            yield (
                block.text,
                ALIGNED.get(block.alignment, "L") if block.alignment is not None else "L",
                max(sizes, default=SIZE),
            )
        elif isinstance(block, Table):
            yield from (("　".join(cell.text for cell in row.cells), "L", SIZE) for row in block.rows)


def _set(page: FPDF, text: str, align: str, size: float) -> None:
    page.set_font_size(size)
    height = size * LEADING * 25.4 / 72
    for part in drawable(text).split("\n"):
        for line in _lines(page, part) or [""]:
            page.cell(0, height, line, align=align, new_x="LMARGIN", new_y="NEXT")


def _lines(page: FPDF, text: str) -> list[str]:
    """Broken where it is full, and not before what may not begin a line."""
    lines, line = [], ""
    for sign in text:
        if line and page.get_string_width(line + sign) > page.epw and not unicodedata.combining(sign):
            carried = line[-1] if sign in NOT_FIRST and len(line) > 1 else ""
            lines.append(line.removesuffix(carried) if carried else line)
            line = carried
        line += sign
    return [*lines, line] if line else lines


def drawable(text: str) -> str:
    """With a mark and its code for every character that no font has: nothing is left out without a word."""
    covered = frozenset[int]().union(*map(_covered, _fonts()))
    return "".join(
        sign if sign.isspace() or ord(sign) in covered else f"{MISSING}（U+{ord(sign):04X}）" for sign in text
    )


@cache
def _fonts() -> tuple[Path, ...]:
    return tuple(Path(path) for path in settings.PDF_FONTS if Path(path).exists())


def _needed(text: str) -> list[Path]:
    """The first font, and those that have what it lacks: each takes its time to load."""
    first, *others = _fonts()
    lacking = {ord(sign) for sign in text} - _covered(first)
    return [first, *(path for path in others if lacking & _covered(path))]


@cache
def _covered(path: Path) -> frozenset[int]:
    """The characters that a font has."""
    with TTFont(path, fontNumber=_face(path), lazy=True) as font:
        return frozenset(font.getBestCmap())


def _face(path: Path) -> int:
    return SIMPLIFIED if path.suffix == ".ttc" else 0
