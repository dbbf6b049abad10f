"""The reception window: one window for everything that people bring, and what it says while they still talk."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from huying.base.journal import audit
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.places import addresses
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Role
from huying.civic.mediation import candidates, opening, queries, sides, typing
from huying.civic.mediation.models import Dispute, DisputeType
from huying.civic.mediation.opening import Matter, Receipt
from huying.civic.mediation.sides import Person
from huying.civic.mediation.states import LIFE
from huying.civic.mediation.words import CourtStage, Origin
from huying.web.desk.access import StaffRequest
from huying.web.desk.forms import fields
from huying.web.once import once

from .asks.opening import KINDS, POLICE
from .forms import committees
from .proposed import reasons

PEOPLE = 6
"""Rows for people; more are added to the dispute itself."""
SIDES = (1, 2, 3, 4)
FIRST = (1, 2)
"""On which side the first rows stand."""
ORIGINS = [choice for choice in Origin.choices if choice[0] != Origin.HOTLINE]
PART = ("side", "kind", "name", "phone", "address", "particulars", "representative", "may_settle")


class Brought(forms.Form):
    """What somebody brings to the window."""

    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    origin = forms.ChoiceField(label=lazy("Brought by"), choices=ORIGINS, initial=Origin.APPLICATION)
    reference = forms.CharField(label=lazy("Their number"), max_length=80, required=False)
    court_stage = forms.ChoiceField(label=lazy("Procedure"), choices=[("", "–"), *CourtStage.choices], required=False)
    text = fields.words(lazy("What went on"), rows=6, help_text=lazy("Names and telephones belong below, not here."))
    issues = fields.words(lazy("What is in dispute, and what is asked for"), rows=2, required=False)
    type = forms.ModelChoiceField(
        DisputeType.objects.none(), label=lazy("Type of dispute"), required=False, empty_label=lazy("as proposed")
    )
    area = fields.Chosen(fields.areas, label=lazy("Area"), required=False)
    address = forms.CharField(label=lazy("Address"), max_length=300, required=False)
    amount = forms.DecimalField(
        label=lazy("Amount, yuan"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    urgent = forms.BooleanField(label=lazy("Urgent"), required=False)
    unit = fields.Chosen(committees, label=lazy("Committee"), required=False)
    danger = forms.ChoiceField(
        label=lazy("It may turn violent: who was told"), choices=[("", lazy("no danger")), *POLICE], required=False
    )
    danger_text = forms.CharField(label=lazy("What they were told"), max_length=300, required=False)
    earlier = forms.CharField(label=lazy("The same dispute before, its number"), max_length=30, required=False)

    def __init__(self, *args: Any, by: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial.setdefault("key", secrets.token_urlsafe(16))
        self.types = typing.types()
        self.fields["type"].queryset = DisputeType.objects.filter(retired=False).order_by("pk")  # type: ignore[attr-defined]
        for n in range(1, PEOPLE + 1):
            self.fields |= _person(n)
        self.fields["text"].widget.attrs["autofocus"] = True

    def typed(self, name: str) -> str:
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, ""))

    @property
    def people(self) -> list[dict[str, Any]]:
        """The rows of people, for the page; the first of each side is open."""
        return [
            {"n": n, "open": n <= len(FIRST) or bool(self.typed(f"p{n}_name")), "fields": {name: self[f"p{n}_{name}"] for name in PART}}
            for n in range(1, PEOPLE + 1)
        ]  # fmt: skip

    @property
    def heard(self) -> list[typing.Found]:
        """The types of which the words speak."""
        return typing.found(f"{self.typed('text')}\n{self.typed('issues')}", self.types)

    @property
    def known_type(self) -> DisputeType | None:
        """The type that was chosen, else the likeliest."""
        chosen = self.typed("type")
        return next((row for row in self.types if str(row.pk) == chosen), None) or next(
            (found.type for found in self.heard), None
        )

    @property
    def known_area(self) -> Any:
        """The area that was typed, or that of the address."""
        try:
            typed = self.fields["area"].clean(self.typed("area"))
        except forms.ValidationError:
            typed = None
        if typed:
            return typed
        found = addresses.search(self.typed("address"), limit=1) if self.typed("address") else []
        return places.by_id(found[0].area_id) if found and found[0].area_id else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("danger") and not given.get("danger_text"):
            self.add_error("danger_text", _("Say what they were told."))
        if given.get("origin") == Origin.COURT and not given.get("court_stage"):
            self.add_error(
                "court_stage", _("Say at which point the court handed it over; its period follows from that.")
            )
        return given

    def matter(self, by: Actor) -> Matter:
        given = self.cleaned_data
        kind = given["type"] or self.known_type
        area = given["area"] or self.known_area
        unit = given["unit"] or _takes(kind, area, by)
        plain = {
            name: given[name]
            for name in (
                "origin",
                "reference",
                "court_stage",
                "text",
                "issues",
                "address",
                "amount",
                "urgent",
                "earlier",
            )
        }
        stage = given["court_stage"] if given["origin"] == Origin.COURT else ""
        return Matter(**plain | {"court_stage": stage}, sides=self._sides(), type=kind, area=area, unit=unit)

    def _sides(self) -> list[list[Person]]:
        """Who stands on which side; sides that nobody stands on in between are left out."""
        standing: dict[int, list[Person]] = {1: [], 2: []}
        for n in range(1, PEOPLE + 1):
            said = {name: self.cleaned_data[f"p{n}_{name}"] for name in PART}
            if said.pop("side") and said["name"].strip():
                standing.setdefault(int(self.cleaned_data[f"p{n}_side"]), []).append(Person(**said))
        return [people for number, people in sorted(standing.items()) if people or number <= len(FIRST)]

    def lacks(self, wrong: dict[str, str]) -> None:
        for name, sentence in wrong.items():
            self.add_error(name if name in self.fields else None, sentence)


def _person(n: int) -> dict[str, forms.Field]:
    side = FIRST[n - 1] if n <= len(FIRST) else 2
    made: dict[str, forms.Field] = {
        "side": forms.ChoiceField(label=_("Side"), choices=[(number, _("Side %(n)d") % {"n": number}) for number in SIDES], initial=side),
        "kind": forms.ChoiceField(label=_("Who"), choices=KINDS, initial="person"),
        "name": forms.CharField(label=_("Name"), max_length=120, required=False),
        "phone": forms.CharField(label=_("Telephone"), max_length=40, required=False),
        "address": forms.CharField(label=_("Address"), max_length=200, required=False),
        "particulars": forms.CharField(label=_("As the agreement states it"), max_length=200, required=False),
        "representative": forms.CharField(label=_("Represented by"), max_length=200, required=False),
        "may_settle": forms.BooleanField(label=_("The representative may agree and sign"), required=False),
    }  # fmt: skip
    for name, field in made.items():
        field.widget.attrs["autocomplete"] = "off"
        if name in ("phone",):
            field.widget.attrs["inputmode"] = "tel"
    return {f"p{n}_{name}": field for name, field in made.items()}


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """The window: GET the form, POST take it in and hand out each party's code."""
    by = request.user.actor
    if reason := LIFE.why_not(Dispute(), "open", by=by):
        return render(request, "409.html", {"reason": reason}, status=409)
    if request.method == "POST" and "look" not in request.POST:
        return _taken_or_back(request, Brought(request.POST, by=by))
    return _page(request, Brought(initial=request.POST.dict(), by=by))


