"""The registers that the pages of the set-up lead to."""

from collections.abc import Collection

from django import template
from django.utils.formats import number_format

from huying.web.desk.setup.registers import REGISTERS, Register

register = template.Library()


@register.simple_tag
def setup_registers() -> Collection[Register]:
    return REGISTERS.values()


@register.filter
def percent(share: float) -> str:
    """A share of 1 as people write it."""
    return f"{number_format(100 * share, 1)} %"
