"""How long what reaches the parties of a dispute, what they said, and its file are kept. Nothing of this opens a sealed field.

* How to reach them and what was said in mediation: so many days after the end (`RETENTION_DAYS`; PIPL Art 19).
* The file (names, texts, agreement, evidence): so many days (`DISPUTE_FILE_DAYS`), as an agreement is enforced and proved by it
  (人民调解法 Art 27 has committees keep files).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from huying.base.journal import audit, clock

from .models import Dispute
from .words import Erasable

RULE = "default"
ORDER = tuple(Erasable)
"""What goes first, and what at last."""


def days(what: Erasable) -> int:
    """How long it is kept after the end."""
    return {Erasable.SAID: settings.RETENTION_DAYS, Erasable.FILE: settings.DISPUTE_FILE_DAYS}[what]


def left(dispute: Dispute) -> Sequence[Erasable]:
    """What is still there."""
    return ORDER[ORDER.index(Erasable(dispute.erased)) + 1 :] if dispute.erased else ORDER


def due(dispute: Dispute) -> datetime | None:
    """When the next of it goes; None while it is open, or once all is gone."""
    if dispute.closed_at is None or not (there := left(dispute)):
        return None
    return dispute.closed_at + timedelta(days=days(there[0]))


def going(dispute: Dispute) -> list[Erasable]:
    """What is due now."""
    if dispute.closed_at is None:
        return []
    kept = clock.now() - dispute.closed_at
    return [what for what in left(dispute) if kept >= timedelta(days=days(what))]


def is_held(dispute: Dispute) -> bool:
    return dispute.held_until is not None and dispute.held_until >= audit.today()


def why_not(dispute: Dispute) -> str:
    """The reason why it is not erased yet, or ""."""
    if is_held(dispute):
        return _("It is kept until %(day)s.") % {"day": dispute.held_until}
    return "" if going(dispute) else _("It is not time to erase it yet.")
