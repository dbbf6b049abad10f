"""Correcting, merging, withdrawing."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.units.roles import Actor
from huying.cases import nearby, queries
from huying.cases.models import Case

from . import fields
from .base import ActForm


class Correct(ActForm):
    text = fields.words(lazy("The matter"), rows=5)
    category = fields.Chosen(fields.leaves, label=lazy("Category"), required=False)
    area = fields.Chosen(fields.areas, label=lazy("Area"), required=False)
    address = forms.CharField(label=lazy("Address"), required=False, max_length=300)

    def settle(self) -> None:
        case = self.case
        self.initial.update(
            {"text": case.text.body, "category": case.category, "area": case.area, "address": case.address}
        )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.given().values()):
            raise forms.ValidationError(_("Nothing was changed."))
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        """What was changed; the rest stays as it is."""
        return {
            name: value
            for name, value in super().given().items()
            if value not in (None, "") and value != self.initial.get(name)
        }


class Number(forms.CharField):
    """The number of another case that this person may see."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}), **more)


def existing(by: Actor, number: str) -> Case:
    """The case with this number that `by` may see. Raises `ValidationError`."""
    if found := queries.one(by, number):
        return found
    raise forms.ValidationError(_("There is no case with this number."))


class Merge(ActForm):
    """Into one of those that are offered (its button sends `one`), or into any other by its number."""

    template = "desk/acts/merge.html"

    into = Number(label=lazy("Number of the case that goes on"), required=False)

    def settle(self) -> None:
        self.near = nearby.for_staff(self.by, nearby.Matter.of(self.case), but=self.case)

    def clean_into(self) -> Case:
        number = self.cleaned_data["into"] or self.data.get("one")
        if not number:
            raise forms.ValidationError(self.fields["into"].error_messages["required"])
        return existing(self.by, number)


class Unmerge(ActForm):
    reason = fields.words(lazy("Why it is another matter"))


class Withdraw(ActForm):
    reason = fields.words(lazy("What the resident said"), required=False)
