"""Finding what reaches a person in what people type: telephone numbers, e-mail addresses, identity and card numbers.

Names cannot be told from other words and are not found; neither are numbers in Chinese numerals. What the city itself
publishes (`known`), hotlines, dates, amounts and case numbers stay.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type
from stdnum import damm, luhn, numdb
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

PHONE, EMAIL, RESIDENT_ID, BANK_CARD, PASSPORT = "phone", "email", "resident_id", "bank_card", "passport"
MARKS = {
    PHONE: "〔☎ •••〕",
    EMAIL: "〔✉ •••〕",
    RESIDENT_ID: "〔ID •••〕",
    BANK_CARD: "〔CARD •••〕",
    PASSPORT: "〔ID •••〕",
}
"""What stands in a text where something was taken out: the same in every language, and nothing to find in it again."""


@dataclass(frozen=True)
class Spotted:
    """Something that reaches a person: its kind, as it was typed, and from where to where it stands."""

    kind: str
    value: str
    start: int
    end: int


def may_hold(text: str) -> bool:
    """Whether to look any closer. Most texts hold nothing, and that must cost next to nothing."""
    return len(text) >= SHORTEST and _HINT.search(text) is not None


def spot(text: str, *, known: Container[str] = ()) -> list[Spotted]:
    """Everything in `text` that reaches a person, in its order. `known`: numbers that the city publishes, as `plain` writes them."""
    if not may_hold(text):
        return []
    flat = _PUBLIC.sub(_blank, text.translate(_FLAT))
    if not may_hold(flat):  # it was a date
        return []
    found: list[Spotted] = []
    for kind, look in _LOOKS:
        for start, end in look(flat):
            if plain(flat[start:end]) not in known:
                found.append(Spotted(kind, text[start:end], start, end))
                flat = flat[:start] + _BLANK * (end - start) + flat[end:]
    return sorted(found, key=lambda spotted: spotted.start)


def masked(text: str, *, known: Container[str] = ()) -> tuple[str, list[Spotted]]:
    """The text with a mark for everything that was found, and what was found."""
    everything: list[Spotted] = []
    while found := spot(text, known=known):  # again, for what only shows once its neighbour is gone
        for spotted in reversed(found):
            text = text[: spotted.start] + MARKS[spotted.kind] + text[spotted.end :]
        everything += found
    return text, everything


def personal(query: str) -> str:
    """The kind of what reaches a person in something that is looked for, or "". A number alone is taken for one of a telephone."""
    if found := spot(query):
        return found[0].kind
    digits = plain(query.translate(_FLAT))
    alone = _LOCAL.fullmatch(digits) and not _is_day(digits) and not re.search(r"\w", re.sub(r"[\d\s()+.-]", "", query))
    return PHONE if alone else ""


def plain(number: str) -> str:
    """The digits of a number, without the code of the country."""
    digits = "".join(sign for sign in number if sign.isdecimal() and sign.isascii())
    if number.lstrip(" (").startswith("+86") or digits.startswith("0086"):
        return digits[digits.index("86") + 2 :]
    return digits[2:] if len(digits) == 13 and digits.startswith("861") else digits


# -- before anything else

SHORTEST = len("a@b.cn")
_SEP = r"[ .-]"
_HINT = re.compile(r"[0-9０-９@＠](?:(?<=[@＠])|(?:[\s\-‐-―−－.．·•\u200b-\u200d\ufeff()（）]{0,3}[0-9０-９]){6})")
_BLANK = "□"
_FLAT: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys([0xA0, 0x3000, 0x200B, 0x200C, 0x200D, 0xFEFF, 0x09], " "),
    **dict.fromkeys(map(ord, "·•"), "."),
}
"""Full-width signs, dashes, spaces and dots in their plain form, one for one, so that places stay."""
_HEX = r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{32,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![0-9A-Za-z])"
_NUMBER = r"(?<![\d-])\d{6}-\d{8}-\d(?![\d-])|(?<!\d)2\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{9}(?!\d)"
_TIME = r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d)?)?(?!\d)"
_PUBLIC = re.compile(f"{_HEX}|{_NUMBER}|{_TIME}")
"""Hashes, times, and what may be the number of a case (`cases/numbers.py`)."""
_LOCAL = re.compile(r"[2-8]\d{6,7}|0\d{9,11}|1[3-9]\d{9}")


def _blank(found: re.Match[str]) -> str:
    digits = "".join(sign for sign in found[0] if sign.isdecimal())
    is_number = len(digits) == 15 and len(found[0]) < 32
    return found[0] if is_number and not damm.is_valid(digits) else _BLANK * len(found[0])


# -- each kind

Spans = Iterator[tuple[int, int]]

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}")
_ID_18 = re.compile(r"(?<!\d)\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXx](?!\d)")
_ID_15 = re.compile(r"(?<!\d)\d{15}(?!\d)")
_CARD = re.compile(r"(?<!\d)[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?(?!\d)")
_PASSPORT = re.compile(r"(?i)(?:护照|passport)\D{0,12}?([A-Z][A-Z0-9]\d{7}|[A-Z]\d{7,8})(?![0-9A-Z])")
_COUNTRY = r"(?:(?:\+|00)?86[ )-]{0,2})?"
_AMOUNT = r"(?!\d|\.\d|\s*(?:元|万|亿|美元|平方|吨|千瓦|度电))"
_MOBILE = re.compile(
    rf"(?<!\d)(?<!\d\.)\(?{_COUNTRY}(?:1[3-9]\d{{9}}{_AMOUNT}|(?:"
    rf"1[3-9]\d{_SEP}{{1,2}}(?:\d{{4}}{_SEP}{{1,2}}\d{{4}}|\d{{3}}{_SEP}{{1,2}}\d{{5}}|\d{{8}}|(?:\d\d{_SEP}){{3}}\d\d)"
    rf"|1[3-8]\d\d{_SEP}{{1,2}}(?:\d{{3}}{_SEP}{{1,2}}\d{{4}}|\d{{4}}{_SEP}{{1,2}}\d{{3}})"
    rf"|1[3-9]\d{{5}}{_SEP}{{1,2}}\d{{4}}|1[3-9]\d{{3}}{_SEP}{{1,2}}\d{{6}}|1{_SEP}[3-9](?:{_SEP}\d){{9}})(?!\d))"
)
_LANDLINE = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:\(?{_COUNTRY}\(?0(?:10|2\d|[3-9]\d\d)\)?|(?:\+|00)86[ )-]{{0,2}}(?:10|2\d|[3-9]\d\d))"
    rf"{_SEP}{{0,2}}[1-9]\d{{2,3}}{_SEP}?\d{{4}}(?!\d)"
)
_SPOKEN = re.compile(
    r"(?i)(?:电话|手机|座机|固话|联系方式|联系|拨|打|致电|(?<![a-z])(?:tele)?phone|(?<![a-z])tel|(?<![a-z])mobile)"
    r"(?:号码|号|\s?number|\s?no)?[\s:.,是为is-]{0,4}(?!20\d\d[01]\d[0-3]\d)([2-9]\d{2,3}[ -]?\d{4})(?![\d-])"
)
_ABROAD = re.compile(r"\+ ?\d|(?<!\d)00\d|\(?(?<!\d)0\d{1,3}[ )-]{1,2}\d{3}")
_OF_PERSONS = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.VOIP,
    PhoneNumberType.PAGER,
}
"""Not those for all: free of charge, shared cost, of a company."""


def _every(pattern: re.Pattern[str], group: int = 0) -> Callable[[str], Spans]:
    return lambda flat: (found.span(group) for found in pattern.finditer(flat))


def _residents(pattern: re.Pattern[str], century: str = "") -> Callable[[str], Spans]:
    """Numbers with a day of birth behind a known place, or with the right check digit: a slip of the pen hides nobody."""

    def look(flat: str) -> Spans:
        for found in pattern.finditer(flat):
            digits = "".join(sign for sign in found[0] if sign.isalnum())
            if _is_born(digits[:6] + century + digits[6:]):
                yield found.span()

    return look


def _is_born(digits: str) -> bool:
    try:
        ric.get_birth_date(digits)
    except ValidationError:
        return False
    _place, known = numdb.get("cn/loc").info(digits[:6])[0]
    return bool(known) or ric.calc_check_digit(digits[:17]) == digits[17:].upper()


def _cards(flat: str) -> Spans:
    for found in _CARD.finditer(flat):
        if luhn.is_valid("".join(sign for sign in found[0] if sign.isdecimal())):
            yield found.span()


def _elsewhere(flat: str) -> Spans:
    """What the library knows of the numbers of all countries; in China, what was not found already begins with + or 0."""
    at_home = settings.PHONE_REGION
    if at_home == "CN" and not _ABROAD.search(flat):
        return
    for found in PhoneNumberMatcher(flat, at_home, leniency=Leniency.VALID):
        begins = at_home != "CN" or flat[found.start : found.end].startswith(("+", "0", "(+", "(0"))
        within = re.search(r"\d\.?$", flat[: found.start])
        if begins and not within and number_type(found.number) in _OF_PERSONS:
            yield found.start, found.end


def _is_day(digits: str) -> bool:
    try:
        return bool(len(digits) == 8 and digits.startswith(("19", "20")) and date.fromisoformat(digits))
    except ValueError:
        return False


_LOOKS: tuple[tuple[str, Callable[[str], Spans]], ...] = (
    (EMAIL, _every(_EMAIL)),
    (RESIDENT_ID, _residents(_ID_18)),
    (BANK_CARD, _cards),
    (RESIDENT_ID, _residents(_ID_15, "19")),
    (PHONE, _every(_MOBILE)),
    (PHONE, _every(_LANDLINE)),
    (PHONE, _elsewhere),
    (PHONE, _every(_SPOKEN, 1)),
    (PASSPORT, _every(_PASSPORT, 1)),
)
