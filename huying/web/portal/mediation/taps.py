"""The forms of a party: what each of its deeds asks for. Most ask for nothing but a press."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.cases.checks import LONGEST
from huying.web.portal.steps import Photos

HASH = 64
"""Hexadecimal digits of SHA-256."""


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "maxlength": LONGEST["text"]})


class Tap(forms.Form):
    """A button and nothing to fill in. `key` makes a button pressed twice one deed; `thing` is what the deed is about."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    thing = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Decision(Tap):
    """Two buttons."""

    decision = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)


class Why(Tap):
    reason = forms.CharField(label=_("Why, if you like to say"), required=False, widget=_area(2))


class Times(Tap):
    first = forms.DateTimeField(label=_("I can come on"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    second = forms.DateTimeField(
        label=_("or on"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    third = forms.DateTimeField(
        label=_("or on"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"})
    )


class Say(Tap):
    text = forms.CharField(label=_("What you want to say"), widget=_area())
    to = forms.ChoiceField(
        label=_("Who shall read it?"), initial="all", widget=forms.RadioSelect,
        choices=[("all", _("everybody at the table")), ("mediator", _("only the mediators"))],
    )  # fmt: skip


class Offer(Tap):
    text = forms.CharField(
        label=_("What you offer"), widget=_area(),
        help_text=_("An offer binds nobody before an agreement is signed, and cannot be held against you later."),
    )  # fmt: skip
    private = forms.BooleanField(label=_("Only the mediators shall know of it for now"), required=False)


class Read(Tap):
    """The exact text was read; its hash says which."""

    hash = forms.CharField(widget=forms.HiddenInput, min_length=HASH, max_length=HASH)
    read = forms.BooleanField(label=_("I have read this text to its end, and I accept exactly this text."))


class Extension(Tap):
    until = forms.DateField(label=_("Until when"), widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(label=_("Why"), widget=_area(2))


class Joined(Tap):
    reason = forms.CharField(label=_("Why, if you like to say"), required=False, widget=_area(2))


class Missed(Tap):
    text = forms.CharField(label=_("What is missing"), required=False, widget=_area(2))


class HowItWent(Tap):
    held = forms.TypedChoiceField(
        label=_("Did it hold what was agreed?"), required=False, empty_value=None, coerce=lambda said: said == "yes",
        choices=[("yes", _("Yes, so far")), ("no", pgettext_lazy("answer", "No"))], widget=forms.RadioSelect,
    )  # fmt: skip
    satisfied = forms.TypedChoiceField(
        label=_("How satisfied are you with the mediation?"), required=False, coerce=int, empty_value=None,
        choices=[
            (5, _("very satisfied")), (4, _("satisfied")), (3, _("fairly satisfied")), (2, _("dissatisfied")),
            (1, _("very dissatisfied")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = forms.CharField(label=_("Anything you want to add"), required=False, widget=_area())


class Reached(Tap):
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=LONGEST["phone"],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=LONGEST["email"])
    address = forms.CharField(
        label=_("Address"), required=False, max_length=LONGEST["address"],
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )  # fmt: skip


class Speaks(Tap):
    representative = forms.CharField(
        label=_("Who speaks for you: their name, and what they are to you"), required=False, max_length=200,
        help_text=_("It stands in the agreement. Leave it empty when nobody shall speak for you any more."),
    )  # fmt: skip
    may_settle = forms.BooleanField(label=_("They may agree and sign for me"), required=False)


class Evidence(Tap):
    photos = forms.Field(label=_("Photos or documents"), widget=Photos())
    private = forms.BooleanField(label=_("Only the mediators shall see them"), required=False)


class Correct(Tap):
    text = forms.CharField(label=_("What it is about"), widget=_area(5))
    issues = forms.CharField(label=_("What would you like to happen?"), required=False, widget=_area(2))
