"""What a message is read by."""

from huying.cases.learning import signs


def read(text: str) -> list[str]:
    return [sign.sign for sign in signs.read(text)]


def places(text: str, facts: dict[str, str] | None = None) -> list[list[int]]:
    return [view.places.tolist() for view in signs.views(text, facts)]


def test_a_sign_is_a_chinese_character_or_a_whole_latin_word() -> None:
    assert read("路灯 Street Light's 坏了") == ["路", "灯", "street", "light's", "坏", "了"]


def test_signs_know_where_they_stand_in_the_text_as_it_was_typed() -> None:
    text = "在ＡＢ路 12 号"
    assert [text[sign.start : sign.end] for sign in signs.read(text)][-2:] == ["12", "号"]


def test_width_and_capitals_make_no_difference() -> None:
    assert places("ＷＡＴＥＲ停水！") == places("water停水!")


def test_one_number_is_read_as_any_other() -> None:
    assert places("3 号楼") == places("1127 号楼")


def test_the_order_of_signs_makes_a_difference() -> None:
    assert places("水停") != places("停水")


def test_the_beginning_is_read_once_more_by_itself() -> None:
    whole, head = places("停水" + "了" * signs.HEAD)
    _whole, other_head = places("停水" + "了" * signs.HEAD + "很久")
    assert head == other_head
    assert not set(whole) & set(head)


def test_facts_are_read_beside_the_text_alone_and_two_together() -> None:
    assert len(places("", {"type": "light", "area": "west"})[2]) == 3
    assert places("", {"type": "light", "area": ""})[2] == places("", {"type": "light"})[2]
    assert places("", {"a": "1", "b": "2"}) == places("", {"b": "2", "a": "1"})


def test_a_text_without_a_sign_is_nothing_and_breaks_nothing() -> None:
    assert places(" \n") == [[], []]
