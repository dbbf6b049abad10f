"""A category's extra questions, from its JSON Schema to form fields and back."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext

from huying.base.catalogue.models import Category

PREFIX = "answers."
"""Before the name of a question, on the form and in what `checks.call` says of it."""
NO_NUMBERS = (float("inf"), float("-inf"))


def fields(category: Category | None) -> dict[str, forms.Field]:
    """A field for each question, in the order of the schema. Whether an answer fits is for the schema to say."""
    schema = category.questions if category else {}
    required = schema.get("required", [])
    return {PREFIX + name: _field(rule, name in required) for name, rule in schema.get("properties", {}).items()}


def answers(category: Category | None, given: dict[str, Any]) -> dict[str, Any]:
    """What was answered, typed as the schema wants it; questions left open are left out."""
    rules = category.questions.get("properties", {}) if category else {}
    found = {name: _typed(rule, given.get(PREFIX + name)) for name, rule in rules.items()}
    return {name: answer for name, answer in found.items() if answer not in (None, "")}


def _field(rule: dict[str, Any], required: bool) -> forms.Field:
    label = titled(rule)
    if rule.get("type") == "boolean":
        choices = [("true", pgettext("answer", "yes")), ("false", pgettext("answer", "no"))]
        return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect)
    if options := rule.get("oneOf") or [{"const": value} for value in rule.get("enum", [])]:
        choices = [(str(option["const"]), titled(option) or str(option["const"])) for option in options]
        return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect)
    if rule.get("type") in ("integer", "number"):
        return forms.CharField(label=label, required=required, widget=forms.TextInput({"inputmode": "decimal"}))
    kind = {"date": forms.DateInput({"type": "date"}), "time": forms.TimeInput({"type": "time"})}
    return forms.CharField(label=label, required=required, widget=kind.get(rule.get("format", ""), forms.TextInput()))


def titled(rule: dict[str, Any]) -> str:
    """What a question, or an answer to choose, is called in the reader's language."""
    chinese = (get_language() or "zh").startswith("zh")
    return str(rule.get("title", "") if chinese else rule.get("title_en") or rule.get("title", ""))


def chosen(rule: dict[str, Any], answer: Any) -> Any:
    """What an answer is called that was chosen among a few; any other as it was given."""
    option = next((one for one in rule.get("oneOf", ()) if one.get("const") == answer), None)
    return (titled(option) if option else "") or answer


def _typed(rule: dict[str, Any], answer: Any) -> Any:
    """A number as a number where it is one; the schema refuses the rest with a sentence of its own."""
    if not answer:
        return answer
    if rule.get("type") == "boolean":
        return {"true": True, "false": False}.get(answer, answer)
    try:
        typed = {"integer": int, "number": float}.get(rule.get("type", ""), str)(answer)
    except ValueError:
        return answer
    return answer if typed in NO_NUMBERS or typed != typed else typed  # noqa: PLR0124 (nan alone differs from itself)