@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """What would become of it as it is typed so far. A POST, so that nothing of it stands in an address."""
    form = Brought(initial=request.POST.dict(), by=request.user.actor)
    return render(request, "desk/disputes/outlook.html", _outlook(form, request.user.actor))


def _taken_or_back(request: StaffRequest, form: Brought) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=422)
    by = request.user.actor
    try:
        return once(request, form.cleaned_data["key"], lambda: _taken(request, form, by), caller=by.ref)
    except Incomplete as incomplete:
        form.lacks(incomplete.fields)
        return _page(request, form, status=422)
    except Refused as refusal:
        return _page(request, form, status=409, refused=refusal.reasons)


@transaction.atomic
def _taken(request: StaffRequest, form: Brought, by: Actor) -> HttpResponse:
    """All of it or nothing: the dispute, and that the police were told. Then the slips with the codes, which are shown once."""
    receipt = opening.open(form.matter(by), by=by)
    if danger := form.cleaned_data["danger"]:
        opening.report_danger(receipt.dispute, by=by, to=danger, text=form.cleaned_data["danger_text"])
    messages.success(request, _("The dispute is taken in."))
    seen = queries.one(by, receipt.dispute.number) is not None
    context = {
        "dispute": receipt.dispute,
        "slips": slips(receipt),
        "again": True,
        "told": _told(receipt.dispute),
        "seen": seen,
    }
    return render(request, "desk/disputes/slips.html", context)


def slips(receipt: Receipt) -> list[dict[str, Any]]:
    """For each party its name and its code, to be printed and handed out."""
    known = receipt.dispute.papers
    return [
        {"side": side, "name": known.of_side(side)[place - 1].name, "code": code}
        for (side, place), code in receipt.codes.items()
    ]


def _told(found: Dispute) -> str:
    """Of what is not for mediation: where they can turn."""
    if found.type and found.type.mediable == DisputeType.Mediable.NO:
        return found.type.remedies_zh if found.language.startswith("zh") else found.type.remedies_en
    return ""


def _page(request: StaffRequest, form: Brought, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "day": audit.today()} | _outlook(form, request.user.actor) | more
    return render(request, "desk/disputes/new.html", context, status=status)


def _outlook(form: Brought, by: Actor) -> dict[str, Any]:
    """Type and committee as proposed, with reasons; what the law says of the type; whose it would be. A person decides."""
    kind, area = form.known_type, form.known_area
    known = units.current().by_id
    offered = candidates.committees(Dispute(type=kind, area=area)) if kind else []
    return {
        "heard": form.heard[:3], "kind": kind, "area": area, "own": _takes(kind, area, by),
        "offered": [(known[one.key], reasons(one.reasons)) for one in offered[:3] if one.key in known],
        "excluded": bool(kind and kind.mediable == DisputeType.Mediable.NO),
        "limited": bool(kind and kind.mediable == DisputeType.Mediable.LIMITED),
        "is_mediator": by.role == Role.MEDIATOR,
    }  # fmt: skip


def _takes(kind: DisputeType | None, area: Any, by: Actor) -> Unit | None:
    """The committee that is proposed; a mediator's own where it may have it and nobody nearer is set up for it."""
    if kind is None or kind.mediable == DisputeType.Mediable.NO:
        return None
    known, found = units.current().by_id, candidates.committees(Dispute(type=kind, area=area))
    if area is None and by.role == Role.MEDIATOR and by.unit_id in known:
        own = known[by.unit_id]
        return None if sides.may_mediate(own, kind) else own
    return known.get(found[0].key) if found else None
