"""Whether what somebody gave can be taken: everything that is wrong, at once, in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal.refusals import Incomplete

from . import numbers
from .parties import PROPOSAL
from .words import Channel, Confidentiality, Urgency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .intake import Call

ALLOWED = {"channel": {*Channel.values}, "urgency": {*Urgency.values}, "confidentiality": {"", *Confidentiality.values}}
LONGEST = {"text": 10_000, "address": 300, "name": 80, "phone": 40, "email": 200}


def call(given: Call) -> None:
    """Raise `Incomplete` with a sentence for every field that cannot be taken."""
    wrong = {**_texts(given), **_choices(given), **_place(given)}
    if given.source == PROPOSAL and given.channel != Channel.OWN:
        wrong["source"] = _("This name stands for what Huying itself proposes.")
    if given.earlier and not numbers.tidy(given.earlier):
        wrong["earlier"] = _("This is not the number of a report. Leave it out if you do not have it at hand.")
    if given.category is not None:
        wrong |= _category(given.category) or _answers(given.category, given.answers) | _emergency(given)
    if wrong:
        raise Incomplete(wrong)


def contact(given: Mapping[str, str]) -> None:
    """Raise `Incomplete` if a corrected contact (name, phone, email, address) cannot be taken."""
    wrong = {name: reason for name, value in given.items() if (reason := _length(name, value))}
    if given["email"] and "@" not in given["email"]:
        wrong["email"] = _("This is not an e-mail address.")
    if not any(given.values()):
        wrong["phone"] = _("Nothing was changed.")
    if wrong:
        raise Incomplete(wrong)


def category(given: Category) -> None:
    """Raise `Incomplete` if cases cannot be filed under this category."""
    if wrong := _category(given):
        raise Incomplete(wrong)


def _texts(given: Call) -> dict[str, str]:
    wrong = {name: reason for name in LONGEST if (reason := _length(name, getattr(given, name)))}
    if not given.text.strip():
        wrong["text"] = _("Please say in a few words what it is about.")
    if given.email and "@" not in given.email:
        wrong["email"] = _("This is not an e-mail address.")
    return wrong


def _length(name: str, value: str) -> str:
    if "\x00" in value:
        return _("This holds a sign that cannot be stored.")
    return _("This is longer than %(n)d characters.") % {"n": LONGEST[name]} if len(value) > LONGEST[name] else ""


def _choices(given: Call) -> dict[str, str]:
    return {
        name: _("This is not one of the choices.")
        for name, values in ALLOWED.items()
        if getattr(given, name) not in values
    }


def _place(given: Call) -> dict[str, str]:
    if (given.lon is None) != (given.lat is None):
        return {"lon": _("A point needs both longitude and latitude.")}
    if given.lon is None or given.lat is None:
        return {}
    inside = -180 <= given.lon <= 180 and -90 <= given.lat <= 90
    return {} if inside else {"lon": _("This point is not on the earth: longitude −180 to 180, latitude −90 to 90.")}


def _category(given: Category) -> dict[str, str]:
    register = catalogue.current()
    if given.retired or given.pk in register.children:
        return {"category": _("Please choose one of the categories below “%(category)s”.") % {"category": given}}
    return {}


def _answers(given: Category, answers: dict[str, Any]) -> dict[str, str]:
    if not given.questions:
        return {}
    wrong = {}
    for error in jsonschema.Draft202012Validator(given.questions).iter_errors(answers):
        if error.validator != "required":
            wrong["answers." + ".".join(map(str, error.absolute_path))] = _explained(error)
    missing = [name for name in given.questions.get("required", []) if name not in answers]
    return wrong | {f"answers.{name}": _("Please answer this question.") for name in missing}


def _explained(error: jsonschema.ValidationError) -> str:
    if error.validator == "enum":
        return _("This is not one of the choices.")
    return _("This answer does not fit the question.")


def _emergency(given: Call) -> dict[str, str]:
    """Where life may be in danger, the emergency line comes before the form; what was typed is kept."""
    if not given.category or not given.category.emergency_number or given.danger_over or given.handed_over:
        return {}
    words = {"test": given.category.emergency, "number": given.category.emergency_number}
    return {
        "danger_over": _("%(test)s: call %(number)s now. If there is no danger any more, say so and go on.") % words
    }
