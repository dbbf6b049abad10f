"""Reply templates with their fields filled in: what Huying knows of a case, so that nobody types it again.

A field stands in braces: `{today}`. What only the unit knows stays in brackets, 〔原因〕 or [cause], for whoever writes the reply.
"""

import re

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from huying.base import dates
from huying.base.catalogue.models import ReplyTemplate
from huying.base.journal import clock

from .models import Case

FIELDS = {
    "number": _("the number of the case"),
    "received": _("the day it came in"),
    "today": _("today"),
    "due": _("until when an answer is promised"),
    "category": _("the category"),
    "place": _("area and address"),
    "unit": _("the lead unit"),
    "phone": _("the lead unit's telephone"),
}
"""What a template may name, in words for whoever writes one."""
EXAMPLE = {
    "number": "260801-00000042-7", "category": _("Street lights"), "place": _("88 Binjiang Road"), "unit": _("City Lighting Office"),
    "phone": "0712-5550103",
}  # fmt: skip
"""A made-up case, to show how a template reads; its days are today."""
FIELD = re.compile(r"\{(\w+)\}")


def unknown(text: str) -> list[str]:
    """The fields in a template's text that nothing fills."""
    return [name for name in FIELD.findall(text) if name not in FIELDS]


def filled(template: ReplyTemplate, case: Case) -> str:
    """The text to start from, in the reader's language; a field of which nothing is known stays as brackets to be filled."""
    chinese = (translation.get_language() or "zh").startswith("zh")
    text = template.text_zh if chinese else template.text_en or template.text_zh
    known = _known(case)
    bracket = "〔%s〕" if chinese else "[%s]"
    return FIELD.sub(lambda found: known.get(found[1], "") or bracket % FIELDS.get(found[1], found[1]), text)


def example(text: str) -> str:
    """How a template's text reads in a reply about a made-up case."""
    known = dict.fromkeys(("received", "today", "due"), dates.day(clock.now())) | EXAMPLE
    return FIELD.sub(lambda found: str(known.get(found[1], found[0])), text)


def _known(case: Case) -> dict[str, str]:
    named = " ".join(filter(None, [str(case.area or ""), case.address]))
    return {
        "number": case.number,
        "received": dates.day(case.received_at),
        "today": dates.day(clock.now()),
        "due": dates.day(case.due_at),
        "category": str(case.category or ""),
        "place": "" if case.private_place else named,
        "unit": str(case.unit or ""),
        "phone": case.unit.phone if case.unit else "",
    }
