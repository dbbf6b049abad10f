"""Dates and numbers as they are read: `{{ at|day }}`, `{{ at|minute }}`, `{{ n|number }}`."""

from typing import Any

from django import template

from huying.base import dates

register = template.Library()
register.filter("day", dates.day)
register.filter("minute", dates.minute)


@register.filter
def number(n: Any) -> str:
    """“12,345” in either language; what is no number stays as it is."""
    return f"{n:,}" if isinstance(n, int) else str(n)
