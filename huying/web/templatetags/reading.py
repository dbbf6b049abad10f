"""Dates, numbers and beginnings as they are read: `{{ at|day }}`, `{{ at|minute }}`, `{{ n|number }}`, `{{ text|excerpt:90 }}`."""

from typing import Any

from django import template

from huying.base import dates

LONGEST_WORD = 24

register = template.Library()
register.filter("day", dates.day)
register.filter("minute", dates.minute)


@register.filter
def number(n: Any) -> str:
    """“12,345” in either language; what is no number stays as it is."""
    return f"{n:,}" if isinstance(n, int) else str(n)


@register.filter
def excerpt(text: str, most: int) -> str:
    """The beginning of a text, at most so many characters; no word of a language that has spaces is cut in two."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    head, _space, rest = text[:most].rpartition(" ")
    whole = head if len(rest) < LONGEST_WORD and rest.isascii() else text[: most - 1]
    return whole.rstrip(" ,.;:，。；：、") + "…"
