"""The registers that the pages of the set-up lead to."""

from collections.abc import Collection

from django import template

from huying.web.desk.setup.registers import REGISTERS, Register

register = template.Library()


@register.simple_tag
def setup_registers() -> Collection[Register]:
    return REGISTERS.values()
