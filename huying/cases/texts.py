"""What stands of a text: its body, what it is found by, and the line that lists show."""

from huying.base import bigrams

from .models import CaseText

TITLE = 60
"""Characters of the text that lists show."""


def write(row: CaseText, body: str) -> None:
    """Set the text of a case, and all that follows from it."""
    row.body, row.words, row.search = body, bigrams.folded(body), bigrams.vector(body)


def title(text: str) -> str:
    """What lists show: the first line, shortened."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= TITLE else line[: TITLE - 1] + "…"
