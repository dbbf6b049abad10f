"""Was it solved? What the resident says, and how it ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.cases.states import ENDS
from huying.cases.words import Channel, Finding, Means, Outcome, Solved, State

from . import fields
from .base import ActForm
from .routing import DECISION

SATISFIED = [
    (5, lazy("very satisfied")),
    (4, lazy("satisfied")),
    (3, lazy("fairly satisfied")),
    (2, lazy("dissatisfied")),
    (1, lazy("very dissatisfied")),
]
ANSWERS = [(said.value, said.label) for said in Solved]
NOT_REACHED = [("unreached", lazy("not reached; ask again later")), ("no_answer", lazy("not reached; stop asking"))]


def _satisfied() -> forms.TypedChoiceField:
    choices = [("", lazy("not asked")), *SATISFIED]
    return forms.TypedChoiceField(
        label=lazy("How satisfied?"), required=False, choices=choices, coerce=int, empty_value=None
    )


BY = [(way.value, way.label) for way in (Channel.PHONE, Channel.WALK_IN, Channel.LETTER)] + [
    (Means.VISIT.value, Means.VISIT.label)
]


class FollowUp(ActForm):
    decision = fields.choice(lazy("Solved?"), [*ANSWERS, *NOT_REACHED])
    contacted = fields.yes_or_no(lazy("Did the unit get in touch?"))
    satisfied = _satisfied()
    reason = fields.reason("not_solved", required=False)
    text = fields.words(lazy("In the resident's words"), required=False)
    channel = fields.choice(lazy("How they were asked"), BY, required=False, initial=Channel.PHONE)

    def given(self) -> dict[str, Any]:
        said = super().given()
        return said | {"channel": said["channel"] or Channel.PHONE}


class Verify(ActForm):
    finding = fields.choice(lazy("What you found"), Finding.choices)
    text = fields.words(lazy("What you looked at"), required=False)


class AnswerVerdict(ActForm):
    text = fields.words(lazy("Your answer to what they said"), help_text=lazy("The resident reads it."))


class CrossRead(ActForm):
    solved = fields.yes_or_no(lazy("Was it solved?"), required=True)
    duty = fields.yes_or_no(lazy("Did the unit do its duty?"), required=True)
    text = fields.words(lazy("What you saw"), required=False, help_text=lazy("The unit reads it and answers."))


class AnswerReading(ActForm):
    text = fields.words(lazy("What the unit says to it"))


class Rework(ActForm):
    reason = fields.reason("not_solved")


class Close(ActForm):
    outcome = fields.choice(lazy("How it ends"), [])
    text = fields.words(lazy("What the resident was told"), required=False)
    route = fields.words(
        lazy("The lawful way"),
        required=False,
        rows=2,
        help_text=lazy("Where another way is the lawful one: which, and how to reach it."),
    )

    def settle(self) -> None:
        ends: tuple[Outcome, ...] = ENDS.get(State(self.case.state), ())
        self.fields["outcome"].choices = [(end.value, end.label) for end in ends]  # type: ignore[attr-defined]


class Review(ActForm):
    reason = fields.words(lazy("Why the resident asks once more"))


class DecideReview(ActForm):
    decision = fields.choice(
        lazy("Decision"),
        [
            ("granted", lazy("granted: the unit works on it again")),
            ("rerouted", lazy("granted: it is dispatched anew")),
            ("refused", lazy("refused: it stays closed")),
        ],
    )
    reason = fields.words(lazy("Why"), required=False, help_text=lazy("The resident reads it."))


class RequestExclusion(ActForm):
    reason = fields.reason("exclusion")
    evidence = fields.words(lazy("Evidence"))

    def settle(self) -> None:
        """Each reason says what is to be shown with it."""
        listed = catalogue.current().reasons.get("exclusion", [])
        hints = [
            _("%(reason)s: %(hint)s") % {"reason": reason, "hint": reason.hint} for reason in listed if reason.hint
        ]
        self.fields["evidence"].help_text = "\n".join(hints)


class DecideExclusion(ActForm):
    decision = fields.choice(lazy("Decision"), DECISION)
    reason = fields.words(lazy("Why"), required=False)
