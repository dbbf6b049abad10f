"""Who stands where, whose it is, and whether every side wants it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.civic.mediation import candidates
from huying.civic.mediation.models import DisputeType, Party
from huying.civic.mediation.sides import Person
from huying.web.desk.disputes import forms as choose
from huying.web.desk.disputes.forms import DisputeForm, One
from huying.web.desk.disputes.proposed import reasons
from huying.web.desk.forms import fields

from .shared import OfSide, WithRemedies

KINDS = [(Party.Kind.PERSON.value, lazy("a person")), (Party.Kind.ORGANISATION.value, lazy("an organisation"))]
POLICE = [("110", lazy("the police (110)")), ("119", lazy("fire and rescue (119)")), ("120", lazy("ambulance (120)"))]


class PersonForm(DisputeForm):
    kind = fields.choice(lazy("Who"), KINDS, initial="person")
    name = forms.CharField(label=lazy("Name"), max_length=120)
    phone = forms.CharField(label=lazy("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=lazy("Address"), max_length=200, required=False)
    particulars = forms.CharField(
        label=lazy("As the agreement states it"), max_length=200, required=False,
        help_text=lazy(
            "Sex, nation, year of birth, work (Art 29). "
            "No number of an identity document: where a court wants one, it is written on the paper by hand."
        ),
    )  # fmt: skip
    representative = forms.CharField(label=lazy("Represented by"), max_length=200, required=False)
    may_settle = forms.BooleanField(label=lazy("The representative may agree and sign"), required=False)

    def person(self) -> Person:
        names = ("kind", "name", "phone", "address", "particulars", "representative", "may_settle")
        return Person(**{name: self.cleaned_data[name] for name in names})


class AddParty(PersonForm):
    side = One(lazy("Side"), lambda dispute: [*choose.sides(dispute), _another(dispute)])
    means = forms.ChoiceField(
        label=lazy("They want mediation, and said so"), choices=[("", lazy("not yet")), *choose.MEANS], required=False
    )
    field_order = ("version", "side")

    def given(self) -> dict[str, Any]:
        return {
            "side": self.cleaned_data["side"],
            "party": self.person(),
            "means": self.cleaned_data["means"],
        }


def _another(dispute: Any) -> tuple[int, str]:
    return len(dispute.papers.sides) + 1, _("another side")


class Represent(DisputeForm):
    party = choose.party()
    representative = forms.CharField(label=lazy("Represented by"), max_length=200, required=False)
    may_settle = forms.BooleanField(label=lazy("The representative may agree and sign"), required=False)


class CorrectContact(DisputeForm):
    party = choose.party()
    phone = forms.CharField(
        label=lazy("Telephone"), max_length=40, required=False, help_text=lazy("What is left empty stays as it is.")
    )
    email = forms.EmailField(label=lazy("E-mail"), max_length=200, required=False)
    address = forms.CharField(label=lazy("Address"), max_length=200, required=False)

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in super().given().items() if value}


class RenewCode(DisputeForm):
    party = choose.party(lazy("Who lost it"))

    def settle(self) -> None:
        self.fields["party"].help_text = _("Be sure who is in front of you. The old code opens nothing any more.")


class Correct(DisputeForm):
    text = fields.words(lazy("What it is about"), required=False, rows=5)
    issues = fields.words(lazy("What is in dispute, and what is asked for"), required=False)
    type = forms.ModelChoiceField(DisputeType.objects.none(), label=lazy("Type of dispute"), required=False)
    area = fields.Chosen(fields.areas, label=lazy("Area"), required=False)
    address = forms.CharField(label=lazy("Address"), max_length=300, required=False)
    amount = forms.DecimalField(
        label=lazy("Amount, yuan"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    urgent = forms.BooleanField(label=lazy("Urgent"), required=False)
    public = forms.BooleanField(label=lazy("Sessions are open to everybody"), required=False)

    def settle(self) -> None:
        known = self.dispute
        self.fields["type"].queryset = DisputeType.objects.filter(retired=False).order_by("pk")  # type: ignore[attr-defined]
        told = {"type": known.type_id, "area": known.area, "address": known.address, "amount": known.amount}
        told |= {"urgent": known.urgent, "public": known.public, "text": known.text.body, "issues": known.text.issues}
        self.initial = {**told, **self.initial}

    def given(self) -> dict[str, Any]:
        """Only what differs from what is known."""
        differing = {name: value for name, value in super().given().items() if value != self._known(name)}
        return {name: value for name, value in differing.items() if value is not None}

    def _known(self, name: str) -> Any:
        stored = {"text": self.dispute.text.body, "issues": self.dispute.text.issues}
        return stored[name] if name in stored else getattr(self.dispute, name)


class Assign(DisputeForm):
    to = fields.Chosen(choose.committees, label=lazy("Committee"))

    def settle(self) -> None:
        self.proposed = candidates.committees(self.dispute)
        known = {unit.pk: unit for unit in choose.committees()}
        first = next((known[one.key] for one in self.proposed if one.key in known), None)
        if first:
            self.initial.setdefault("to", first)
            self.fields["to"].help_text = _("Proposed: %(unit)s, as it is %(why)s.") % {
                "unit": first, "why": reasons(self.proposed[0].reasons),
            }  # fmt: skip

    def given(self) -> dict[str, Any]:
        to = self.cleaned_data["to"]
        said = next((one.reasons for one in self.proposed if one.key == to.pk), ())
        first = self.proposed[0].key if self.proposed else None
        return {"to": to, "basis": "proposed" if to.pk == first else "chosen", "reasons": [str(code) for code in said]}


class TurnAway(WithRemedies):
    reason = fields.words(lazy("Why it is not for mediation"))
    field_order = ("version", "reason")


class Link(DisputeForm):
    earlier = forms.CharField(label=lazy("Number of the earlier dispute"), max_length=30)


class Danger(DisputeForm):
    to = fields.choice(lazy("Who was told"), POLICE, initial="110")
    text = fields.words(lazy("What they were told"))


class Consent(OfSide):
    party = One(lazy("Who said so"), choose.parties, required=False)

    def settle(self) -> None:
        self.fields["party"].choices = [("", _("everybody on this side")), *self.fields["party"].choices]  # type: ignore[attr-defined]


class Refuse(OfSide, WithRemedies):
    reason = fields.words(lazy("Why, if they like to say"), required=False)


class Withdraw(DisputeForm):
    means = choose.means()
    reason = fields.words(lazy("Why, if they like to say"), required=False)
