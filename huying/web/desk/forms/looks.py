"""Looks at a contact, messages to the resident, and who keeps out."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from huying.base.journal import clock
from huying.base.units.models import Staff
from huying.base.units.roles import Role
from huying.cases import rules
from huying.cases.beside import A_LOOK
from huying.cases.words import Interest, Part, Purpose, RequestKind

from . import fields
from .base import ActForm
from .handling import Colleague
from .routing import DECISION


def _midnight(days: int) -> datetime:
    """The end of today, or of a day after it, in the city's time zone."""
    today = timezone.localdate(clock.now(), timezone.get_default_timezone())
    return timezone.make_aware(
        datetime.combine(today + timedelta(days=days + 1), time()), timezone.get_default_timezone()
    )


SPANS: dict[str, tuple[Any, Callable[[], datetime]]] = {
    "quarter": (lazy("for 15 minutes"), lambda: clock.now() + timedelta(minutes=15)),
    "hour": (lazy("for an hour"), lambda: clock.now() + timedelta(hours=1)),
    "day": (lazy("until the end of today, 12 hours at most"), lambda: min(_midnight(0), clock.now() + A_LOOK)),
    "today": (lazy("until the end of today"), lambda: _midnight(0)),
    "tomorrow": (lazy("until the end of tomorrow"), lambda: _midnight(1)),
}


def _span(name: Any, *codes: str) -> forms.TypedChoiceField:
    """How long, in words; it comes out as the moment at which it ends."""
    return forms.TypedChoiceField(
        label=name, choices=[(code, SPANS[code][0]) for code in codes], initial=codes[0], widget=forms.RadioSelect,
        coerce=lambda code: SPANS[code][1](),
    )  # fmt: skip


def _purpose() -> forms.ChoiceField:
    return forms.ChoiceField(label=lazy("What the contact is needed for"), choices=Purpose.choices)


class Reveal(ActForm):
    purpose = _purpose()
    until = _span(lazy("How long it stays open to you"), "quarter", "hour", "day")
    reason = forms.CharField(
        label=lazy("In more detail"), required=False, max_length=300,
        help_text=lazy("The resident reads which unit looked, for what and until when, and no name."),
    )  # fmt: skip

    def settle(self) -> None:
        """Granted, it was asked for a purpose; without a second person, the hotline passes the question on and no more."""
        self.granted = rules.granted_look(self.case, self.by)
        if self.granted:
            self.initial["purpose"] = self.granted.reason
        elif rules.question_to_pass_on(self.case, self.by):
            self.fields["purpose"].choices = [(Purpose.RELAY, Purpose.RELAY.label)]  # type: ignore[attr-defined]

    def clean_until(self) -> datetime:
        """Never longer than was granted."""
        ends = [self.cleaned_data["until"], self.granted and self.granted.proposed_until]
        return min(moment for moment in ends if moment)


class RequestLook(ActForm):
    purpose = _purpose()
    until = _span(lazy("Until when you need to be able to open it"), "hour", "today", "tomorrow")
    reason = fields.words(lazy("Why it cannot be done without"), rows=2)


class DecideLook(ActForm):
    decision = fields.choice(lazy("Decision"), DECISION)
    until = fields.moment(lazy("Granted until"), required=False, help_text=lazy("Empty: as long as was asked for."))
    reason = fields.words(lazy("Why"), required=False, rows=2)

    def settle(self) -> None:
        if asked := self.case.papers.request(RequestKind.LOOK):
            self.initial["until"] = asked.proposed_until


class Message(ActForm):
    text = fields.words(
        lazy("Message to the resident"),
        help_text=lazy("It appears on the tracking page. Neither side sees the other's number or address."),
    )


class Recuse(ActForm):
    interest = forms.ChoiceField(label=lazy("Why"), choices=Interest.choices, widget=forms.RadioSelect)
    staff = fields.Chosen(
        list, label=lazy("Who"), required=False, help_text=lazy("Empty: yourself. You will not see the case any more.")
    )

    def settle(self) -> None:
        """Who settles disputes may name somebody who works on it; everybody else speaks for themselves."""
        if self.by.role in (Role.SUPERVISOR, Role.DISPATCHER):
            self.fields["staff"].offer(self._at_work)  # type: ignore[attr-defined]
        else:
            del self.fields["staff"]

    def clean_staff(self) -> Staff | None:
        chosen = self.cleaned_data["staff"]
        return chosen.staff if chosen else None

    def _at_work(self) -> Iterable[Colleague]:
        units = {self.case.unit_id, *(row.unit_id for row in self.case.papers.assigned(*Part))}
        theirs = Q(unit__in=units - {None}) | Q(role__in=(Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR))
        return map(Colleague, Staff.objects.filter(theirs, is_active=True).order_by("username"))


class Readmit(ActForm):
    staff = fields.Chosen(list, label=lazy("Who"))

    def settle(self) -> None:
        out = self.case.recusals.filter(ended_at=None).select_related("staff")
        self.fields["staff"].offer(lambda: [Colleague(row.staff) for row in out])  # type: ignore[attr-defined]

    def clean_staff(self) -> Staff:
        return self.cleaned_data["staff"].staff
