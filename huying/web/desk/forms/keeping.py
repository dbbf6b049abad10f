"""What is held, and what goes."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.cases import standing
from huying.cases.words import Erasable, RequestKind

from . import fields
from .base import ActForm
from .routing import DECISION


def _what(name: Any, *, required: bool = True) -> forms.MultipleChoiceField:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=name, required=required, choices=Erasable.choices, widget=boxes)


class Hold(ActForm):
    reason = fields.reason("hold")
    until = fields.day(lazy("Until (a year at most)"))
    text = fields.words(
        lazy("Why"), rows=2, help_text=lazy("Which proceeding, by whose letter. The resident reads that a hold is set.")
    )

    def given(self) -> dict[str, Any]:
        """The whole of the day is held."""
        given = super().given()
        end = datetime.combine(given["until"], time.max.replace(microsecond=0))
        return {**given, "until": timezone.make_aware(end, timezone.get_default_timezone())}


class Release(ActForm):
    which = forms.TypedChoiceField(label=lazy("Which hold"), coerce=int)
    text = fields.words(lazy("Why"), rows=2)

    def settle(self) -> None:
        book = catalogue.current()
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{book.reason('hold', row.reason) or row.reason} · {timezone.localtime(row.until):%Y-%m-%d}")
            for row in standing.holds(self.case)
        ]


class RequestErasure(ActForm):
    what = _what(lazy("What shall be erased"))
    reason = fields.words(lazy("Why, in the resident's words"), rows=2)


class DecideErasure(ActForm):
    decision = fields.choice(lazy("Decision"), DECISION)
    what = _what(lazy("Granted is the erasure of"), required=False)
    reason = fields.words(
        lazy("Why"), required=False, rows=2,
        help_text=lazy("Needed for whatever is refused. The resident reads it, with where they may complain."),
    )  # fmt: skip

    def settle(self) -> None:
        asked = self.case.papers.request(RequestKind.ERASURE)
        wished = asked.what if asked else []
        self.fields["what"].choices = [pair for pair in Erasable.choices if pair[0] in wished]  # type: ignore[attr-defined]
        self.initial["what"] = wished


class CorrectContact(ActForm):
    phone = forms.CharField(
        label=lazy("Telephone"), required=False, max_length=40, help_text=lazy("What is left empty stays as it is."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(label=lazy("Name"), required=False, max_length=80)
    email = forms.EmailField(label=lazy("E-mail"), required=False, max_length=200)
