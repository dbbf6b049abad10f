"""What was told when a dispute was brought: its words, and what it is found by."""

from huying.base import bigrams

from .models import DisputeText


def write(row: DisputeText, body: str, issues: str) -> None:
    """Set the text of a dispute, and all that follows from it."""
    row.body, row.issues = body, issues
    said = f"{body}\n{issues}" if issues else body
    row.words, row.search = bigrams.folded(said), bigrams.vector(said)
