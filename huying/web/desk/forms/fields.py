"""What forms of the desk are made of: rows of a register, coded reasons, words, dates, files."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal.refusals import Refused
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.cases import files
from huying.cases.models import Attachment


class Row(Protocol):
    """A row of a register: it has a code, and `str` gives its name."""

    @property
    def code(self) -> str: ...


Rows = Callable[[], Iterable[Row]]


def all_units() -> list[Unit]:
    return [unit for unit in units.current().by_code.values() if not unit.retired]


def leaves() -> list[Category]:
    return catalogue.current().leaves()


def areas() -> list[Area]:
    return list(places.tree())


def label(row: Row) -> str:
    """How a row is written in a list that can be searched: “路灯照明 · 0203”."""
    return f"{row} · {row.code}"


class Searchable(forms.TextInput):
    """An input with the list of what may be chosen; the browser finds any part of a name."""

    template_name = "desk/widgets/searchable.html"

    def __init__(self, rows: Rows, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.rows = rows

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "options": [label(row) for row in self.rows()],
            "list": f"{attrs and attrs.get('id')}_list",
        }
        return context


class Chosen(forms.CharField):
    """One row of a register, picked or typed: its label, its code or its whole name in either language."""

    widget: Searchable

    def __init__(self, rows: Rows, **more: Any) -> None:
        super().__init__(widget=Searchable(rows), **more)

    def offer(self, rows: Rows) -> None:
        """Let this form choose among `rows` only."""
        self.widget.rows = rows

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else label(value)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return self.find(typed) if typed else None

    def find(self, typed: str) -> Row:
        """The row that was meant. Raises `ValidationError`."""
        for row in self.widget.rows():
            if typed in (label(row), row.code, str(row), getattr(row, "zh", None), getattr(row, "en", None)):
                return row
        raise forms.ValidationError(
            _("“%(typed)s” is not in the list. Please choose one that is."), params={"typed": typed}
        )


class SearchableMany(Searchable):
    """Several inputs of one name over one list."""

    template_name = "desk/widgets/searchable_many.html"
    places = 3

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        values = list(value or [])
        context = super().get_context(name, "", attrs)
        context["widget"]["values"] = values + [""] * (self.places - len(values))
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        typed: Sequence[str] = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in typed if value.strip()]


class ChosenMany(Chosen):
    """Several rows of a register."""

    def __init__(self, rows: Rows, **more: Any) -> None:
        super().__init__(rows, **more)
        self.widget = SearchableMany(rows)

    def prepare_value(self, value: Any) -> Any:
        return [super(ChosenMany, self).prepare_value(one) for one in value or []]

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(self.find(typed.strip()) for typed in value or []))


def words(name: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """Something said in words."""
    return forms.CharField(
        label=name, required=required, help_text=help_text, max_length=4000, widget=forms.Textarea({"rows": rows})
    )


def reason(purpose: str, *, required: bool = True) -> forms.ChoiceField:
    """A coded reason of the catalogue; a city that lists none for this purpose has “other” alone."""
    return forms.ChoiceField(label=lazy("Reason"), required=required, choices=partial(_reasons, purpose, required))


def _reasons(purpose: str, required: bool) -> list[tuple[str, str]]:
    listed = [(row.code, str(row)) for row in catalogue.current().reasons.get(purpose, [])]
    return [("", _("Please choose"))] * (len(listed) != 1 or not required) + (listed or [("other", _("Other"))])


def choice(name: Any, choices: Any, *, required: bool = True, initial: Any = None) -> forms.ChoiceField:
    """One of a few, all to be seen at once."""
    return forms.ChoiceField(label=name, required=required, choices=choices, initial=initial, widget=forms.RadioSelect)


def yes_or_no(name: Any, *, required: bool = False) -> forms.TypedChoiceField:
    """Yes, no, or (where it is not required) not said: None."""
    choices = [("yes", lazy("Yes")), ("no", lazy("No"))]
    return forms.TypedChoiceField(
        label=name, required=required, choices=choices, widget=forms.RadioSelect, coerce=lambda said: said == "yes", empty_value=None
    )  # fmt: skip


def moment(name: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    """A day and a time, in the city's time zone."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=name, required=required, help_text=help_text, widget=widget)


def day(name: Any) -> forms.DateField:
    return forms.DateField(label=name, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class _FileInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class Files(forms.FileField):
    """Photos and documents, each taken in after its content was looked at."""

    of_reply = False

    def __init__(self, *, of_reply: bool = False, **more: Any) -> None:
        self.of_reply = of_reply
        super().__init__(widget=_FileInput({"accept": "image/*,application/pdf", "data-preview": ""}), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = [upload for upload in data or [] if upload]
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"])
        return [self._taken(super(Files, self).clean(upload)) for upload in uploads]

    def _taken(self, upload: Any) -> Attachment:
        try:
            attachment = files.take_in(upload.name or "", upload.file).attachment
        except Refused as refusal:
            raise forms.ValidationError(refusal.reasons) from refusal
        attachment.of_reply = self.of_reply
        return attachment
