"""The form of an entry, made from the row of its file. It judges nothing: what is wrong, the files' own checks say."""

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

from django import forms
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Reason
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Duty, Staff, Unit
from huying.base.units.roles import Role
from huying.civic.mediation.models import DisputeType
from huying.civic.mediation.words import CommitteeKind, Part
from huying.web.desk.forms import fields
from huying.web.setup import changing
from huying.web.setup.changing import Change, Key, Values, Wish
from huying.web.setup.rows import To
from huying.web.setup.sheets import AREAS, CATEGORIES, COMMITTEES, DISPUTE_TYPES, KINDS, STAFF, TIERS, UNITS
from huying.web.setup.writing import NAMED

from .questions import QuestionsField
from .registers import Register

LONG = {"text_zh", "text_en", "keywords", "keywords_en", "words", "remedies_zh", "remedies_en"}
NUMBERS = {"priority", "retention_days", "period_days", "extension_days", "mediators"}
LEVELS = {"0": _("city"), "1": _("district"), "2": _("street"), "3": _("community"), "4": _("grid cell")}
DAYS = [(str(day), name) for day, name in enumerate(
    (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")), 1
)]  # fmt: skip
WORDS: dict[str, dict[str, Any]] = {
    "level": LEVELS | {str(level.value): level.label for level in Unit.Level},
    "weekdays": dict(DAYS),
    "purpose": {
        Reason.Purpose.RETURN: _("return"), Reason.Purpose.REASSIGN: _("reassignment"), Reason.Purpose.EXTENSION: _("more time"),
        Reason.Purpose.ESCALATION: _("raising to a level above"), Reason.Purpose.PAUSE: _("rest"), Reason.Purpose.PARK: _("long-term"),
        Reason.Purpose.EXCLUSION: _("exclusion from scoring"), Reason.Purpose.NOT_SOLVED: _("not solved"),
        Reason.Purpose.END: _("end"), Reason.Purpose.HOLD: _("erasure held back"),
    },
    "confidentiality": {"normal": _("ordinary"), "confidential": _("confidential")},
    "evidence": {"photo": _("a photo"), "document": _("a document"), "basis": _("the basis in law")},
    "prefer": {"": _("whoever stands first in the list"), **dict(Duty.Prefer.choices)},
    "parts": {part.value: part.label for part in Part},
    "part": {part.value: part.label for part in Part},
    "mediable": dict(DisputeType.Mediable.choices),
    "confirmable": dict(DisputeType.Mediable.choices),
    "kind": {kind.value: kind.label for kind in CommitteeKind},
    "holidays": {"china": _("those of China, as published")},
}  # fmt: skip
"""What the codes of a field are called, where they are no rows of a register."""
ALWAYS = {"confidentiality", "prefer"}
"""One of these holds always."""


@dataclass(frozen=True)
class Account:
    """An account as a row to choose: it is known by its name."""

    staff: Staff

    @property
    def code(self) -> str:
        return self.staff.username

    def __str__(self) -> str:
        return self.staff.get_full_name()


def _areas() -> Iterable[Any]:
    return places.current().by_code.values()


def _named(rows: Mapping[Any, Any]) -> list[Any]:
    return [row for row in rows.values() if not row.retired]


ROWS: dict[str, fields.Rows] = {
    AREAS.file: _areas,
    UNITS.file: fields.all_units,
    CATEGORIES.file: lambda: _named(catalogue.current().by_code),
    KINDS.file: lambda: _named(catalogue.current().kinds),
    TIERS.file: lambda: _named(catalogue.current().tiers),
    DISPUTE_TYPES.file: lambda: DisputeType.objects.filter(retired=False).order_by("pk"),
    STAFF.file: lambda: [
        Account(row) for row in Staff.objects.filter(role=Role.MEDIATOR, is_active=True).order_by("username")
    ],
}


class Reference(fields.Chosen):
    """The code of another entry; what is none stays as it was typed, and the check says so."""

    def prepare_value(self, value: Any) -> Any:
        return next((fields.label(row) for row in self.widget.rows() if row.code == value), value)

    def to_python(self, value: Any) -> Any:
        typed = str(value or "").strip()
        try:
            return self.find(typed).code if typed else ""
        except forms.ValidationError:
            return typed


class EntryForm(forms.Form):
    """Fields as the file names them."""

    use_required_attribute = False

    def __init__(self, register: Register, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.register = register
        for name in register.fields:
            self.fields[name] = _field(register, name)
        if first := next(iter(self.visible_fields()), None):
            first.field.widget.attrs["autofocus"] = True

    def wish(self, key: Key) -> Wish:
        """What was typed, as a change of the entry `key`, () for a new one."""
        return Wish([Change(self.register.sheet, key, self.values(key))])

    def values(self, key: Key) -> Values:
        """What was typed, as the file would have it; what has the default is left out, as the file leaves it out."""
        sheet = self.register.sheet
        kept = (changing.entry_now(sheet, key) or {}) if key else {}
        given = {name: kept[name] for name in self.register.kept if name in kept}
        for name in self.register.fields:
            value = self.cleaned_data.get(name)
            if value not in (None, "", [], {}, sheet.row.model_fields[name].default):
                given[name] = value
        return {name: given[name] for name in sheet.columns if name in given}

    def blame(self, preview: changing.Preview) -> None:
        """Put every reason beside its field, what is about others above."""
        for problem in preview.problems:
            name = changing.field_of(problem, self.register.sheet)
            self.add_error(name if name in self.fields else None, problem.reason)


def initial(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form of an entry: its values, and the defaults of what its file leaves out."""
    rows = register.sheet.row.model_fields.items()
    found = {
        name: getattr(row.default, "value", row.default)
        for name, row in rows
        if isinstance(row.default, bool | int | Enum)
    }
    return found | dict(values)


def spoken(register: Register, name: str, value: Any) -> str:
    """A value of an entry in words."""
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if (file := register.sheet.references.get(name)) and (row := _found(file, value)):
        return f"{row} · {getattr(row, NAMED[file])}"
    if name == "questions":
        return ", ".join(str(asked.get("title", code)) for code, asked in value.get("properties", {}).items())
    codes = value if isinstance(value, list) or name == "weekdays" else [value]
    known = _words(register, name)
    return ", ".join(str(known.get(str(code), code)) for code in codes)


def _words(register: Register, name: str) -> Mapping[str, Any]:
    """What the codes of a field are called."""
    if file := register.sheet.many.get(name):
        return {row.code: row for row in ROWS[file]()}
    return {} if register.sheet is COMMITTEES and name == "level" else WORDS.get(name, {})


def _found(file: str, code: str) -> Any:
    registers: dict[str, Callable[[], Any]] = {
        AREAS.file: lambda: places.current().by_code.get(code),
        UNITS.file: lambda: units.current().by_code.get(code),
        CATEGORIES.file: lambda: catalogue.current().by_code.get(code),
        KINDS.file: lambda: catalogue.current().kinds.get(code),
        STAFF.file: lambda: Staff.objects.filter(username=code).first(),
        TIERS.file: lambda: next((tier for tier in catalogue.current().tiers.values() if tier.code == code), None),
    }
    return registers[file]()


def _field(register: Register, name: str) -> forms.Field:
    kind = register.sheet.row.model_fields[name]
    said = {"label": register.label(name), "help_text": register.help(name), "required": False}
    if file := register.sheet.many.get(name):
        offered = [(row.code, str(row)) for row in ROWS[file]()]
        return forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **said)
    if mark := next((mark for mark in kind.metadata if isinstance(mark, To)), None):
        return Reference(ROWS[mark.file], **said)
    if made := {"questions": QuestionsField, "languages": Several, "weekdays": Weekdays}.get(name):
        return made(**said)
    if name == "level" and register.sheet is AREAS:
        return forms.ChoiceField(choices=[("", "–"), *LEVELS.items()], **said)
    if (choices := _choices(name, kind.annotation)) is not None:
        return choices(**said)
    return forms.CharField(widget=_widget(name, kind.annotation), **said)


class Several(forms.CharField):
    """Any number of codes, with spaces between them."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return super().clean(value).split()


class Weekdays(forms.MultipleChoiceField):
    """Days as one word, 12345 from Monday to Friday."""

    def __init__(self, **said: Any) -> None:
        super().__init__(choices=DAYS, widget=forms.CheckboxSelectMultiple, **said)

    def prepare_value(self, value: Any) -> Any:
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        return "".join(sorted(super().clean(value)))


def _choices(name: str, annotation: Any) -> Callable[..., forms.Field] | None:
    """How a field is made that is one or some of a few; None for what is typed."""
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if get_origin(annotation) in (Union, types.UnionType) and len(parts) == 1:
        annotation = parts[0]
    if annotation is bool:
        return forms.BooleanField
    if get_origin(annotation) is list and (codes := _codes(get_args(annotation)[0])):
        offered = _offered(name, codes)
        return lambda **said: forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **said)
    codes = get_args(annotation) if get_origin(annotation) is Literal else ()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        codes = tuple(each.value for each in annotation)
    if not codes:
        return None
    labels = dict(annotation.choices) if isinstance(annotation, type) and issubclass(annotation, Choices) else {}
    blank = [] if name in ALWAYS else [("", "–")]
    offered = [*blank, *((code, WORDS.get(name, {}).get(code) or labels.get(code, code)) for code in codes)]
    return lambda **said: forms.ChoiceField(choices=offered, **said)


def _codes(annotation: Any) -> tuple[str, ...]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(each.value for each in annotation)
    return get_args(annotation)


def _offered(name: str, codes: Iterable[str]) -> list[tuple[str, Any]]:
    return [(code, WORDS.get(name, {}).get(code, code)) for code in codes]


def _widget(name: str, annotation: Any) -> forms.Widget:
    if name in LONG:
        return forms.Textarea({"rows": 3})
    if date in (annotation, *get_args(annotation)):
        return forms.DateInput({"type": "date"})
    if annotation is time:
        return forms.TimeInput({"type": "time"})
    if name in ("lon", "lat"):
        return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", f"data-{name}": ""})
    return forms.TextInput({"inputmode": "numeric"} if name in NUMBERS else {"autocomplete": "off"})
