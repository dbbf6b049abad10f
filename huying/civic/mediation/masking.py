"""Numbers and addresses of persons belong into the sealed rows of the parties: whatever else is typed gets a mark for them."""

from huying.base.journal.machine import Brought
from huying.cases.masking import clear

from .models import Dispute


def keep_out(dispute: Dispute, brought: Brought) -> None:
    """Mask the words and facts that a step brings."""
    brought.words = {name: clear(text) for name, text in brought.words.items()}
    brought.facts = {name: clear(value) if isinstance(value, str) else value for name, value in brought.facts.items()}
