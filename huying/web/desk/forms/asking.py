"""The three questions of a follow-up call, each with a key for every answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from huying.cases.words import Solved

from . import fields
from .followup import SATISFIED


class Keys(forms.RadioSelect):
    """Answers that a key gives; the key stands in `data-key`."""

    def __init__(self, keys: dict[str, str]) -> None:
        super().__init__()
        self.keys = keys

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **more)
        option["key"] = option["attrs"]["data-key"] = self.keys[str(value)]
        return option


class Answer(forms.Form):
    """Was there contact, was it solved, how satisfied; each may stay open but the second, as each counts by itself."""

    use_required_attribute = False

    contacted = forms.TypedChoiceField(
        label=lazy("Did the unit get in touch?"), required=False, choices=[("yes", lazy("Yes")), ("no", lazy("No"))],
        widget=Keys({"yes": "1", "no": "2"}), coerce=lambda said: said == "yes", empty_value=None,
    )  # fmt: skip
    decision = forms.ChoiceField(
        label=lazy("Solved?"),
        choices=Solved.choices,
        widget=Keys({"yes": "1", "partly": "2", "no": "3", "explained": "4"}),
    )
    satisfied = forms.TypedChoiceField(
        label=lazy("How satisfied?"), required=False, choices=SATISFIED, widget=Keys({str(n): str(n) for n in range(1, 6)}),
        coerce=int, empty_value=None,
    )  # fmt: skip
    reason = fields.reason("not_solved", required=False)
    text = fields.words(lazy("In the resident's words"), required=False, rows=2)

    def lacks(self, wrong: dict[str, str]) -> None:
        """Put the command's own sentences beside the fields."""
        for name, sentence in wrong.items():
            self.add_error(name if name in self.fields else None, sentence)
