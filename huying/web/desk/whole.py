"""The whole file of a case as a Word document. The reporter's contact goes in only by a look that is recorded.

The template is built from the words below; a city that wants its own letterhead puts `case.LANGUAGE.docx` into `papers` of the data
folder, with the same placeholders.
"""

from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.base.word import FONTS, in_font
from huying.cases import beside, statuses, telling
from huying.cases.models import Case, Contact

from . import cases, story
from .access import StaffRequest, the_case

A_LOOK = timedelta(minutes=15)
SIZE = Pt(11)


@require_http_methods(["GET", "POST"])
def document(request: StaffRequest, number: str) -> HttpResponse:
    """The file. By GET without the contact; a POST with a `purpose` opens the contact first, which its reporter can see."""
    case, contact = the_case(request, number), None
    if request.method == "POST":
        until, why = clock.now() + A_LOOK, _("taken into a Word file")
        try:
            contact = beside.reveal(
                case, by=request.user.actor, purpose=request.POST.get("purpose", ""), until=until, reason=why
            )
        except Refused as refusal:
            return render(request, "409.html", {"reason": " ".join(refusal.reasons)}, status=409)
    headers = {
        "Content-Type": cases.DOCX,
        "Content-Disposition": f'attachment; filename="{case.number}.docx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(written(case, request, contact), headers=headers)


def written(case: Case, request: StaffRequest, contact: Contact | None) -> bytes:
    """The Word file in the reader's language."""
    template = DocxTemplate(_source(language := get_language() or settings.LANGUAGE_CODE))
    with override(language):
        template.render(_known(case, request, contact), SandboxedEnvironment(), autoescape=True)
    out = BytesIO()
    template.save(out)
    return out.getvalue()


def _known(case: Case, request: StaffRequest, contact: Contact | None) -> dict[str, Any]:
    by, told = request.user.actor, telling.timeline(case, resident=False)
    return {
        "number": case.number,
        "title": case.title or case.number,
        "printed": _moment(clock.now()),
        "words": {
            "status": _("Status"), "text": _("The matter"), "units": _("Units"), "clocks": _("Clocks"), "files": _("Files"),
            "story": _("What happened"), "contact": _("Contact of the reporter"), "printed": _("As it was on"),
        },
        "status": str(statuses.status(case)),
        "text": case.text.body,
        "facts": [(label, str(value)) for label, value in cases.facts(case, by) if value not in (None, "", [])],
        "units": [f"{row.unit} · {row.get_part_display()} · {_moment(row.started_at)}" for row in case.papers.assignments],
        "clocks": [
            f"{row.get_kind_display()} · {_moment(row.due_at)} · {_kept(row)}" for row in case.papers.clocks if row.due_at
        ],
        "files": [file["name"] for file in cases.files(case, by)],
        "story": [
            {"at": _moment(entry["at"]), "title": entry["title"], "who": entry["who"], "text": entry["text"]}
            for entry in story.entries(told)
        ],
        "contact": [str(value) for value in _contact(contact) if value],
    }  # fmt: skip


def _contact(contact: Contact | None) -> list[str]:
    return (
        [contact.name, contact.phone, contact.email, contact.address, contact.chat, contact.mentioned]
        if contact
        else []
    )


def _kept(row: Any) -> str:
    if row.on_time is None:
        return _("running") if row.is_running else _("ended")
    return _("done in time") if row.on_time else _("done late")


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at, timezone.get_default_timezone()):%Y-%m-%d %H:%M}" if at else ""


def _source(language: str) -> BytesIO:
    own = settings.DATA / "papers" / f"case.{language}.docx"
    return BytesIO(own.read_bytes() if own.exists() else _built(language))


LINES = (
    ("Title", "{{ title }}"),
    (None, "{{ number }} · {{ words.status }}: {{ status }} · {{ words.printed }} {{ printed }}"),
    (None, "{%p for label, value in facts %}"), ("List Bullet", "{{ label }}: {{ value }}"), (None, "{%p endfor %}"),
    ("Heading 1", "{{ words.text }}"), (None, "{{ text }}"),
    (None, "{%p if contact %}"), ("Heading 1", "{{ words.contact }}"),
    (None, "{%p for line in contact %}"), (None, "{{ line }}"), (None, "{%p endfor %}"), (None, "{%p endif %}"),
    (None, "{%p if units %}"), ("Heading 1", "{{ words.units }}"),
    (None, "{%p for line in units %}"), ("List Bullet", "{{ line }}"), (None, "{%p endfor %}"), (None, "{%p endif %}"),
    (None, "{%p if clocks %}"), ("Heading 1", "{{ words.clocks }}"),
    (None, "{%p for line in clocks %}"), ("List Bullet", "{{ line }}"), (None, "{%p endfor %}"), (None, "{%p endif %}"),
    (None, "{%p if files %}"), ("Heading 1", "{{ words.files }}"),
    (None, "{%p for line in files %}"), ("List Bullet", "{{ line }}"), (None, "{%p endfor %}"), (None, "{%p endif %}"),
    ("Heading 1", "{{ words.story }}"),
    (None, "{%p for entry in story %}"), ("Heading 3", "{{ entry.at }} · {{ entry.title }} · {{ entry.who }}"),
    (None, "{%p if entry.text %}"), (None, "{{ entry.text }}"), (None, "{%p endif %}"), (None, "{%p endfor %}"),
)  # fmt: skip
"""The paragraphs of the template, each with its style."""


@cache
def _built(language: str) -> bytes:
    made = Document()
    for name in ("Normal", "Title", "Heading 1", "Heading 3"):
        in_font(made.styles[name], FONTS[language])
    made.styles["Normal"].font.size = SIZE
    for style, text in LINES:
        made.add_paragraph(text, style)
    made.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    out = BytesIO()
    made.save(out)
    return out.getvalue()
