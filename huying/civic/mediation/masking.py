"""Numbers and addresses of persons belong into the sealed rows of the parties: whatever else is typed gets a mark for them."""

from typing import Any

from huying.base.journal.machine import Brought
from huying.cases.masking import clear

from . import texts
from .models import Dispute, DisputeText

HASHES = {"hash", "sha256", "digest"}
TYPED = ("title", "address", "reference")
"""What of the dispute itself somebody typed."""


def keep_out(dispute: Dispute, brought: Brought) -> None:
    """Mask the words and facts that a step brings, what was told, and the columns in which something was typed."""
    brought.words = {name: clear(text) for name, text in brought.words.items()}
    brought.facts = {name: value if name in HASHES else _inside(value) for name, value in brought.facts.items()}
    for row in brought.beside:
        if isinstance(row, DisputeText):
            texts.write(row, clear(row.body), clear(row.issues))
    values = brought.changes if dispute.n_events else dispute.__dict__
    for name in TYPED:
        if values.get(name):
            values[name] = clear(values[name])


def _inside(value: Any) -> Any:
    if isinstance(value, str):
        return clear(value)
    if isinstance(value, dict):
        return {name: _inside(held) for name, held in value.items()}
    return [_inside(held) for held in value] if isinstance(value, list) else value
