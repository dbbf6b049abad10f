"""The text, its signatures, and the ends without one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.civic.mediation.agreeing import Owed
from huying.civic.mediation.words import EndReason
from huying.web.desk.disputes import forms as choose
from huying.web.desk.disputes.forms import DisputeFiles, DisputeForm, One
from huying.web.desk.forms import fields

from .shared import WithRemedies

PLACES = 4
"""Rows for what is owed; a saved text offers so many more."""


class Draft(DisputeForm):
    """The text, and who owes what by when in rows of a table."""

    template = "desk/disputes/draft.html"

    facts = fields.words(lazy("Facts, issues, who answers for what"), required=False, rows=4)
    terms = fields.words(lazy("What was agreed"), rows=6)
    oral = forms.BooleanField(label=lazy("Agreed orally, put down here as a record"), required=False)
    partial = forms.BooleanField(label=lazy("It leaves something open"), required=False)

    def settle(self) -> None:
        before = self.dispute.papers.draft
        rows = list(before.obligations.select_related("side")) if before else []
        if before:
            begun = {"facts": before.facts, "terms": before.terms, "oral": before.oral, "partial": before.partial}
            self.initial = {**begun, **self.initial}
        self.places = len(rows) + PLACES
        sides = [("", "–"), *((str(row.number), str(row.number)) for row in self.dispute.papers.sides)]
        for n in range(1, self.places + 1):
            row = rows[n - 1] if n <= len(rows) else None
            self.fields |= _row(n, sides)
            if row:
                said = {"side": str(row.side.number), "what": row.what, "amount": row.amount, "due_on": row.due_on}
                self.initial = {**self.initial, **{f"obligation_{n}_{name}": value for name, value in said.items()}}

    @property
    def head(self) -> list[Any]:
        return [self[name] for name in ("facts", "terms")]

    @property
    def tail(self) -> list[Any]:
        return [self[name] for name in ("oral", "partial")]

    @property
    def rows(self) -> list[list[Any]]:
        return [
            [self[f"obligation_{n}_{name}"] for name in ("side", "what", "amount", "due_on")]
            for n in range(1, self.places + 1)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for n in range(1, self.places + 1):
            said = {name: given.get(f"obligation_{n}_{name}") for name in ("side", "what", "amount", "due_on")}
            if any(said.values()):
                for name in ("side", "what", "due_on"):
                    if not said[name] and f"obligation_{n}_{name}" not in self.errors:
                        self.add_error(f"obligation_{n}_{name}", _("This is missing."))
        return given

    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        owed = [
            Owed(
                int(said[f"obligation_{n}_side"]), said[f"obligation_{n}_what"], said[f"obligation_{n}_due_on"],
                said[f"obligation_{n}_amount"],
            )
            for n in range(1, self.places + 1)
            if said.get(f"obligation_{n}_what")
        ]  # fmt: skip
        return {name: said[name] for name in ("facts", "terms", "oral", "partial")} | {"obligations": owed}


def _row(n: int, sides: list[tuple[str, str]]) -> dict[str, forms.Field]:
    day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return {
        f"obligation_{n}_side": forms.ChoiceField(label=_("Side"), choices=sides, required=False),
        f"obligation_{n}_what": forms.CharField(label=_("Does what"), max_length=300, required=False),
        f"obligation_{n}_amount": forms.DecimalField(
            label=_("Amount, yuan"), required=False, min_value=Decimal("0.01"), max_digits=14, decimal_places=2
        ),
        f"obligation_{n}_due_on": forms.DateField(label=_("By"), required=False, widget=day),
    }


class OfText(DisputeForm):
    """About the newest text: its hash says which one was on the page."""

    hash = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)

    def settle(self) -> None:
        self.initial["hash"] = self.dispute.papers.draft.hash if self.dispute.papers.draft else ""


class Sign(OfText):
    party = One(lazy("Who signed"), choose.unsigned)
    file = DisputeFiles(label=lazy("The signed paper, as a photo or scan"))

    def given(self) -> dict[str, Any]:
        said = super().given()
        signed = said["file"][0]
        signed.kind = "signed"
        return said | {"file": signed, "means": "paper"}


class AgreeOrally(OfText):
    party = One(lazy("Who agrees"), choose.unsigned)
    means = fields.choice(lazy("How"), choose.MEANS, initial="session")


class End(WithRemedies):
    reason = fields.choice(lazy("Why"), EndReason.choices)
    text = fields.words(lazy("More about it"), required=False)
    field_order = ("version", "reason", "text")


class Refer(WithRemedies):
    to = forms.CharField(
        label=lazy("Where it goes"), max_length=80, help_text=lazy("Such as the court, arbitration, the police.")
    )
    reason = fields.words(lazy("Why"))
    field_order = ("version", "to", "reason")
