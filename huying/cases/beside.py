"""What is written into the record without moving the case: looks at the contact, files, notes."""

from huying.base.journal import clock
from huying.base.units.roles import Actor

from .models import Attachment, Case, Contact
from .states import LIFE


def reveal(case: Case, *, by: Actor, purpose: str) -> Contact | None:
    """Open the reporter's contact for a purpose. The look is recorded, and the resident can see it."""
    LIFE.check(case, "reveal", by=by)
    LIFE.take(case, "reveal", by=by, facts={"unit": by.unit_id}, words={"purpose": purpose})
    return Contact.objects.filter(case=case).first()


def attach(case: Case, *, by: Actor, file: Attachment) -> None:
    """Put a file that was taken in (`files.take_in`) to the case."""
    LIFE.check(case, "attach", by=by)
    file.case, file.added_at, file.added_by = case, clock.now(), by.ref
    facts = {"file": file.sha256, "media_type": file.media_type, "of_reply": file.of_reply}
    LIFE.take(case, "attach", by=by, facts=facts, beside=[file])


def note(case: Case, *, by: Actor, text: str) -> None:
    """A note for those who work on the case; the resident does not read it."""
    LIFE.check(case, "note", by=by)
    LIFE.take(case, "note", by=by, words={"text": text})
