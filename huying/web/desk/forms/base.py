"""What every form of an act is: fields named as the command calls them, and the version its page showed."""

from typing import Any

from django import forms

from huying.base.units.roles import Actor
from huying.cases.models import Case


class ActForm(forms.Form):
    """Asks for what a command needs. Its fields are the command's keywords; `settle` fits them to the case."""

    use_required_attribute = False  # the server says what is missing, in the reader's language

    version = forms.IntegerField(widget=forms.HiddenInput)
    template = "desk/act.html"

    def __init__(self, *args: Any, case: Case, by: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.case, self.by = case, by
        self.initial["version"] = case.version
        self.settle()
        if first := next((field for field in self.visible_fields()), None):
            first.field.widget.attrs["autofocus"] = True

    def settle(self) -> None:
        """Offer and prefill what depends on the case."""

    def start_from(self, template: str) -> None:
        """Begin with the text of a reply template, where the form has any."""

    def given(self) -> dict[str, Any]:
        """What the command is called with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def lacks(self, wrong: dict[str, str]) -> None:
        """Put the command's own sentences beside the fields."""
        for name, sentence in wrong.items():
            self.add_error(name if name in self.fields else None, sentence)


class Sure(ActForm):
    """Nothing to fill in."""
