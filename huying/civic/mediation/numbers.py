"""Numbers of disputes: those of cases with an M before them, so that nobody takes the one for the other."""

from datetime import date

from huying.cases import numbers

PREFIX = "M"


def number(day: date, serial: int) -> str:
    """`M261122-00000042-7`: day, serial, check digit. Sorts by day."""
    return PREFIX + numbers.number(day, serial)


def tidy(typed: str) -> str:
    """A number as somebody typed it, in its written form; "" when it cannot be one."""
    written = numbers.tidy(typed)
    return PREFIX + written if written else ""
