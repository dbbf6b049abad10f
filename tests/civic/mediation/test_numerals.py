"""Amounts in Chinese capitals: by hand, by the rules of 支付结算办法 附一; and read back by another way."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.civic.mediation.numerals import capitals

BY_HAND = """
0 零元整
0.01 壹分
0.05 伍分
0.10 壹角
0.50 伍角
0.55 伍角伍分
1 壹元整
1.01 壹元零壹分
1.10 壹元壹角
9.99 玖元玖角玖分
10 壹拾元整
10.01 壹拾元零壹分
10.50 壹拾元伍角
11 壹拾壹元整
20 贰拾元整
100 壹佰元整
101 壹佰零壹元整
110 壹佰壹拾元整
325.04 叁佰贰拾伍元零肆分
1000 壹仟元整
1001 壹仟零壹元整
1010 壹仟零壹拾元整
1100 壹仟壹佰元整
1409.50 壹仟肆佰零玖元伍角
1680.32 壹仟陆佰捌拾元叁角贰分
6007.14 陆仟零柒元壹角肆分
10000 壹万元整
10001 壹万零壹元整
10010 壹万零壹拾元整
10100 壹万零壹佰元整
16409.02 壹万陆仟肆佰零玖元零贰分
20000.30 贰万元叁角
100000 壹拾万元整
100010 壹拾万零壹拾元整
107000.53 壹拾万零柒仟元伍角叁分
110000 壹拾壹万元整
1000000 壹佰万元整
1000001 壹佰万零壹元整
10010001 壹仟零壹万零壹元整
30003000.30 叁仟万零叁仟元叁角
99999999.99 玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分
100000000 壹亿元整
100000001 壹亿零壹元整
100001000 壹亿零壹仟元整
101000000.05 壹亿零壹佰万元零伍分
120000000 壹亿贰仟万元整
200500080.06 贰亿零伍拾万零捌拾元零陆分
1005000000 壹拾亿零伍佰万元整
10000000000.01 壹佰亿元零壹分
123456789012.34 壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分
999999999999.99 玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分
1000000000001.01 壹万亿零壹元零壹分
"""
DIGITS = {sign: n for n, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000, "万": 10**4, "亿": 10**8}


@pytest.mark.parametrize("line", BY_HAND.split("\n")[1:-1])
def test_an_amount_is_written_as_a_bank_would(line: str) -> None:
    amount, written = line.split()
    assert capitals(Decimal(amount)) == f"人民币{written}"


@pytest.mark.parametrize("amount", ["-0.01", "-5", "0.001", "1.005", "10000000000000000", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        capitals(Decimal(amount))


@given(st.integers(0, 10**18 - 1))
def test_every_amount_reads_back_as_itself(fen: int) -> None:
    amount = Decimal(fen) / 100
    written = capitals(amount)
    assert _read(written.removeprefix("人民币")) == amount
    assert "零零" not in written
    assert written.endswith("整") == (fen % 100 == 0)


def _read(written: str) -> Decimal:
    """By the units alone: a 零 adds nothing."""
    yuan, found, fraction = written.rpartition("元")
    tail = (fraction if found else written).rstrip("整")
    fen = 0
    for sign, unit in zip(tail.lstrip("零")[::2], tail.lstrip("零")[1::2], strict=True):
        fen += DIGITS[sign] * {"角": 10, "分": 1}[unit]
    return Decimal(_whole(yuan)) + Decimal(fen) / 100


def _whole(written: str) -> int:
    for unit in ("亿", "万", "仟", "佰", "拾"):
        high, found, low = written.rpartition(unit) if unit in "亿万" else written.partition(unit)
        if found:
            return _whole(high) * UNITS[unit] + _whole(low)
    return DIGITS[written.lstrip("零")] if written.lstrip("零") else 0
