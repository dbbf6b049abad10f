"""Every part of a text is found by looking for it, in any script, however short."""

import pytest
from django.db import connection
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from huying.base import bigrams

LETTERS = "路灯不亮滨河街道々〇ァＡａ12３stre ,。\n'\\%_"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=40) | st.text(max_size=20).filter(lambda text: text.isprintable())


def _found(text: str, asked: str) -> tuple[bool, bool]:
    """Whether the index would offer `text` to somebody who asks, and whether the recheck would keep it."""
    with connection.cursor() as cursor:
        stored = (bigrams.vector(text), bigrams.query(asked), bigrams.folded(text), bigrams.patterns(asked))
        cursor.execute("select %s::tsvector @@ %s::tsquery, %s like all(%s)", stored)
        return tuple(cursor.fetchone())


@pytest.mark.django_db
@settings(max_examples=300, deadline=None)
@given(st.data(), TEXTS)
def test_every_part_of_a_text_is_found(data: st.DataObject, text: str) -> None:
    folded = bigrams.folded(text)
    start = data.draw(st.integers(0, len(folded)))
    part = folded[start : data.draw(st.integers(start, len(folded)))]
    assume(bigrams.query(part))
    assert _found(text, part) == (True, True)


@given(st.text())
@example("ß\u0345\u0301")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert bigrams.folded(bigrams.folded(text)) == bigrams.folded(text)


@given(st.text())
def test_full_width_and_capitals_make_no_difference(text: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    assert bigrams.tokens(wide) == bigrams.tokens(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("柳岸花园３号楼路灯不亮", "路灯", True),
        ("柳岸花园３号楼路灯不亮", "3号", True),
        ("柳岸花园３号楼路灯不亮", "亮", True),
        ("柳岸花园３号楼路灯不亮", "路灯 柳岸", True),
        ("柳岸花园３号楼路灯不亮", "灯路", False),
        ("柳岸花园３号楼路灯不亮", "路灯 坏", False),
        ("Street light out in Binhe Street", "STREET", True),
        ("Street light out in Binhe Street", "reet li", True),
        ("Street light out in Binhe Street", "streets", False),
        ("completely-unmanageable", "unmanageableness", False),
        ("50% off", "50%", True),
        ("500 off", "50%", False),
    ],
)
def test_a_search_finds_what_contains_every_word_of_it(text: str, asked: str, found: bool) -> None:
    assert all(_found(text, asked)) is found


def test_spaces_and_punctuation_alone_look_for_nothing() -> None:
    assert [bigrams.query(asked) for asked in ("", " \n", "。!", "'", "\\", "%_", "\x00")] == [""] * 7


def test_a_token_is_two_characters_of_chinese_or_the_rest_of_a_word() -> None:
    assert bigrams.tokens("路灯坏 LED灯") == ["d", "ed", "led", "坏", "灯", "灯坏", "路灯"]


def test_what_is_shorter_than_a_token_is_looked_up_as_a_beginning() -> None:
    assert bigrams.query("路 灯不亮 Light") == "'路':* & '灯不' & '不亮' & 'light':*"


def test_a_long_query_stays_a_short_question() -> None:
    assert bigrams.query("".join(map(chr, range(0x4E00, 0x5E00)))).count("&") == bigrams.MOST_TERMS - 1
