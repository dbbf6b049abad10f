"""The three steps of an application, each a form: what happened and where, the other side, how to reach you."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.cases.checks import LONGEST
from huying.civic.mediation.models import Party
from huying.web.portal.steps import Step, way_down


class Happened(Step):
    """In their words, what they ask for, and where it was."""

    title = _("What happened?")
    label = _("Matter and place")
    text = forms.CharField(
        label=_("Tell us in your own words"),
        help_text=_("What it is about, and since when. Leave out names and telephone numbers here: they are asked for in a moment."),
        widget=forms.Textarea({"rows": 6, "maxlength": LONGEST["text"], "data-count": _("{} characters left")}),
    )  # fmt: skip
    issues = forms.CharField(
        label=_("What would you like to happen?"), required=False,
        widget=forms.Textarea({"rows": 2, "maxlength": LONGEST["text"]}),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("If it is about money: how much, in yuan"), required=False, min_value=0, max_digits=14, decimal_places=2,
        widget=forms.NumberInput({"inputmode": "decimal", "step": "0.01"}),
    )  # fmt: skip
    area = forms.CharField(label=_("District, street, community"), required=False)
    address = forms.CharField(
        label=_("Address, or how to find it"), required=False, widget=forms.TextInput({"maxlength": LONGEST["address"]})
    )

    def __init__(self, post: QueryDict, *, judged: bool = True) -> None:
        super().__init__(post, judged=judged)
        self.levels, self.chosen_area = way_down(post.getlist("area"))

    def clean(self) -> dict[str, Any]:
        return (super().clean() or {}) | {"area": self.chosen_area}


class Other(Step):
    """With whom; as far as it is known."""

    title = _("Who is the other side?")
    label = _("The other side")
    other_kind = forms.ChoiceField(
        label=_("It is"), initial=Party.Kind.PERSON, widget=forms.RadioSelect,
        choices=[(Party.Kind.PERSON, _("a person")), (Party.Kind.ORGANISATION, _("a company, an office, an association"))],
    )  # fmt: skip
    other_name = forms.CharField(
        label=_("Name"), max_length=LONGEST["name"], widget=forms.TextInput({"autocomplete": "off"})
    )
    other_phone = forms.CharField(
        label=_("Telephone, if you know it"), required=False, max_length=LONGEST["phone"],
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    other_address = forms.CharField(
        label=_("Address, or where they can be found"), required=False, max_length=LONGEST["address"],
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class You(Step):
    """How they are reached; and everything once more before it is sent."""

    title = _("How can we reach you?")
    label = pgettext_lazy("step", "You")
    name = forms.CharField(
        label=_("Your name"), max_length=LONGEST["name"], widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=LONGEST["phone"],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=LONGEST["email"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("phone") and not given.get("email") and not {"phone", "email"} & self.errors.keys():
            self.add_error("phone", _("Please leave a telephone number or an e-mail address, so that we can answer."))
        return given


STEPS: tuple[type[Step], ...] = (Happened, Other, You)
