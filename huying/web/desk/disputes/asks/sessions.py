"""When one meets, and what is said."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.web.desk.disputes import forms as choose
from huying.web.desk.disputes.forms import DisputeForm, One
from huying.web.desk.forms import fields


class Schedule(DisputeForm):
    starts_at = fields.moment(lazy("Begins"))
    ends_at = fields.moment(lazy("Ends"), required=False, help_text=lazy("Empty: two hours later."))
    room = One(lazy("Room"), choose.rooms, required=False)
    link = forms.URLField(label=lazy("or by video, the link"), required=False, assume_scheme="https")
    where = forms.CharField(label=lazy("or at another place"), max_length=120, required=False)

    def settle(self) -> None:
        self.fields["room"].choices = [("", _("none")), *self.fields["room"].choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(name) for name in ("room", "link", "where")):
            self.add_error("room", _("Say where: a room, a link or another place."))
        return given


class OfMeeting(DisputeForm):
    session = One(lazy("Session"), choose.meetings)


class CancelSession(OfMeeting):
    reason = fields.words(lazy("Why"))


class Minute(OfMeeting):
    text = fields.words(lazy("Minutes"), help_text=lazy("Everybody at the table reads them."), rows=8)


class Private(DisputeForm):
    side = choose.side()
    text = fields.words(
        lazy("What was said"),
        rows=6,
        help_text=lazy("Only this side and the mediators read it; no other side learns of it."),
    )


class Say(DisputeForm):
    text = fields.words(lazy("To everybody at the table"))


class Offer(DisputeForm):
    side = One(lazy("Who offers"), lambda dispute: [*choose.sides(dispute), (0, _("the mediators"))])
    text = fields.words(lazy("What"), help_text=lazy("It binds nobody, and cannot be held against anybody later."))
    private = forms.BooleanField(label=lazy("Only this side and the mediators know of it for now"), required=False)


class AnswerOffer(DisputeForm):
    offer = One(lazy("Offer"), choose.offers)
    side = choose.side(lazy("Who answers"))
    decision = fields.choice(lazy("They say"), [("yes", lazy("Yes")), ("no", lazy("No"))])


class Undisputed(DisputeForm):
    text = fields.words(
        lazy("What no side disputes"), help_text=lazy("Once each side confirms it, it may be used later.")
    )


class ConfirmUndisputed(DisputeForm):
    note = One(lazy("Facts"), choose.facts)
    side = choose.side()
    decision = fields.choice(lazy("They say"), [("yes", lazy("Yes")), ("no", lazy("No"))], initial="yes")
