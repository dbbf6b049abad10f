"""The forms of the steps: who stands where, consent, the table, sessions, the agreement, and what comes after."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.journal import audit
from huying.base.units.models import Staff
from huying.civic.mediation import candidates, deadlines, remedies
from huying.civic.mediation.agreeing import Owed
from huying.civic.mediation.models import DisputeType, Party
from huying.civic.mediation.sides import Person
from huying.civic.mediation.table import Proposed
from huying.civic.mediation.words import Confirmation, EndReason, Joint, Part, Performance, State
from huying.web.desk.forms import fields

from . import forms as choose
from .forms import DisputeFiles, DisputeForm, One
from .proposed import reasons

PLACES = 4
"""Rows for what is owed; a saved text offers so many more."""
KINDS = [(Party.Kind.PERSON.value, lazy("a person")), (Party.Kind.ORGANISATION.value, lazy("an organisation"))]
POLICE = [("110", lazy("the police (110)")), ("119", lazy("fire and rescue (119)")), ("120", lazy("ambulance (120)"))]


class WithRemedies(DisputeForm):
    """An end without agreement: the other ways are told in writing, in the words of the register unless somebody adds to them."""

    remedies_told = fields.words(
        lazy("Where they can turn now"), help_text=lazy("This is told in writing to every side (Art 26)."), rows=4
    )

    def settle(self) -> None:
        self.initial.setdefault("remedies_told", remedies.told(self.dispute))


# -- opening


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


# -- consent


class OfSide(DisputeForm):
    side = choose.side()
    means = choose.means()


class Consent(OfSide):
    party = One(lazy("Who said so"), choose.parties, required=False)

    def settle(self) -> None:
        self.fields["party"].choices = [("", _("everybody on this side")), *self.fields["party"].choices]  # type: ignore[attr-defined]


class Refuse(OfSide, WithRemedies):
    reason = fields.words(lazy("Why, if they like to say"), required=False)


class Withdraw(DisputeForm):
    means = choose.means()
    reason = fields.words(lazy("Why, if they like to say"), required=False)


# -- the table


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


class Reason(DisputeForm):
    reason = fields.words(lazy("Why"))


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


# -- at the table


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


# -- agreement


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


# -- afterwards


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


# -- beside


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
