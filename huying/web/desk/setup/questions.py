"""The extra questions of a category as rows to fill in, from its JSON Schema and back. What no row can say stays as it was."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = {
    "choice": _("one of these answers"), "boolean": _("yes or no"), "string": _("words"), "integer": _("a whole number"),
    "number": _("a number"), "date": _("a day"), "time": _("a time"),
}  # fmt: skip
SPARE = 2
"""Empty rows below those in use."""
PARTS = ("name", "title", "title_en", "kind", "answers", "was")


class Questions(forms.Widget):
    """Rows of questions. What is asked and its answers stand in both languages."""

    template_name = "desk/setup/questions.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(_rows(value or {}))
        blank = {"kind": "choice"}
        context["widget"] |= {"rows": [*rows, *[blank] * SPARE], "kinds": KINDS.items()}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        rows = zip(*(data.getlist(f"{name}-{part}") for part in PARTS), strict=False)
        asked = [dict(zip(PARTS, (cell.strip() for cell in row), strict=True)) for row in rows]
        required = set(data.getlist(f"{name}-required"))
        return {"asked": [row for row in asked if row["name"] or row["title"] or row["title_en"]], "required": required}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-name" not in data

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}-0"


class QuestionsField(forms.Field):
    """The schema that the rows make."""

    widget = Questions
    before: Mapping[str, Any] = {}
    """The schema that the rows came from."""

    def prepare_value(self, value: Any) -> Any:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        if not value or "asked" not in value:
            return value or {}
        return schema(value["asked"], value["required"], self.before)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


def schema(asked: list[dict[str, str]], required: set[str], before: Mapping[str, Any]) -> dict[str, Any]:
    """Rows as JSON Schema; `before`: what it was, for what the rows do not show. {} without a question."""
    if not asked:
        return {}
    known = before.get("properties", {})
    properties = {row["name"]: _property(row, known.get(row["was"] or row["name"], {})) for row in asked}
    rest = {name: value for name, value in before.items() if name not in ("type", "properties", "required")}
    must = [name for name in properties if name in required]
    return {"type": "object", "properties": properties, **({"required": must} if must else {}), **rest}


def _property(row: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, Any]:
    """One question; what it said beside is kept as long as it stays of its kind."""
    kind = row["kind"]
    rest = dict(known) if known and _kind(known) == kind else {}
    for name in ("title", "title_en", "oneOf", "enum"):
        rest.pop(name, None)
    said: dict[str, Any] = {"title": row["title"], "title_en": row["title_en"]}
    if kind == "choice":
        return said | rest | {"oneOf": list(_answers(row["answers"]))}
    form = {"date": {"type": "string", "format": "date"}, "time": {"type": "string", "format": "time"}}
    return said | rest | form.get(kind, {"type": kind})


def _answers(text: str) -> Iterator[dict[str, str]]:
    """Lines of “code | Chinese | English”."""
    for line in text.splitlines():
        code, *names = [part.strip() for part in line.split("|")]
        if code:
            title, title_en = [*names, "", ""][:2]
            yield {"const": code, "title": title or code, "title_en": title_en or title or code}


def _rows(questions: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    required = questions.get("required", [])
    for name, asked in questions.get("properties", {}).items():
        options = asked.get("oneOf") or [{"const": value} for value in asked.get("enum", [])]
        lines = [" | ".join(_line(option)) for option in options]
        yield {
            "name": name, "title": asked.get("title", ""), "title_en": asked.get("title_en", ""), "kind": _kind(asked),
            "answers": "\n".join(lines), "required": name in required,
        }  # fmt: skip


def _line(option: Mapping[str, Any]) -> list[str]:
    code = str(option["const"])
    return [code, *(str(option[name]) for name in ("title", "title_en") if name in option)]


def _kind(asked: Mapping[str, Any]) -> str:
    if "oneOf" in asked or "enum" in asked:
        return "choice"
    if asked.get("format") in ("date", "time"):
        return str(asked["format"])
    return str(asked.get("type", "string"))
