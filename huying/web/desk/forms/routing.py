"""Getting a case to whoever is responsible."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.journal import clock
from huying.cases import deadlines, responsibility, routing
from huying.cases.words import ClockKind, RequestKind
from huying.web.templatetags.clocks import moment

from . import fields
from .base import ActForm

DECISION = [("granted", lazy("Granted")), ("refused", lazy("Refused"))]


class Dispatch(ActForm):
    to = fields.Chosen(fields.all_units, label=lazy("Unit"))
    basis = fields.words(lazy("Why this unit"), rows=2, help_text=lazy("The duty list's item, or who decided."))

    def settle(self) -> None:
        self.suggestion = responsibility.suggest(self.case)
        self.learned = responsibility.learned(self.case, self.suggestion)
        if self.suggestion.unit:
            self.initial.update({"to": self.suggestion.unit, "basis": self.suggestion.reason})
        if self.learned:
            said = {"unit": self.learned.unit, "n": self.learned.right, "of": self.learned.n}
            self.fields["to"].help_text = _("Learned: %(unit)s had %(n)d of %(of)d like cases in the end.") % said

    def given(self) -> dict[str, Any]:
        """With the duty, where it is the unit that the duty list names."""
        given = super().given()
        by_duty = given.get("to") == self.suggestion.unit
        return {
            **given, "duty": self.suggestion.duty if by_duty else None, "suggested": self.learned or self.suggestion,
        }  # fmt: skip


class Reassign(ActForm):
    to = fields.Chosen(fields.all_units, label=lazy("Unit"))
    reason = fields.reason("reassign")
    basis = fields.words(lazy("Why this unit"), rows=2)


class RequestReturn(ActForm):
    reason = fields.reason("return")
    basis = fields.words(lazy("Which duty it is, by which clause"), rows=2)
    proposed = fields.Chosen(fields.all_units, label=lazy("The unit that is responsible"))

    def settle(self) -> None:
        if ends := deadlines.return_window(self.case):
            until = {"moment": moment(ends, clock.now())}
            self.fields["reason"].help_text = _("Until %(moment)s; after that, silence counts as acceptance.") % until


class DecideReturn(ActForm):
    decision = fields.choice(lazy("Decision"), DECISION)
    to = fields.Chosen(
        fields.all_units, label=lazy("Then it goes to"), required=False, help_text=lazy("Empty: a dispatcher decides.")
    )
    reason = fields.words(lazy("Why"), required=False)

    def settle(self) -> None:
        if asked := self.case.papers.request(RequestKind.RETURN):
            self.initial["to"] = asked.proposed_unit
        if ends := next((row.due_at for row in self.case.papers.running(ClockKind.DECISION)), None):
            by = {"moment": moment(ends, clock.now())}
            self.fields["decision"].help_text = _("By %(moment)s. If that runs out, nothing is granted.") % by
        if self.case.returns + 1 >= routing.RETURNS_BEFORE_DESIGNATION:
            self.fields["to"].help_text = _("It was returned before; the unit named now is final.")

    def given(self) -> dict[str, Any]:
        """A unit only where the return is granted: the proposed one stands in the form before anybody decides."""
        given = super().given()
        return given if given.get("decision") == "granted" else {**given, "to": None}


class Refer(ActForm):
    caller = forms.BooleanField(label=lazy("Whoever called says yes to mediation"), required=False)
    other = forms.BooleanField(label=lazy("The other side says yes to mediation"), required=False)

    contact = forms.BooleanField(
        label=lazy("Whoever called agrees that the committee learns how to reach them"), required=False
    )

    def given(self) -> dict[str, Any]:
        said = super().given()
        contact = bool(said.pop("contact", False))
        return {"consents": said, "contact": contact}
