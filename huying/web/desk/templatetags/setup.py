"""The registers that the pages of the set-up lead to."""

from collections.abc import Collection
from urllib.parse import urlencode

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


@register.filter
def query(address: dict[str, str]) -> str:
    """What stands behind the question mark of an address."""
    return urlencode(address)
