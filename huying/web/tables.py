"""A table of records: columns, and rows of cells, as `components/records.html` draws them on a wide page and on a narrow one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table: words, a number, a moment or a list, each a line."""

    said: Any
    url: str = ""
    tone: str | None = None
    """Of a badge: "" (neutral), "active", "good", "wait", "bad"; None: no badge."""
    own: bool = False
    """What people or systems wrote: the same in every language."""

    @property
    def lines(self) -> Sequence[Any]:
        return self.said if isinstance(self.said, list | tuple) else [self.said]

    @property
    def is_moment(self) -> bool:
        return isinstance(self.said, datetime)

    @property
    def has_figures(self) -> bool:
        return isinstance(self.said, int | float | datetime)


@dataclass(frozen=True)
class Records:
    """The first cell of each row names it."""

    columns: Sequence[Any]
    rows: Sequence[Sequence[Cell]]

    @property
    def lines(self) -> list[list[tuple[Any, Cell]]]:
        """Each row as (column, cell)."""
        return [[*zip(self.columns, row, strict=True)] for row in self.rows]
