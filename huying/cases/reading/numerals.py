"""Numbers as people write them, in figures, in Chinese numerals or in both: 1,200 · 一千二百 · 3万5千 · 1.2万. Pure."""

_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}
_FIGURES = r"\d[\d,]*(?:\.\d+)?"
_NUMERALS = "零〇一二两三四五六七八九十百千"
NUMBER = rf"(?:{_FIGURES}|[{_NUMERALS}])(?:{_FIGURES}|[{_NUMERALS}万亿])*(?:点[零一二三四五六七八九]+)?"
"""A regular expression of what `value` may understand."""


def value(written: str) -> float | None:
    """The number that is written, in folded signs; None where it is none."""
    whole, dot, decimals = written.replace(",", "").partition("点")
    if dot:
        before, after = value(whole), "".join(str(_DIGITS.get(sign, "")) for sign in decimals)
        return before + float(f"0.{after}") if before is not None and after else None
    return _read(whole)


def _read(written: str) -> float | None:
    """Sums of digits times units, from the left; a digit alone behind a unit counts a tenth of it (三万五 is 35,000)."""
    total = part = 0.0
    digits, last = "", 1.0
    for sign in written:
        if sign in _GREAT:
            part += _figure(digits)
            total, part, digits, last = (total + part) * _GREAT[sign], 0.0, "", float(_GREAT[sign])
        elif sign in _UNITS:
            part += (_figure(digits) if digits else 1) * _UNITS[sign]
            digits, last = "", float(_UNITS[sign])
        elif sign in _DIGITS and _DIGITS[sign] == 0 and last > 1:
            last = 10.0 if not digits else last  # 一百零五
        elif sign in _DIGITS or sign.isdecimal() or sign == ".":
            digits += str(_DIGITS.get(sign, sign))
        else:
            return None
    if digits and digits.count(".") > 1:
        return None
    short = len(digits) == 1 and last > 10 and digits
    return total + part + (_figure(digits) * last / 10 if short else _figure(digits))


def _figure(digits: str) -> float:
    return float(digits) if digits.strip(".") else 0.0
