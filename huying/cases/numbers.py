"""Case numbers and tracking codes."""

import hashlib
import hmac
import secrets
from datetime import date

from stdnum import damm

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads like something else; 30 signs
CODE_LENGTH = 12  # 58 bits
ONE_TIME_LENGTH = 8  # digits: typed from one telephone into another, tried five times at most


def number(day: date, serial: int) -> str:
    """`261122-00000042-7`: day, serial, check digit (Damm, catches every wrong digit and swapped neighbours). Sorts by day."""
    body = f"{day:%y%m%d}{serial:08d}"
    return f"{body[:6]}-{body[6:]}-{damm.calc_check_digit(body)}"


def tidy(typed: str) -> str:
    """A number as somebody typed it, in its written form; "" when it cannot be one."""
    said = digits(typed)
    if len(said) < 15 or not damm.is_valid(said):
        return ""
    return f"{said[:6]}-{said[6:-1]}-{said[-1]}"


def code() -> str:
    """A fresh tracking code, in three groups of four."""
    drawn, signs = secrets.randbelow(len(CODE_ALPHABET) ** CODE_LENGTH), ""
    for _sign in range(CODE_LENGTH):
        drawn, at = divmod(drawn, len(CODE_ALPHABET))
        signs += CODE_ALPHABET[at]
    return "-".join(signs[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def digest(typed: str) -> str:
    """What is stored of a code: its hash. Codes are random, so no salt is needed."""
    signs = "".join(sign for sign in typed.upper() if sign in CODE_ALPHABET)
    return hashlib.sha256(signs.encode()).hexdigest()


def opens(typed: str, stored: str) -> bool:
    """Whether the code somebody typed is the one whose hash is stored."""
    return bool(stored) and hmac.compare_digest(digest(typed), stored)


def one_time() -> str:
    """A fresh one-time code."""
    return f"{secrets.randbelow(10**ONE_TIME_LENGTH):0{ONE_TIME_LENGTH}d}"


def digits(typed: str) -> str:
    """The digits of what somebody typed."""
    return "".join(sign for sign in typed if sign.isdecimal() and sign.isascii())
