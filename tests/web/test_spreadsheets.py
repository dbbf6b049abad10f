"""No cell of an export is a formula, whatever somebody typed."""

import csv
import io
import random
import tracemalloc
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.web import spreadsheets
from huying.web.spreadsheets import cell, csv_rows, plain, xlsx

DANGEROUS = "=+-@\t\r\n＝＋－＠"
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
CELLS = st.one_of(TEXTS, st.builds(str.__add__, st.sampled_from([*DANGEROUS, " =", "\u3000＝", "\x00="]), TEXTS))


def harmless(text: str) -> bool:
    bare = text.lstrip(" \u3000\xa0\ufeff")
    return not bare or bare[0] not in DANGEROUS or spreadsheets.NUMBER.fullmatch(text) is not None


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "=HYPERLINK(\"http://x\")", "+86 139", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1+1", "－1", "＠SUM", " =1", "\x00=1"],
)  # fmt: skip
def test_what_a_spreadsheet_would_calculate_is_text(typed: str) -> None:
    assert str(cell(typed)).startswith("'")


@pytest.mark.parametrize(
    ("value", "stands"),
    [
        (None, ""), (3, 3), (-2.5, -2.5), (True, "True"), ("-71.06", "-71.06"), ("+3", "+3"), ("路灯不亮", "路灯不亮"), ("a=b", "a=b"),
        (date(2026, 11, 22), "2026-11-22"), (datetime(2026, 11, 22, 8, tzinfo=UTC), "2026-11-22T08:00:00+00:00"), ("12\x0034", "1234"),
    ],
)  # fmt: skip
def test_what_is_harmless_stays_as_it_is(value: Any, stands: Any) -> None:
    assert cell(value) == stands


@given(CELLS)
def test_no_cell_acts_and_what_comes_back_is_what_was_typed(typed: str) -> None:
    stands = cell(typed)
    assert isinstance(stands, str)
    assert harmless(stands)
    kept = spreadsheets.UNSEEN.sub("", typed)
    assert plain(stands) == (kept if not kept.startswith("'") else plain(kept))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_a_csv_holds_every_row_and_no_formula(rows: list[list[str]]) -> None:
    written = "".join(csv_rows(["编号", "=内容"], rows))
    assert written.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(written[1:], newline="")))
    assert read == [["编号", "'=内容"], *([cell(value) for value in row] for row in rows)]
    assert all(harmless(value) for row in read for value in row)


def test_a_workbook_holds_every_row_as_text_and_no_formula() -> None:
    rows: list[list[Any]] = [["=1+1", 3], ["＝HYPERLINK(1)", -2.5], ["路灯\x0b不亮", None], ["x" * 40_000, "+1+1"]]
    with xlsx("a/b:c", ["number", "=n"], rows) as file:
        sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    found = [[(held.value, held.data_type) for held in row] for row in sheet.iter_rows()]
    assert found == [
        [("number", "s"), ("'=n", "s")],
        [("'=1+1", "s"), (3, "n")],
        [("'＝HYPERLINK(1)", "s"), (-2.5, "n")],
        [("路灯不亮", "s"), (None, "n")],
        [("x" * spreadsheets.LONGEST, "s"), ("'+1+1", "s")],
    ]


def test_a_long_list_becomes_a_workbook_without_being_held_in_memory() -> None:
    def made(n: int) -> tuple[int, int]:
        tracemalloc.start()
        with xlsx("looks", ["text"], ([random.randbytes(1000).hex()] for _n in range(n))) as file:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return peak, file.seek(0, io.SEEK_END)

    made(10)  # what openpyxl keeps for itself
    (few, small), (many, large) = made(10), made(2000)
    assert large - small > 1_500_000
    assert many - few < 500_000
