"""Numbers and sums of money, as people write them."""

import pytest

from huying.base.bigrams import folded
from huying.cases.reading.amounts import amounts
from huying.cases.reading.numerals import value


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12), ("1,200", 1200), ("38.5", 38.5), ("十", 10), ("十二", 12), ("二十", 20), ("两百", 200),
        ("一百二", 120),
        ("一百零五", 105), ("一千二百", 1200), ("三千零五十", 3050), ("三万五", 35_000), ("3万5千", 35_000), ("1.2万", 12_000),
        ("一万二千", 12_000),
        ("十二万", 120_000), ("一亿", 100_000_000), ("两点五", 2.5), ("二〇二五", 2025), ("1.2.3", None), ("甲", None),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(written: str, number: float | None) -> None:
    assert value(written) == number


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("押金一千二百元不退", [1200]),
        ("拖欠工资3万5千元", [35_000]),
        ("收了３８．５元停车费", [38.5]),
        ("先交200块，又交五百元", [200, 500]),
        ("￥1,299 的手机", [1299]),
        ("I paid 300 yuan, then RMB 50", [300, 50]),
        ("一共两万多元", [20_000]),
        ("在万元街3号楼12单元", []),
        ("公园里有三个人", []),
        ("三元桥边有两块砖", []),
        ("电话13900001234", []),
    ],
)
def test_sums_of_money_are_read_in_their_order(text: str, sums: list[float]) -> None:
    assert [found.value for found in amounts(folded(text))] == sums


def test_the_words_that_say_it_stand_beside_it() -> None:
    assert [found.words for found in amounts("押金一千二百元不退")] == ["一千二百元"]
