"""A CSV that cannot be learned from is refused whole, with every reason at once."""

from pathlib import Path

import pytest

from huying.cases.learning import tables
from huying.cases.learning.training import Example


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "messages.csv"


def refused(file: Path, *facts: str) -> list[tuple[int, str]]:
    with pytest.raises(tables.Unusable) as told:
        tables.read(file, facts, for_training=True)
    return [(mistake.line, mistake.en) for mistake in told.value.mistakes]


def test_any_labels_and_any_order_of_columns_will_do(file: Path) -> None:
    file.write_text(
        '\ufefflabel,note,text\n 停水 ,x,"一行\n两行"\n' + "停水,,没水\n" * 4 + "light,,dark\n" * 5, "utf-8"
    )
    read = tables.read(file, for_training=True)
    assert (len(read), read[0]) == (10, Example("一行\n两行", "停水"))


def test_other_columns_are_facts_only_where_they_are_named(file: Path) -> None:
    file.write_text("text,label,area\n没水,water,west\n", "utf-8")
    assert tables.read(file, ["area"], for_training=False)[0].facts == {"area": "west"}


def test_missing_columns_are_named_with_those_that_are_there(file: Path) -> None:
    file.write_text("body,label\nx,y\n", "utf-8")
    assert refused(file, "area") == [
        (1, "There is no column text (there are: body, label)."),
        (1, "There is no column area (there are: body, label)."),
    ]


def test_all_that_is_wrong_is_told_together(file: Path) -> None:
    file.write_text("text,label\n,water\n没水, \n没水,没电,water\n" + "没水,water\n" * 5 + "暗,light\n", "utf-8")
    assert refused(file) == [
        (4, "There are more cells than columns; quote the text."),
        (2, "The text is empty."),
        (3, "The label is empty."),
        (0, "There must be two labels at least, each with 5 rows."),
    ]


def test_empty_rows_as_spreadsheets_leave_them_are_left_alone(file: Path) -> None:
    file.write_bytes(("\ufefftext,label,\r\n" + "没水,water,\r\n" * 5 + ",,\r\n\r\n" + "dark,light,\r\n" * 5).encode())
    assert len(tables.read(file, for_training=True)) == 10


def test_of_very_many_mistakes_the_first_are_told_and_the_others_counted(file: Path) -> None:
    file.write_text("text,label\n" + ",water\n,light\n" * 20, "utf-8")
    told = refused(file)
    assert (len(told), told[-1]) == (tables.MOST_TOLD + 1, (0, "20 more rows have no text."))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "There is no column text (there are: \u2014)."),
        (b"text,label\n", "The file has no rows."),
        (b"text,label\n\xcd\xff\xcb\xae,a\n", "The file is not UTF-8 (byte 11); save it as CSV UTF-8."),
        (b'text,label\n"a"b,c\n', "This is not valid CSV: ',' expected after '\"'."),
        (b"text,label\n" + b"a,b\n" * 5, "There must be two labels at least, each with 5 rows."),
    ],
)
def test_what_is_no_table_of_messages_is_refused(file: Path, content: bytes, told: str) -> None:
    file.write_bytes(content)
    assert refused(file)[0][1] == told
