"""Word files: templates built from words in the source, replaced by those that an office puts beside, and filled."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

from django.conf import settings
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

FONTS = {"zh-hans": "仿宋", "en": "Times New Roman"}
"""Of the body (GB/T 9704-2012 党政机关公文格式: 仿宋, size 3)."""
TITLE = Pt(22)


def source(name: str, title: str, body: Sequence[str], *, language: str, size: float, ends: str = "") -> bytes:
    """The template `NAME.LANGUAGE.docx` in `papers` of the data folder, else one built of these words; `ends` stands at the right."""
    own = settings.DATA / "papers" / f"{name}.{language}.docx"
    return own.read_bytes() if own.exists() else _built(title, tuple(body), language, size, ends)


def filled(template: bytes, known: Mapping[str, Any]) -> bytes:
    """The Word file; the placeholders are Jinja's, in a sandbox."""
    document = DocxTemplate(BytesIO(template))
    document.render(dict(known), SandboxedEnvironment(), autoescape=True)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def in_font(style: Any, font: str, size: Pt | None = None) -> None:
    """Chinese characters take another attribute of the style than Latin ones. Without a size it stays as it is."""
    style.font.name, style.font.size = font, size or style.font.size
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


@cache
def _built(title: str, body: tuple[str, ...], language: str, size: float, ends: str) -> bytes:
    """Title in the middle, paragraphs, and what stands at the right."""
    document = Document()
    in_font(document.styles["Normal"], FONTS[language], Pt(size))
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(title)
    run.bold, run.font.size = True, TITLE
    for text in body:
        document.add_paragraph(text)
    if ends:
        document.add_paragraph(ends).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    written = BytesIO()
    document.save(written)
    return written.getvalue()
