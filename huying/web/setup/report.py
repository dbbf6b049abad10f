"""What is said about a set-up folder: what became of its entries, what is wrong and where."""

from dataclasses import dataclass, field, fields
from typing import Any

from .effects import Effects


@dataclass(frozen=True)
class Problem:
    """A sentence about a line of a file (1 is the first), in the reader's language."""

    file: str
    line: int
    reason: str

    @property
    def where(self) -> tuple[str, int]:
        return self.file, self.line

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.reason}"


@dataclass
class Summary:
    """What became of the entries of a folder. With problems, nothing was written."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0
    """Entries at fault, and files that cannot be read at all."""
    ended: int = 0
    """What the files leave out: retired, closed or switched off."""
    changed: dict[str, int] = field(default_factory=dict)
    """File → how many of its entries were written or ended; files without any are left out."""
    problems: list[Problem] = field(default_factory=list)
    effects: Effects | None = None
    """What changed in tiers and calendar means for the clocks that run; None with problems."""
    remarks: list[Problem] = field(default_factory=list)
    """Borders that were repaired, and what else should be known; none of it stops the loading."""

    @property
    def counts(self) -> dict[str, Any]:
        """For the last line of a command."""
        lists = ("changed", "problems", "remarks", "effects")
        return {name: getattr(self, name) for name in (field.name for field in fields(self)) if name not in lists}
