"""Who mediates, and what every side must want."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.units.models import Staff
from huying.civic.mediation import candidates, deadlines
from huying.civic.mediation.table import Proposed
from huying.civic.mediation.words import Joint, Part, State
from huying.web.desk.disputes import forms as choose
from huying.web.desk.disputes.forms import DisputeForm, One
from huying.web.desk.disputes.proposed import reasons
from huying.web.desk.forms import fields

from .shared import OfSide


class Propose(DisputeForm):
    seats = forms.MultipleChoiceField(label=lazy("Mediators"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = fields.words(lazy("Why they"))
    invited = forms.CharField(
        label=lazy("Somebody without an account here"), max_length=120, required=False,
        help_text=lazy("Name and office of an expert, lawyer, notary, legal aid or psychologist."),
    )  # fmt: skip
    part = forms.ChoiceField(label=lazy("They come as"), required=False)

    def settle(self) -> None:
        proposed = candidates.mediators(self.dispute)
        self.people = {row.pk: row for row in Staff.objects.filter(pk__in=[one.key for one in proposed])}
        self.why = {one.key: [str(code) for code in one.reasons] for one in proposed}
        offered = [
            (str(one.key), f"{self.people[one.key].get_full_name()} ({reasons(one.reasons)})".replace(" ()", ""))
            for one in proposed
        ]
        self.fields["seats"].choices = offered  # type: ignore[attr-defined]
        self.fields["part"].choices = [("", "–"), *_invitable()]  # type: ignore[attr-defined]
        self.initial.setdefault("seats", [str(one.key) for one in proposed[:1]])
        self.initial.setdefault("reason", reasons(proposed[0].reasons) if proposed else "")
        if not offered:
            self.fields["seats"].help_text = _("Nobody of this committee can sit here now.")

    def given(self) -> dict[str, Any]:
        chosen = [int(key) for key in self.cleaned_data["seats"]]
        seats = [Proposed(self.people[key].mediator.part, self.people[key], reasons=self.why[key]) for key in chosen]
        if self.cleaned_data["invited"]:
            seats.append(Proposed(self.cleaned_data["part"] or Part.EXPERT, name=self.cleaned_data["invited"]))
        return {"seats": seats, "reason": self.cleaned_data["reason"]}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("seats") and not given.get("invited"):
            self.add_error("seats", _("Choose at least one."))
        return given


def _invitable() -> list[tuple[str, Any]]:
    return [(part.value, part.label) for part in (Part.EXPERT, Part.LAWYER, Part.LEGAL_AID, Part.NOTARY, Part.SUPPORT)]


class Disclose(DisputeForm):
    text = fields.words(lazy("Which interests"), help_text=lazy("Every side reads this before it chooses."))
    seat = One(lazy("For"), choose.strangers, required=False)

    def settle(self) -> None:
        self.initial.setdefault("text", _("I have no interest in this dispute and know none of the sides."))
        if not self.fields["seat"].choices:  # type: ignore[attr-defined]
            del self.fields["seat"]
        else:
            self.fields["seat"].choices = [("", _("myself")), *self.fields["seat"].choices]  # type: ignore[attr-defined]


class Choose(OfSide):
    seat = One(lazy("Mediator"), choose.seats)


class Object(Choose):
    reason = fields.words(lazy("Why, if they like to say"), required=False)


class Request(DisputeForm):
    kind = fields.choice(lazy("What only every side together can want"), Joint.choices)
    reason = fields.words(lazy("Why"))
    until = forms.DateField(
        label=lazy("More time until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    invited = forms.CharField(label=lazy("Who is invited"), max_length=120, required=False)
    part = forms.ChoiceField(label=lazy("They come as"), required=False)

    def settle(self) -> None:
        held = self.dispute.state == State.IN_FORCE
        later = [Joint.CONFIRMATION] + [Joint.REVIEW] * bool(
            self.dispute.type and self.dispute.type.reviewed_by_arbitration
        )
        offered = later if held else [Joint.EXTENSION, Joint.RAISE, Joint.INVITATION]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in offered]  # type: ignore[attr-defined]
        self.fields["part"].choices = [("", "–"), *_invitable()]  # type: ignore[attr-defined]
        if held:
            for name in ("until", "invited", "part"):
                del self.fields[name]
        elif most := deadlines.extension_most(self.dispute):
            self.fields["until"].help_text = _("By %(day)s at most.") % {"day": timezone.localdate(most)}

    def given(self) -> dict[str, Any]:
        said = super().given()
        until, invited, part = said.pop("until", None), said.pop("invited", ""), said.pop("part", "")
        if said["kind"] == Joint.EXTENSION and until:
            said["until"] = timezone.make_aware(datetime.combine(until, time(23, 59)), timezone.get_default_timezone())
        if said["kind"] == Joint.INVITATION and invited:
            said["invited"] = Proposed(part or Part.EXPERT, name=invited)
        return said


class AnswerRequest(OfSide):
    decision = fields.choice(lazy("They say"), [("yes", lazy("Yes")), ("no", lazy("No"))])


class RaiseLevel(DisputeForm):
    to = fields.Chosen(choose.committees, label=lazy("The committee above"))
    reason = fields.words(lazy("Why"))

    def settle(self) -> None:
        if self.dispute.unit and self.dispute.unit.parent_id:
            above = next((unit for unit in choose.committees() if unit.pk == self.dispute.unit.parent_id), None)
            if above:
                self.initial.setdefault("to", above)
