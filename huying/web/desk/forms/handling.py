"""What a unit does with a case."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import ReplyTemplate
from huying.base.units import register as units
from huying.base.units.models import Staff, Unit
from huying.cases import because, deadlines, reply_texts
from huying.cases.states import RESULTS
from huying.cases.words import RequestKind, Rest
from huying.web.templatetags.clocks import said

from . import fields
from .base import ActForm
from .routing import DECISION

MEANS = [
    ("phone", lazy("by telephone")),
    ("visit", lazy("on the spot")),
    ("message", lazy("by message")),
    ("counter", lazy("at the counter")),
]
RUNGS = [
    ("notice", lazy("written notice")),
    ("listed", lazy("on the public list")),
    ("on_site", lazy("inspection on the spot")),
    ("talk", lazy("summons to a talk")),
]


class Colleague:
    """Somebody of the same unit, as a row to choose."""

    def __init__(self, staff: Staff) -> None:
        self.staff, self.code = staff, staff.username

    def __str__(self) -> str:
        return self.staff.get_full_name()


class HandDown(ActForm):
    to = fields.Chosen(list, label=lazy("To a unit below yours, or to a colleague"))
    basis = fields.words(
        lazy("By which clause"),
        rows=2,
        required=False,
        help_text=lazy("A community committee takes nothing without one."),
    )
    due_at = fields.moment(
        lazy("Until when"),
        required=False,
        help_text=lazy("Empty: a share of the time there is. The resident's date stays."),
    )

    def settle(self) -> None:
        self.fields["to"].offer(self._below_and_beside)  # type: ignore[attr-defined]

    def clean_to(self) -> Unit | Staff:
        chosen = self.cleaned_data["to"]
        return chosen.staff if isinstance(chosen, Colleague) else chosen

    def _below_and_beside(self) -> Iterable[Any]:
        register, lead = units.current(), self.case.unit_id or 0
        below = [register.by_id[pk] for pk in register.ids_below(lead) if pk != lead and lead in register.by_id]
        yield from (unit for unit in below if not unit.retired)
        yield from map(Colleague, Staff.objects.filter(unit=lead, is_active=True).order_by("username"))


class AskHelp(ActForm):
    units = fields.ChosenMany(fields.all_units, label=lazy("Units to call in"))
    reason = fields.words(lazy("What they are needed for"))


class AnswerHelp(ActForm):
    text = fields.words(lazy("What your unit did"))


class ContactNote(ActForm):
    means = fields.choice(lazy("How"), MEANS, initial="phone")
    reached = fields.yes_or_no(lazy("Was the resident reached?"), required=True)
    text = fields.words(lazy("What was said"), required=False)


class AskResident(ActForm):
    question = fields.words(
        lazy("Question to the resident"), help_text=lazy("The resident reads it on the tracking page. No clock waits.")
    )


class AnswerResident(ActForm):
    answer = fields.words(lazy("What the resident answered"))


def _rests() -> list[tuple[str, str]]:
    """What lets a case rest, as the city calls it."""
    return [(code, because.reason(code)) for code in Rest.values]


class Pause(ActForm):
    reason = forms.ChoiceField(label=lazy("Reason"), choices=_rests)
    until = fields.moment(lazy("Until"))


class Park(ActForm):
    reason = fields.reason("park")
    plan = fields.words(lazy("Plan"), help_text=lazy("The resident reads it."))
    review_on = fields.day(lazy("Looked at again on"))


class RequestExtension(ActForm):
    reason = fields.reason("extension")
    until = fields.moment(lazy("Until"))
    text = fields.words(lazy("In more detail"), required=False)

    def settle(self) -> None:
        if (most := deadlines.extension_most(self.case)) and self.case.due_at:
            moments = {"most": said(most), "due": said(self.case.due_at)}
            self.fields["until"].help_text = (
                _("Once, until %(most)s at the latest. Undecided by %(due)s, it is not granted.") % moments
            )


class DecideExtension(ActForm):
    decision = fields.choice(lazy("Decision"), DECISION)
    reason = fields.words(lazy("Why"), required=False, help_text=lazy("The resident reads it."))

    def settle(self) -> None:
        asked = self.case.papers.request(RequestKind.EXTENSION)
        if asked and asked.proposed_until and self.case.due_at:
            moments = {"until": said(asked.proposed_until), "due": said(self.case.due_at)}
            self.fields["decision"].help_text = (
                _("Asked for: until %(until)s. By %(due)s; undecided, it is not granted.") % moments
            )


class Decide(ActForm):
    decision = fields.choice(lazy("Decision"), DECISION)
    reason = fields.words(lazy("Why"), required=False)


class RequestEscalation(ActForm):
    reason = fields.words(lazy("What the level above should decide"))


class HandBack(ActForm):
    reason = fields.words(
        lazy("What was decided above, and what the unit shall do now"), help_text=lazy("No clock begins anew.")
    )


class MakeSafe(ActForm):
    text = fields.words(lazy("What was done so that nobody comes to harm"))


class InterimReply(ActForm):
    text = fields.words(lazy("How it stands, for the resident"))


class Urge(ActForm):
    text = fields.words(lazy("What to say"), required=False)


class Supervise(ActForm):
    rung = fields.choice(lazy("How"), RUNGS)
    reason = fields.words(lazy("Why"))


class Evidence(ActForm):
    """What a reply must carry, by its category, comes along with it."""

    attached = fields.Files(label=lazy("Photos and documents of what was done"), of_reply=True, required=False)

    def lacks(self, wrong: dict[str, str]) -> None:
        """What the command calls `file` is what was attached here."""
        super().lacks({"attached" if name == "file" else name: sentence for name, sentence in wrong.items()})


class ProposeReply(Evidence):
    """Reply templates to start from come by `?template=CODE`."""

    template = "desk/acts/reply.html"
    field_order = ("text", "result", "basis", "attached")

    text = fields.words(lazy("Reply to the resident"), rows=6)
    result = fields.choice(
        pgettext_lazy("of a reply", "What it came to"), [(result.value, result.label) for result in RESULTS]
    )

    @property
    def templates(self) -> list[ReplyTemplate]:
        """The texts one can start from: the category's own first."""
        book = catalogue.current()
        own = [row for pk in book.chain(self.case.category_id) for row in book.templates.get(pk, [])]
        return [*own, *book.templates.get(None, [])]

    def start_from(self, template: str) -> None:
        for row in self.templates:
            if row.code == template:
                self.initial["text"] = reply_texts.filled(row, self.case)


class Reply(ProposeReply):
    basis = forms.CharField(label=lazy("The rule it rests on"), required=False, max_length=300)


class ApproveReply(Evidence):
    field_order = ("decision", "text", "basis", "attached")

    decision = fields.choice(lazy("Decision"), DECISION)
    text = fields.words(lazy("A word to the unit below"), required=False)
    basis = forms.CharField(label=lazy("The rule it rests on"), required=False, max_length=300)
