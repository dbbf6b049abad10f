"""Which column a field is read from, chosen one by one: the mapping's own text with that column in it, its comments kept."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as lazy
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from huying.base.journal.refusals import Incomplete
from huying.cases.models import Connector

OF_CASES: Mapping[str, Any] = {
    "number": lazy("Number there"), "text": lazy("Text"), "received": lazy("When it was received"), "address": lazy("Address"),
    "point.lon": lazy("Longitude"), "point.lat": lazy("Latitude"), "category": lazy("Category"), "area": lazy("Area"),
    "contact.name": lazy("Name"), "contact.phone": lazy("Telephone"), "contact.email": lazy("E-mail"),
}  # fmt: skip
FIELDS: Mapping[str, Mapping[str, Any]] = {
    Connector.Takes.CALLS: OF_CASES,
    Connector.Takes.HISTORY: {
        **OF_CASES, "replied": lazy("When it was answered"), "closed": lazy("When it was closed"), "reply": lazy("Answer"),
        "outcome": lazy("Outcome"),
    },
    Connector.Takes.STEPS: {
        "number": lazy("Number of the case"), "id": lazy("Number of the step"), "step": lazy("Step"), "text": lazy("Text"),
        "result": lazy("Outcome"),
    },
}  # fmt: skip
"""What is exchanged → field of the mapping → what people call it. What is given out has no columns to choose from."""
OF_A_LOOKUP = "column"
SEVERAL = ", "
_yaml = YAML()
_yaml.width, _yaml.preserve_quotes = 4096, True


def chosen(takes: str, mapping: str) -> dict[str, str]:
    """Field → the column it is read from; several with commas between, "" for none. Nothing of what is no YAML."""
    try:
        known = _read(mapping)
    except Incomplete:
        return {}
    return {field: _column(_at(known, field)) for field in FIELDS.get(takes, {})}


def changed(takes: str, mapping: str, picked: Mapping[str, str]) -> str:
    """The mapping with these columns; "" takes a field away. What stands there already, and what is more than a column, stays.

    Raises `Incomplete` for what is no YAML.
    """
    known, before = _read(mapping), chosen(takes, mapping)
    for field, column in picked.items():
        if field in before and column != before[field]:
            _put(known, field, column)
    out = StringIO()
    _yaml.dump(known, out)
    return out.getvalue()


def _read(mapping: str) -> Any:
    try:
        known = _yaml.load(mapping)
    except YAMLError as wrong:
        raise Incomplete({"mapping": str(wrong)}) from wrong
    if not isinstance(known, dict):
        raise Incomplete({"mapping": mapping[:80]})
    return known


def _at(known: Any, field: str) -> Any:
    for name in field.split("."):
        known = known.get(name) if isinstance(known, dict) else None
    return known


def _column(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get(OF_A_LOOKUP)
    if isinstance(value, list):
        return SEVERAL.join(_column(each) for each in value)
    return "" if value is None else str(value)


def _put(known: Any, field: str, column: str) -> None:
    above, _dot, name = field.rpartition(".")
    part = known
    if above:
        part = known[above] if isinstance(known.get(above), dict) else known.setdefault(above, {})
    if isinstance(part.get(name), dict):  # a look-up keeps what it says of the column's values
        part, name = part[name], OF_A_LOOKUP
    if column:
        part[name] = column if yaml.safe_load(column) == column else DoubleQuotedScalarString(column)
    else:
        part.pop(name, None)
    if above and not known[above]:
        del known[above]
