"""The monthly report of a unit as a Word file, from a template that the office edits in Word.

The template is built from the words below; a city that wants its own puts `monthly.LANGUAGE.docx` into `papers` of the data folder (the
page of templates at the desk does that), with the same placeholders.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from huying.base.journal.refusals import Incomplete
from huying.base.word import FONTS, in_font

SIZE, SMALL = Pt(12), Pt(9)
LARGEST = 2 * 1024 * 1024
"""Bytes of a template."""
UNPACKED = 20 * LARGEST
COLUMNS = ("label", "value", "counted", "interval", "excluded", "before", "year_before")
"""Of every table, in order; the placeholders of a row."""


def written(known: dict[str, Any], language: str) -> bytes:
    """The report. `known`: what fills the placeholders (`PLACEHOLDERS`)."""
    return _filled(source(language), known)


def source(language: str) -> bytes:
    """The template in use: the city's own, else the one that Huying came with."""
    own = _own(language)
    return own.read_bytes() if own.exists() else _built(language)


def is_own(language: str) -> bool:
    return _own(language).exists()


def replace(language: str, given: bytes) -> None:
    """Take an edited template into use, after it was filled once. Raises `Incomplete` where that does not work."""
    try:
        _no_bomb(given)
        _filled(given, EXAMPLE)
    except (TemplateError, BadZipFile, PackageNotFoundError, KeyError, ValueError) as wrong:
        raise Incomplete({"template": _("Word or the placeholders cannot be read: %(why)s") % {"why": wrong}}) from None
    own = _own(language)
    own.parent.mkdir(parents=True, exist_ok=True)
    half = own.with_suffix(".half")
    half.write_bytes(given)
    half.replace(own)


def restore(language: str) -> None:
    """Back to the template that Huying came with."""
    _own(language).unlink(missing_ok=True)


def _no_bomb(given: bytes) -> None:
    """A small archive may unpack to more than the machine holds."""
    if sum(entry.file_size for entry in ZipFile(BytesIO(given)).infolist()) > UNPACKED:
        raise ValueError(_("It unpacks to too much."))


PLACEHOLDERS = ("title", "unit", "period", "printed", "lead", "heads", "tables", "notes")
ROW: dict[str, str] = dict.fromkeys(COLUMNS, "1")
EXAMPLE: dict[str, Any] = {
    **dict.fromkeys(("title", "unit", "period", "printed", "lead"), "1"),
    "heads": ROW,
    "tables": [{"title": "1", "head": "1", "rows": [ROW]}],
    "notes": ["1"],
}
"""One of everything, to try a template with."""


def _filled(template: bytes, known: dict[str, Any]) -> bytes:
    document = DocxTemplate(BytesIO(template))
    document.render(known, SandboxedEnvironment(undefined=StrictUndefined), autoescape=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _own(language: str) -> Path:
    return Path(settings.DATA) / "papers" / f"monthly.{language}.docx"


@cache
def _built(language: str) -> bytes:
    """Title, a sentence, a table for each part of the report, and the notes without which no number of it may be read."""
    made = Document()
    for name in ("Normal", "Title", "Heading 1"):
        in_font(made.styles[name], FONTS[language])
    made.styles["Normal"].font.size = SIZE
    made.add_paragraph("{{ title }}", "Title").alignment = WD_ALIGN_PARAGRAPH.LEFT
    made.add_paragraph("{{ unit }} · {{ period }} · {{ printed }}")
    made.add_paragraph("{{ lead }}")
    made.add_paragraph("{%p for table in tables %}")
    made.add_paragraph("{{ table.title }}", "Heading 1")
    _table(made)
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{%p for note in notes %}")
    made.add_paragraph("{{ note }}", "List Bullet")
    made.add_paragraph("{%p endfor %}")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _table(made: Any) -> None:
    """Heads, and between the two marks of docxtpl one row that repeats."""
    table = made.add_table(rows=0, cols=len(COLUMNS), style="Table Grid")
    heads = ["{{ table.head }}", *(f"{{{{ heads.{name} }}}}" for name in COLUMNS[1:])]
    cells = [f"{{{{ row.{name} }}}}" for name in COLUMNS]
    for texts in (heads, ["{%tr for row in table.rows %}"], cells, ["{%tr endfor %}"]):
        row = table.add_row()
        for cell, text in zip(row.cells, texts, strict=False):
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = SMALL, texts is heads
