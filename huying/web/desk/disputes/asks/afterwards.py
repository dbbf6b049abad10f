"""Confirmation, performance, how it went, and what stands beside the life."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.journal import audit
from huying.civic.mediation.words import Confirmation, Joint, Performance
from huying.web.desk.disputes import forms as choose
from huying.web.desk.disputes.forms import DisputeFiles, DisputeForm, One
from huying.web.desk.forms import fields

from .shared import OfSide, WithRemedies


class Submit(DisputeForm):
    kind = fields.choice(
        lazy("What for"),
        [(Joint.CONFIRMATION.value, Joint.CONFIRMATION.label), (Joint.REVIEW.value, Joint.REVIEW.label)],
    )

    def settle(self) -> None:
        wanted = self.dispute.papers.wanted(Joint.CONFIRMATION) or self.dispute.papers.wanted(Joint.REVIEW)
        self.initial.setdefault("kind", wanted.kind if wanted else Joint.CONFIRMATION)


class Decided(DisputeForm):
    decision = fields.choice(
        lazy("Decision"), [(code.value, code.label) for code in (Confirmation.CONFIRMED, Confirmation.REFUSED)]
    )
    text = fields.words(lazy("What it says"), required=False)


class Perform(DisputeForm):
    obligation = One(lazy("What was done"), choose.owed)
    on = fields.day(lazy("On"))

    def settle(self) -> None:
        self.initial.setdefault("on", audit.today())


class Default(WithRemedies):
    obligation = One(lazy("What was not done"), choose.owed)
    text = fields.words(lazy("More about it"), required=False)
    field_order = ("version", "obligation", "text")


class FollowUp(OfSide):
    held = fields.yes_or_no(lazy("Did it hold what was agreed?"))
    satisfied = forms.TypedChoiceField(
        label=lazy("How satisfied with the mediation"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=[("5", lazy("very satisfied")), ("4", lazy("satisfied")), ("3", lazy("fairly satisfied")), ("2", lazy("dissatisfied")),
                 ("1", lazy("very dissatisfied"))],
    )  # fmt: skip
    text = fields.words(lazy("What they say"), required=False)


class Close(DisputeForm):
    performance = fields.choice(lazy("What became of it"), Performance.choices)


class HandOver(DisputeForm):
    to = forms.CharField(
        label=lazy("To"), max_length=80, help_text=lazy("Which court, police station or office takes the pack.")
    )

    def settle(self) -> None:
        if self.dispute.sender_id and self.dispute.sender:
            self.initial.setdefault("to", str(self.dispute.sender))


class Reveal(DisputeForm):
    party = choose.party()
    purpose = forms.CharField(
        label=lazy("What for"), max_length=200, help_text=lazy("Your look is recorded, and the party can see it.")
    )


class TakeOut(DisputeForm):
    """Nothing to fill in."""

    downloads = True


class Attach(DisputeForm):
    attached = DisputeFiles(label=lazy("Photos or documents"))
    side = choose.side(lazy("Only for"), required=False)

    def settle(self) -> None:
        self.fields["side"].choices = [("", _("everybody at the table")), *self.fields["side"].choices]  # type: ignore[attr-defined]


class Note(DisputeForm):
    text = fields.words(
        lazy("Note"), help_text=lazy("About the running of it. What was said in mediation belongs into the session.")
    )


class Hold(DisputeForm):
    reason = fields.reason("hold")
    until = fields.day(lazy("Kept until"))
    text = fields.words(lazy("Why"))


class Release(DisputeForm):
    text = fields.words(lazy("Why"))
