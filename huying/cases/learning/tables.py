"""Messages with known labels, read from CSV with the columns `text` and `label`; refused whole, with every reason at once.

Any label will do. Other columns are left alone, but those that are named as facts known beside the text. Pure but for
the file it reads.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .training import FOLDS, Example

TEXT, LABEL = "text", "label"
MOST_TOLD = 20
"""Mistakes of one kind that are told one by one."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong, and in which line (0: with the file), Chinese and English."""

    line: int
    zh: str
    en: str


class Unusable(Exception):
    """The file cannot be used; `mistakes` says why, all of it."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(mistake.en for mistake in mistakes))
        self.mistakes = mistakes


def read(file: Path, facts: Sequence[str] = (), *, for_training: bool) -> list[Example]:
    """The examples of a file (UTF-8, with or without its mark). Raises Unusable."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
            rows = csv.DictReader(opened, strict=True)
            missing = [name for name in (TEXT, LABEL, *facts) if name not in (rows.fieldnames or ())]
            if missing:
                raise Unusable([_missing(name, rows.fieldnames or ()) for name in missing])
            numbered = [(rows.line_num, row) for row in rows if _holds(row)]
    except UnicodeDecodeError as fault:
        zh, en = (
            "文件不是 UTF-8 编码，请另存为 UTF-8 CSV。",
            f"The file is not UTF-8 (byte {fault.start}); save it as CSV UTF-8.",
        )
        raise Unusable([Mistake(0, zh, en)]) from fault
    except csv.Error as fault:
        raise Unusable([Mistake(0, "文件不是有效的 CSV。", f"This is not valid CSV: {fault}.")]) from fault
    mistakes = [*_too_many(numbered), *_empty(numbered), *(_too_few(numbered) if for_training else ())]
    if not numbered:
        mistakes.append(Mistake(0, "文件没有数据行。", "The file has no rows."))
    if mistakes:
        raise Unusable(mistakes)
    return [_example(row, facts) for _line, row in numbered]


def _example(row: dict[str, str], facts: Sequence[str]) -> Example:
    return Example(row[TEXT], row[LABEL].strip(), {name: (row[name] or "").strip() for name in facts})


def _holds(row: dict[str, str]) -> bool:
    """Rows without text and label are left alone, such as a spreadsheet leaves behind."""
    return bool((row.get(TEXT) or "").strip() or (row.get(LABEL) or "").strip())


def _missing(name: str, there: Sequence[str]) -> Mistake:
    known = ", ".join(there) or "—"
    return Mistake(1, f"缺少列 {name}（现有：{known}）。", f"There is no column {name} (there are: {known}).")


def _too_many(numbered: Sequence[tuple[int, dict[str, str]]]) -> Iterator[Mistake]:
    """Lines with a comma that was not meant to end a cell: their label would be a part of the text."""
    lines = [line for line, row in numbered if any(row.get(None, ()))]  # type: ignore[call-overload]
    for line in lines[:MOST_TOLD]:
        yield Mistake(
            line, "单元格多于列数，文本中的逗号须加引号。", "There are more cells than columns; quote the text."
        )
    if (more := len(lines) - MOST_TOLD) > 0:
        yield Mistake(0, f"另有 {more} 行单元格多于列数。", f"{more} more rows have too many cells.")


def _empty(numbered: Sequence[tuple[int, dict[str, str]]]) -> Iterator[Mistake]:
    for name, zh in ((TEXT, "文本"), (LABEL, "标签")):
        lines = [line for line, row in numbered if not (row[name] or "").strip()]
        for line in lines[:MOST_TOLD]:
            yield Mistake(line, f"{zh}为空。", f"The {name} is empty.")
        if (more := len(lines) - MOST_TOLD) > 0:
            yield Mistake(0, f"另有 {more} 行{zh}为空。", f"{more} more rows have no {name}.")


def _too_few(numbered: Sequence[tuple[int, dict[str, str]]]) -> Iterator[Mistake]:
    """Labels with few rows are left out of what is learned; what is left must be two at least."""
    counted = Counter((row[LABEL] or "").strip() for _line, row in numbered)
    counted.pop("", None)
    if sum(n >= FOLDS for n in counted.values()) < 2 and numbered:
        yield Mistake(
            0, f"至少需要两种标签，每种至少 {FOLDS} 条。", f"There must be two labels at least, each with {FOLDS} rows."
        )
