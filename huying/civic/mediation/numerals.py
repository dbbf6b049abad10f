"""Amounts in Chinese capitals (人民币大写), as cheques and agreements have them. Pure.

Rules: 支付结算办法 附一 正确填写票据和结算凭证的基本规定, items 1 to 4. Item 4 leaves some forms open (￥107,000.53 is
壹拾万柒仟元零伍角叁分 or 壹拾万零柒仟元伍角叁分): here 零 stands wherever a digit between is 0, and none after 元 before 角.
"""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = (("亿", 10**8), ("万", 10**4), ("仟", 10**3), ("佰", 10**2), ("拾", 10))
BELOW = 10**16
"""Yuan from which on no amount is written."""


def capitals(amount: Decimal) -> str:
    """`Decimal("6007.14")` yuan → 人民币陆仟零柒元壹角肆分.

    Raises `ValueError` for what is negative, finer than a fen, or 10^16 and more.
    """
    if not amount.is_finite() or not 0 <= amount < BELOW or amount * 100 % 1:
        raise ValueError(amount)
    yuan, fen = divmod(int(amount * 100), 100)
    return f"人民币{_yuan(yuan, fen)}{_fraction(*divmod(fen, 10), whole=bool(yuan))}"


def _yuan(yuan: int, fen: int) -> str:
    if not yuan and fen:
        return ""
    return f"{_whole(yuan)}元{'' if fen else '整'}"


def _fraction(jiao: int, fen: int, *, whole: bool) -> str:
    """壹 is written before 角 and 分 as anywhere, 整 never after them; between 元 and 分 stands a 零."""
    tenth = f"{DIGITS[jiao]}角" if jiao else "零" if fen and whole else ""
    return tenth + (f"{DIGITS[fen]}分" if fen else "")


def _whole(number: int) -> str:
    for unit, size in UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if low and (low < size // 10 or high % 10 == 0) else ""
            return f"{_whole(high)}{unit}{gap}{_whole(low) if low else ''}"
    return DIGITS[number]
