"""The whole file of a dispute as one archive (卷宗), for the committee that keeps it (人民调解法 Art 27).

It comes from `room.room` like every paper: whoever sits at the table has what was said in it, each side's own talks apart; the
committee's other people have the papers, the record and what everybody may see.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils import translation

from huying.base import dates
from huying.base.journal.refusals import Refused
from huying.base.units import register as units
from huying.base.units.roles import Actor
from huying.cases import files

from . import documents, room
from .documents import LANGUAGE
from .models import Dispute, DisputeFile, Note
from .papers.wording import PAPERS
from .room import Sight, Who
from .words import VERBS, NoteKind

PAPERS_OF = ("application", "registration", "rights", "oral", "termination", "confirmation", "review", "reminder")
"""What lies in a file in this order, as far as it was written (司法部 人民调解卷宗); agreements stand behind, all their versions."""
MISSING = "（已删除）"


@dataclass(frozen=True)
class Dossier:
    """The archive, its name and SHA-256, ready for `beside.take_out`."""

    name: str
    content: bytes
    sha256: str


def whole(dispute: Dispute, *, by: Actor) -> Dossier:
    """The whole file as `by` may see it. Raises `Refused` for whoever neither runs it nor mediates it."""
    sight = room.room(dispute, by)
    if sight.who not in (Who.COMMITTEE, Who.MEDIATOR):
        raise Refused("")
    with translation.override(LANGUAGE):
        content = _archive([*_papers(sight), *_files(sight)], documents.known(sight))
    return Dossier(f"{dispute.number}-file.zip", content, hashlib.sha256(content).hexdigest())


def _archive(parts: list[tuple[str, bytes | None]], said: dict[str, Any]) -> bytes:
    """Cover and index ahead of everything; a file whose content was erased stands in the index alone."""
    listed = [f"{n}. {name}{'' if held is not None else MISSING}" for n, (name, held) in enumerate(parts, start=1)]
    first = [
        ("封面.docx", documents.filled("cover", said)),
        ("目录.docx", documents.filled("index", said | {"index": listed})),
    ]
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in [*first, *parts]:
            if held is not None:
                archive.writestr(name, held)
    return into.getvalue()


def _papers(sight: Sight) -> Iterator[tuple[str, bytes | None]]:
    said, possible = documents.known(sight), documents.offered(sight.dispute)
    for name in PAPERS_OF:
        if name in possible:
            yield f"文书/{PAPERS[name].title}.docx", documents.filled(name, said)
    for text in sight.agreements:
        if not text.oral:
            filled = documents.filled("agreement", documents.known(sight, version=text.version))
            yield f"文书/{PAPERS['agreement'].title}-第{text.version}稿.docx", filled
    yield _lines("record", said, _record(sight))
    if sight.who == Who.MEDIATOR:
        yield from _said(sight, said)


def _said(sight: Sight, known: dict[str, Any]) -> Iterator[tuple[str, bytes | None]]:
    """What was said: what is for everybody, and each side's own apart from it."""
    yield _lines("talks", known, [_note(note) for note in sight.notes if note.side_id is None])
    for side in sight.sides:
        own = [_note(note) for note in sight.notes if note.side_id == side.pk]
        if own:
            yield _lines("private", known, own, folder=_apart(side.number))


def _lines(name: str, known: dict[str, Any], lines: list[str], folder: str = "文书") -> tuple[str, bytes]:
    split = [line for text in lines for line in text.splitlines() if line.strip()]
    return f"{folder}/{PAPERS[name].title}.docx", documents.filled(name, known | {"lines": split})


def _record(sight: Sight) -> list[str]:
    """Every step that this reader may see: when, what, which unit, and what was typed."""
    known = units.current().by_id
    return [
        f"{dates.minute(event.at)}　{VERBS[event.verb]}　{known.get(event.unit or 0, '')}"
        + "".join(f"\n　{words}" for words in sight.words.get(event.seq, {}).values())
        for event in sight.events
    ]


def _note(note: Note) -> str:
    return f"{dates.minute(note.at)}　{NoteKind(note.kind).label}\n{note.text}"


def _files(sight: Sight) -> Iterator[tuple[str, bytes | None]]:
    numbers = {side.pk: side.number for side in sight.sides}
    for n, row in enumerate(sight.files, start=1):
        folder = _apart(numbers[row.side_id]) if row.side_id else "材料"
        yield f"{folder}/{n}-{row.name}", _content(row)


def _content(row: DisputeFile) -> bytes | None:
    try:
        return files.place(row.sha256).read_bytes()
    except FileNotFoundError:
        return None


def _apart(side: int) -> str:
    return f"不公开-第{side}方"
