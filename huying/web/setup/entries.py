"""An entry as it stands in a file, before anybody has looked whether it makes sense."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .report import Problem

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Entry:
    """One row of a table, or one mapping of a YAML file."""

    file: str
    line: int
    values: dict[str, Any]
    within: Callable[[Path], int] | None = None
    """The line of a value, by the way to it; a row of a table is all on one line."""

    def line_of(self, *path: str | int) -> int:
        """The line on which the value at `path` stands, or what of the way there is."""
        return self.within(path) if self.within else self.line

    def problem(self, reason: str, *path: str | int) -> Problem:
        """Something wrong with the value at `path`, or with all of it."""
        return Problem(self.file, self.line_of(*path), reason)


class Unreadable(Exception):
    """The file as a whole makes no sense: nothing in it can be looked at."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(*problems)
