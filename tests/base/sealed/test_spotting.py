"""What reaches a person is found in what people type; what the city publishes, and plain numbers, stay."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.base.sealed.spotting import MARKS, masked, personal, plain, spot

PERSONAL = [
    # mobiles as people write them
    ("13900001234", "〔☎ •••〕"),
    ("我的电话13900001234，请回电", "我的电话〔☎ •••〕，请回电"),
    ("139 0000 1234", "〔☎ •••〕"),
    ("139-0000-1234", "〔☎ •••〕"),
    ("139.0000.1234", "〔☎ •••〕"),
    ("139\u200b0000\u200b1234", "〔☎ •••〕"),
    ("1390000 1234", "〔☎ •••〕"),
    ("1390 0001 234", "〔☎ •••〕"),
    ("1890-000-1234", "〔☎ •••〕"),
    ("1 3 9 0 0 0 0 1 2 3 4", "〔☎ •••〕"),
    ("１３９００００１２３４", "〔☎ •••〕"),
    ("１３９－００００－１２３４", "〔☎ •••〕"),
    ("+86 13900001234", "〔☎ •••〕"),
    ("+8613900001234", "〔☎ •••〕"),
    ("(+86)139 0000 1234", "〔☎ •••〕"),
    ("0086-139-0000-1234", "〔☎ •••〕"),
    ("Phone13900001234", "Phone〔☎ •••〕"),
    ("13900001234/13900005678", "〔☎ •••〕/〔☎ •••〕"),
    ("电话 13900001234 或 13900005678", "电话 〔☎ •••〕 或 〔☎ •••〕"),
    ("联系人王女士138 1234 5678住3-2-501", "联系人王女士〔☎ •••〕住3-2-501"),
    ("手机：138-1234-5678-9号", "手机：〔☎ •••〕-9号"),
    ("打 13812345678.谢谢", "打 〔☎ •••〕.谢谢"),
    # landlines, and other countries
    ("0571-87654321", "〔☎ •••〕"),
    ("057187654321", "〔☎ •••〕"),
    ("（0571）87654321", "〔☎ •••〕"),
    ("(0571) 8765 4321", "〔☎ •••〕"),
    ("010-12345678", "〔☎ •••〕"),
    ("021-5234 5678", "〔☎ •••〕"),
    ("0755-2345678", "〔☎ •••〕"),
    ("+86 571 87654321", "〔☎ •••〕"),
    ("0571-87654321转802", "〔☎ •••〕转802"),
    ("电话87654321", "电话〔☎ •••〕"),
    ("联系电话：8765-4321", "联系电话：〔☎ •••〕"),
    ("座机是8765432", "座机是〔☎ •••〕"),
    ("请打 87654321 找我", "请打 〔☎ •••〕 找我"),
    ("call my phone number 8765 4321", "call my phone number 〔☎ •••〕"),
    ("+852 9123 4567", "〔☎ •••〕"),
    ("00852 9123 4567", "〔☎ •••〕"),
    ("+44 20 7946 0958", "〔☎ •••〕"),
    ("+1 212 555 0123", "〔☎ •••〕"),
    # e-mail
    ("zhang.san@example.com", "〔✉ •••〕"),
    ("邮箱zhang@qq.com谢谢", "邮箱〔✉ •••〕谢谢"),
    ("ZHANG＠QQ．COM", "〔✉ •••〕"),
    ("a+b_c@mail.gov.cn", "〔✉ •••〕"),
    # identity numbers, new and old
    ("33010619900101123X", "〔ID •••〕"),
    ("身份证33010619900101123x号", "身份证〔ID •••〕号"),
    ("110108199001011234", "〔ID •••〕"),
    ("３３０１０６１９９００１０１１２３Ｘ", "〔ID •••〕"),
    ("330106 19900101 1234", "〔ID •••〕"),
    ("330106-19900101-123X", "〔ID •••〕"),
    ("330106900101123", "〔ID •••〕"),
    ("护照E12345678", "护照〔ID •••〕"),
    ("passport no. G12345678", "passport no. 〔ID •••〕"),
    # cards
    ("6222021234567890128", "〔CARD •••〕"),
    ("6222 0212 3456 7890 128", "〔CARD •••〕"),
    ("4111111111111111", "〔CARD •••〕"),
    ("4111-1111-1111-1111", "〔CARD •••〕"),
]

PUBLIC = [
    # numbers for all
    "12345", "请拨打12345", "110", "12110", "119", "96345", "95588", "10086", "400-123-4567", "800-820-8820", "0571-12345", "0571-96345",
    # days and hours
    "2026-11-22", "20261122", "2026年11月22日 10:30", "2026-11-22 10:30:15", "2026/11/22 08:30", "2026-11-22至2026-11-30",
    "2026.11.22-2026.11.30", "请于20261122联系20261130前",  "08:00-18:00", "2024-2025 学年",
    # amounts and measures
    "1,234,567.89元", "12345678元", "13800001234元", "合同价1580000万元", "13.9亿元", "每月3000-5000元", "100000000", "3.1415926535",
    "12 345 678", "110kV 220kV", "KTV 2-3 楼 1000 2000 3000",
    # numbers of things
    "261122-00000042-7", "261122000000427", "编号 261122-00000042-7 的诉求", "第 00000042 件", "灯杆编号 20260015", "电表 0123456789",
    "水表号 3301234567", "订单 20261122001234567", "1234567890123456", "123456789", "GB/T 33200-2016", "GB 50016-2014（2018年版）",
    "浙政发〔2024〕15 号", "1998-2003-001", "91330106MA27XW1234", "ISBN 978-7-111-12345-6", "192.168.100.123",
    "f1390000123400005678f1390000123400005678f1390000123400005678abcd", "550e8400-e29b-41d4-a716-446655440000",
    # places
    "15-2-1101室", "3-2-501", "滨河路 12 号 3 幢 2 单元 501 室", "2 号楼 13 层 1301", "邮编310012", "114.053212,30.051234",
    "30.2741500 120.1551500", "经度 120.15515000，纬度 30.27415000", "1-2-3-4-5-6", "1/2/3/4/5/6/7", "10-20-30-40-50-60",
    # signs
    "@所有人", "见 http://example.com/a/20261122/1", "",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "kept"), PERSONAL)
def test_what_reaches_a_person_gives_way_to_a_mark(typed: str, kept: str) -> None:
    assert masked(typed)[0] == kept


@pytest.mark.parametrize("typed", PUBLIC)
def test_everything_else_stays(typed: str) -> None:
    assert masked(typed) == (typed, [])


def test_what_was_found_is_told_as_it_was_typed_and_where() -> None:
    (found,) = spot("请打 １３９-0000-1234 找我")

    assert (found.kind, found.value, found.start, found.end) == ("phone", "１３９-0000-1234", 3, 16)


@pytest.mark.parametrize("typed", ["0990-5550125", "（0990）5550125", "+86 990 5550125", "电话5550125"])
def test_a_number_that_the_city_publishes_stays(typed: str) -> None:
    assert masked(typed, known={"09905550125", "9905550125", "5550125"}) == (typed, [])


@pytest.mark.parametrize(
    ("typed", "written"),
    [("+86 139 0000 1234", "13900001234"), ("0086-13900001234", "13900001234"), ("0571-8765", "05718765"), ("", "")],
)
def test_a_number_is_compared_by_its_digits_alone(typed: str, written: str) -> None:
    assert plain(typed) == written


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("13900001234", "phone"), ("139 0000 1234", "phone"), ("0571-87654321", "phone"), ("87654321", "phone"),
        ("8765 4321", "phone"), ("5718765432", ""), ("zhang@qq.com", "email"), ("33010619900101123X", "resident_id"),
        ("6222021234567890128", "bank_card"), ("王女士 13900001234", "phone"), ("滨河路 12 号", ""), ("路灯", ""),
        ("261122-00000042-7", ""), ("261122000000427", ""), ("20261122", ""), ("2026-11-22", ""), ("12345", ""), ("A8765432", ""),
    ],
)  # fmt: skip
def test_a_query_is_told_by_what_it_looks_like(query: str, kind: str) -> None:
    assert personal(query) == kind


# -- whatever people type

ANYTHING = st.text(alphabet="0123456789０１３ +-().@＠〔〕□•☎ab.cXx号元电话年－—\u200b", max_size=60)
FOUND = [typed for typed, kept in PERSONAL if kept in MARKS.values()]
BESIDE = st.text(alphabet="路灯不亮，请。〔〕 ☎•\n", max_size=20)


@given(ANYTHING)
def test_a_masked_text_has_nothing_more_to_find(typed: str) -> None:
    kept, _found = masked(typed)

    assert spot(kept) == []
    assert masked(kept) == (kept, [])


@given(ANYTHING)
def test_what_stands_outside_of_what_was_found_is_not_touched(typed: str) -> None:
    at = 0
    for left in re.split("|".join(map(re.escape, {*MARKS.values()})), masked(typed)[0]):
        assert left in typed[at:]
        at = typed.index(left, at) + len(left)


@given(ANYTHING)
def test_what_was_found_stands_where_it_is_said_to_stand(typed: str) -> None:
    found = spot(typed)

    assert [typed[one.start : one.end] for one in found] == [one.value for one in found]
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(BESIDE, st.sampled_from(FOUND), BESIDE)
def test_whatever_stands_around_it_it_is_found(before: str, typed: str, after: str) -> None:
    kept, found = masked(f"{before}\n{typed}\n{after}")

    assert [spotted.value for spotted in found] == [typed]
    assert kept == f"{before}\n{MARKS[found[0].kind]}\n{after}"
