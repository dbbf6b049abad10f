"""The services: the categories that carry an Open311 code, and what is asked with each."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category

DANGER_OVER = "danger_over"
"""The attribute by which the emergency test of a category is answered."""


def offered() -> dict[str, Category]:
    """Service code → the category, in the order of the catalogue."""
    return {found.open311: found for found in catalogue.current().leaves() if found.open311}


def service(category: Category) -> dict[str, Any]:
    """A line of the service list."""
    above = catalogue.current().categories.get(category.parent_id or 0)
    return {
        "service_code": category.open311,
        "service_name": str(category),
        "description": category.emergency or str(category),
        "metadata": bool(_questions(category) or category.emergency_number),
        "type": kind(category),
        "keywords": ",".join(_keywords(category)),
        "group": str(above or ""),
    }


def kind(category: Category) -> str:
    """How a report is acknowledged: of what is confidential, nothing is told that anybody could look up by."""
    if category.confidentiality == Category.Confidentiality.CONFIDENTIAL:
        return "blackbox"
    return "batch" if category.open311_batch else "realtime"


def definition(category: Category) -> dict[str, Any]:
    """What is asked with it, in the order of the catalogue; the emergency test first."""
    required = category.questions.get("required", [])
    asked = [_test(category)] if category.emergency_number else []
    asked += [_attribute(code, rule, code in required) for code, rule in _questions(category).items()]
    return {
        "service_code": category.open311,
        "attributes": [attribute | {"order": place} for place, attribute in enumerate(asked, 1)],
    }


def _questions(category: Category) -> dict[str, Any]:
    return dict(category.questions.get("properties", {}))


def _keywords(category: Category) -> list[str]:
    said = category.keywords if _is_chinese() else category.keywords_en or category.keywords
    return [word.strip() for word in said.replace("、", ",").replace("，", ",").split(",") if word.strip()]


def _test(category: Category) -> dict[str, Any]:
    words = {"test": category.emergency, "number": category.emergency_number}
    return _described(
        DANGER_OVER, "singlevaluelist", True, _("%(test)s: call %(number)s. Go on only if there is no danger any more.") % words,
        values=[{"key": "true", "name": _("There is no danger any more")}],
    )  # fmt: skip


def _attribute(code: str, rule: Mapping[str, Any], required: bool) -> dict[str, Any]:
    listing = rule.get("items", {}) if rule.get("type") == "array" else rule
    if rule.get("type") == "boolean":
        values = [{"key": "true", "name": _("yes")}, {"key": "false", "name": _("no")}]
    else:
        options = listing.get("oneOf") or [{"const": value} for value in listing.get("enum", [])]
        values = [{"key": str(one["const"]), "name": _named(one) or str(one["const"])} for one in options]
    return _described(code, _datatype(rule, bool(values)), required, _named(rule) or code, _hint(rule), values)


def _datatype(rule: Mapping[str, Any], chosen: bool) -> str:
    if chosen:
        return "multivaluelist" if rule.get("type") == "array" else "singlevaluelist"
    if rule.get("type") in ("integer", "number"):
        return "number"
    if rule.get("format") in ("date", "date-time"):
        return "datetime"
    return "text" if rule.get("maxLength", 0) > 200 else "string"


def _described(
    code: str, datatype: str, required: bool, description: str, hint: str = "", values: list[dict[str, str]] | None = None
) -> dict[str, Any]:  # fmt: skip
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": hint or None,
        "description": description,
        "values": values or [],
    }


def _hint(rule: Mapping[str, Any]) -> str:
    low, high = rule.get("minimum"), rule.get("maximum")
    if low is not None and high is not None:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    return _("at most %(n)d characters") % {"n": rule["maxLength"]} if "maxLength" in rule else ""


def _named(rule: Mapping[str, Any]) -> str:
    return str(rule.get("title", "") if _is_chinese() else rule.get("title_en") or rule.get("title", ""))


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
