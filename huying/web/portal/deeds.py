"""What a resident may do with their case: a form and one command for each verb."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huying.base.catalogue import register as catalogue
from huying.base.journal.machine import BESIDE
from huying.base.journal.refusals import Faster, Incomplete
from huying.base.units.roles import Actor
from huying.cases import beside, files, followup, forgetting, handling, intake, pace
from huying.cases.checks import LONGEST
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.cases.words import Erasable, Solved
from huying.web.uploads import MOST_FILES

from .steps import Photos

Given = dict[str, Any]


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "maxlength": LONGEST["text"]})


class DeedForm(forms.Form):
    """`version` is the one of the case that the resident saw; `key` makes a button pressed twice one deed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Answer(DeedForm):
    answer = forms.CharField(label=_("Your answer"), widget=_area())


class Rating(DeedForm):
    decision = forms.ChoiceField(
        label=_("Was it solved?"),
        choices=[
            (Solved.YES, _("Yes, it is solved")),
            (Solved.PARTLY, _("Partly")),
            (Solved.NO, _("No, it is not solved")),
            (Solved.EXPLAINED, _("It cannot be solved, but it was explained to me")),
        ],
        widget=forms.RadioSelect,
    )
    contacted = forms.NullBooleanField(
        label=_("Did anybody get in touch with you?"),
        required=False,
        widget=forms.RadioSelect(
            choices=[("true", pgettext_lazy("answer", "yes")), ("false", pgettext_lazy("answer", "no"))]
        ),
    )
    satisfied = forms.TypedChoiceField(
        label=_("How satisfied are you with how it was handled?"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            (5, _("very satisfied")),
            (4, _("satisfied")),
            (3, _("fairly satisfied")),
            (2, _("dissatisfied")),
            (1, _("very dissatisfied")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Anything you want to add"), required=False, widget=_area())


class FollowUp(Rating):
    reason = forms.ChoiceField(label=_("If it is not solved: why?"), required=False)

    field_order = ("decision", "reason", "contacted", "satisfied", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(reason.code, str(reason)) for reason in catalogue.current().reasons.get("not_solved", [])]
        self.fields["reason"].choices = [("", "—"), *reasons]  # type: ignore[attr-defined]
        if not reasons:
            del self.fields["reason"]


class Urge(DeedForm):
    text = forms.CharField(label=_("What has changed, or why it is pressing"), required=False, widget=_area())


class Message(DeedForm):
    text = forms.CharField(label=_("Your message"), widget=_area())


class Attach(DeedForm):
    photos = forms.Field(label=_("Photos or documents"), widget=Photos())


class Correct(DeedForm):
    text = forms.CharField(label=_("What it is about"), widget=_area(5))
    address = forms.CharField(
        label=_("Address, or how to find it"),
        required=False,
        widget=forms.TextInput({"maxlength": LONGEST["address"]}),
    )


class CorrectContact(DeedForm):
    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST["name"])
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=LONGEST["phone"],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        help_text=_("What you leave empty stays as it is."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=LONGEST["email"])

    field_order = ("phone", "name", "email")


class RequestErasure(DeedForm):
    what = forms.MultipleChoiceField(
        label=_("What shall be erased"), choices=Erasable.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Why"), widget=_area(2))


class Withdraw(DeedForm):
    reason = forms.CharField(label=_("Why, if you like to say"), required=False, widget=_area(2))


class Review(DeedForm):
    reason = forms.CharField(label=_("What should be looked at again, and why"), widget=_area())


@dataclass(frozen=True)
class Deed:
    """A verb as a resident meets it."""

    label: Any
    done: Any
    """What the page says when it is done."""
    form: type[DeedForm]
    do: Callable[[Case, Actor, Given], None]
    first: bool = False
    """What the resident was asked for: open on the page, and not mentioned while it is not possible."""
    last: bool = False
    """Nothing can be done after it."""
    of_data: bool = False
    """It is about what is held, not about the matter."""


def _answer(case: Case, by: Actor, given: Given) -> None:
    handling.answer_resident(case, by=by, answer=given["answer"])


def _follow_up(case: Case, by: Actor, given: Given) -> None:
    verdict = {name: given[name] for name in ("decision", "contacted", "satisfied", "text")}
    followup.follow_up(case, by=by, reason=given.get("reason", ""), **verdict)


def _rate(case: Case, by: Actor, given: Given) -> None:
    verdict = {name: given[name] for name in ("decision", "contacted", "satisfied", "text")}
    followup.rate(case, by=by, reason=given.get("reason", ""), **verdict)


def _urge(case: Case, by: Actor, given: Given) -> None:
    pace.urge(case, by=by, text=given["text"])


def _message(case: Case, by: Actor, given: Given) -> None:
    beside.message(case, by=by, text=given["text"])


def _attach(case: Case, by: Actor, given: Given) -> None:
    """All of them or none."""
    taken, wrong = [], []
    if len(given["photos"]) > MOST_FILES:
        wrong.append(gettext("No more than %(n)d files can be sent.") % {"n": MOST_FILES})
    for upload in given["photos"][:MOST_FILES]:
        try:
            taken.append(files.take_in(upload.name or "", upload))
        except Incomplete as refused:
            wrong.append(f"{upload.name}: {refused}")
    if wrong:
        raise Incomplete({"photos": " ".join(wrong)})
    for file in taken:
        beside.attach(case, by=by, file=file.attachment)


def _correct(case: Case, by: Actor, given: Given) -> None:
    intake.correct(case, by=by, text=given["text"], address=given["address"])


def _correct_contact(case: Case, by: Actor, given: Given) -> None:
    intake.correct_contact(case, by=by, **{name: given[name] for name in ("name", "phone", "email")})


def _request_erasure(case: Case, by: Actor, given: Given) -> None:
    forgetting.request_erasure(case, by=by, what=given["what"], reason=given["reason"])


def _withdraw(case: Case, by: Actor, given: Given) -> None:
    intake.withdraw(case, by=by, reason=given["reason"])


def _review(case: Case, by: Actor, given: Given) -> None:
    followup.review(case, by=by, reason=given["reason"])


THANKS = _("Thank you. What you said counts.")
SOLVED = _("Say whether it was solved")

DEEDS = {
    "answer_resident": Deed(
        _("Answer the question"), _("Thank you. The unit has your answer."), Answer, _answer, first=True
    ),
    "follow_up": Deed(SOLVED, THANKS, FollowUp, _follow_up, first=True),
    "rate": Deed(SOLVED, THANKS, FollowUp, _rate, first=True),
    "urge": Deed(_("Remind the unit"), _("The unit was reminded."), Urge, _urge),
    "message": Deed(_("Write to the unit"), _("Your message was sent."), Message, _message),
    "attach": Deed(_("Add photos or documents"), _("The files were added."), Attach, _attach),
    "correct": Deed(_("Correct what I wrote"), _("It was corrected."), Correct, _correct),
    "review": Deed(_("Ask for a review"), _("A person will look at it again."), Review, _review),
    "correct_contact": Deed(
        _("Correct my contact"), _("Your contact was corrected."), CorrectContact, _correct_contact, of_data=True
    ),
    "request_erasure": Deed(
        _("Ask for erasure"),
        _("Your request was taken; a person decides on it."),
        RequestErasure,
        _request_erasure,
        of_data=True,
    ),
    "withdraw": Deed(_("Take my report back"), _("Your report was taken back."), Withdraw, _withdraw, last=True),
}


def do(case: Case, verb: str, given: Given) -> None:
    """Take the step as the resident of the case. Raises `Refused`, also when the case has moved since they saw it."""
    if LIFE.steps[verb].target is not BESIDE and given["version"] != case.version:
        raise Faster
    DEEDS[verb].do(case, Actor.resident(case.pk), given)
