"""Filing a call for a caller: what is asked, and what the desk makes of it while the caller still talks."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.places import locator
from huying.base.places import register as places
from huying.base.places.models import Address, Area
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Role
from huying.cases import alarms, calling, nearby, suggesting
from huying.cases.intake import Call
from huying.cases.nearby import Near
from huying.cases.reading import offers
from huying.cases.reading.offers import Offer
from huying.cases.words import Channel, Confidentiality, Urgency
from huying.web import questions

from . import fields

QUIET = {"autocomplete": "off"}  # the browser keeps no caller's name for the next call
CHANNELS = (Channel.PHONE, Channel.WALK_IN, Channel.LETTER)


@dataclass(frozen=True)
class Place:
    """Where it is, as far as it is known. WGS84 degrees."""

    area: Area | None = None
    lon: float | None = None
    lat: float | None = None
    address: str = ""


def _kinds() -> list[tuple[str, str]]:
    return [("", "–"), *((kind.code, str(kind)) for kind in catalogue.current().kinds.values())]


class CallForm(forms.Form):
    """Everything but the words is optional: a call that cannot be placed waits for a dispatcher."""

    use_required_attribute = False

    text = fields.words(lazy("What the caller says"), rows=4)
    category = fields.Chosen(fields.leaves, label=lazy("Category"), required=False)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False, choices=_kinds)
    urgency = forms.ChoiceField(label=lazy("Urgency"), required=False, choices=Urgency.choices)
    accused = fields.Chosen(
        fields.all_units,
        label=lazy("It is about the unit"),
        required=False,
        help_text=lazy("That unit never handles it."),
    )
    where = forms.CharField(label=lazy("Where"), required=False, max_length=300, widget=forms.TextInput(QUIET))
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    private_place = forms.BooleanField(
        label=lazy("It is where the caller lives: only the area is kept, the address is sealed"), required=False
    )
    earlier = forms.CharField(
        label=lazy("Number of an earlier case of theirs"), required=False, max_length=40, widget=forms.TextInput(QUIET)
    )
    name = forms.CharField(label=lazy("Name"), required=False, max_length=80, widget=forms.TextInput(QUIET))
    phone = forms.CharField(
        label=lazy("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(QUIET | {"type": "tel"}),
    )
    email = forms.CharField(label=lazy("E-mail"), required=False, max_length=200, widget=forms.EmailInput(QUIET))
    confidentiality = forms.ChoiceField(
        label=lazy("Confidentiality"),
        required=False,
        choices=[("", lazy("as usual for the category")), *Confidentiality.choices],
    )
    channel = forms.ChoiceField(label=lazy("Came by"), required=False)
    reply_wanted = forms.BooleanField(label=lazy("The caller wants an answer"), required=False, initial=True)
    danger_over = forms.BooleanField(label=lazy("There is no danger, or it is over"), required=False)
    told = fields.words(lazy("What the caller was told"), required=False, rows=2)
    line = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.by = by
        self.channels = (Channel.FIELD,) if by.role == Role.FIELD else CHANNELS
        self.fields["channel"].choices = [(channel.value, channel.label) for channel in self.channels]  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["autofocus"] = True
        self.handed_over = self.typed("then") in alarms.EMERGENCY
        self.initial.setdefault("key", uuid4().hex)
        self.known = Known(self)
        self.asked = questions.fields(self.known.category)
        self.fields |= self.asked

    def call(self) -> Call:
        """What the caller said, for `intake.receive`; the form must be valid."""
        said, place = self.cleaned_data, self.known.place
        line = calling.line(said["line"], by=self.by)
        return Call(
            text=said["text"], channel=said["channel"] or self.channels[0], kind=catalogue.current().kinds.get(said["kind"]),
            category=said["category"], answers=questions.answers(said["category"], said), address=place.address,
            lon=place.lon, lat=place.lat, area=place.area, name=said["name"], phone=said["phone"] or line.number, email=said["email"],
            confidentiality=said["confidentiality"], urgency=said["urgency"] or Urgency.ORDINARY, reply_wanted=said["reply_wanted"],
            accused=said["accused"], danger_over=said["danger_over"], private_place=said["private_place"], earlier=said["earlier"],
            recording=line.recording, handed_over=self.handed_over, suggested=suggesting.suggest(said["text"]), read=self.read,
            near=self.near(said["category"]),
        )  # fmt: skip

    def near(self, category: Category | None) -> list[Near]:
        """Open cases that may be the same matter, as far as it is typed."""
        place = self.known.place
        return nearby.for_staff(
            self.by, nearby.Matter(category, place.area, place.lon, place.lat, self.typed("text"), place.address)
        )

    @cached_property
    def read(self) -> list[Offer]:
        """What the words say of the place and of what the category asks for."""
        return offers.offers(self.typed("text"), self.known.category, places.today())

    @property
    def places_read(self) -> list["Reading"]:
        return [one for one in self._readings if one.name == "where"]

    @property
    def questions_read(self) -> list[tuple[Any, list["Reading"]]]:
        """Each question with what was read for it."""
        return [(self[name], [one for one in self._readings if one.name == name]) for name in self.asked]

    def with_read(self, nth: str) -> dict[str, str]:
        """What the form holds once the reading with this number is taken; as it is, where there is none."""
        taken = next((one.fields for one in self._readings if str(one.nth) == nth), {})
        return {**self.initial, **taken}

    @cached_property
    def _readings(self) -> list["Reading"]:
        return [Reading.of(nth, offer, self) for nth, offer in enumerate(self.read)]

    def place_again(self) -> dict[str, str]:
        """What the next call writes to have the same place; nothing of a place that is sealed."""
        if self.cleaned_data["private_place"]:
            return {}
        return {name: self.typed(name) for name in ("where", "place", "lon", "lat")}

    def typed(self, name: str) -> str:
        """What stands in a field so far."""
        source = self.data if self.is_bound else self.initial
        return str(source.get(name) or "").strip()

    def lacks(self, wrong: dict[str, str]) -> None:
        """Put the command's own sentences beside the fields."""
        for name, sentence in wrong.items():
            field = {"address": "where", "lon": "where"}.get(name, name)
            self.add_error(field if field in self.fields else None, sentence)

    def look_here(self) -> None:
        """The keyboard goes to the first field at fault, not back to the words."""
        if wrong := next((name for name in self.fields if name in self.errors), None):
            self.fields["text"].widget.attrs.pop("autofocus", None)
            self.fields[wrong].widget.attrs["autofocus"] = True

    @property
    def questions(self) -> list[Any]:
        return [self[name] for name in self.asked]


@dataclass(frozen=True)
class Reading:
    """Something that was read in the words, and the field that may take it."""

    nth: int
    name: str
    value: str
    key: str
    """Of a place: its address or area, as the form picks it."""
    words: str
    lies: str
    """Of a place: where it lies."""
    is_taken: bool

    @classmethod
    def of(cls, nth: int, offer: Offer, form: CallForm) -> "Reading":
        place = offer.place
        name = "where" if place else questions.PREFIX + offer.field
        key = lies = ""
        if place and place.area:
            key = f"address:{place.address.pk}" if place.address else f"area:{place.area.code}"
            above = places.path(place.area)[1:]
            lies = " › ".join(str(area) for area in above if str(area) != place.name)
        return cls(nth, name, offer.value, key, offer.words, lies, form.typed(name) == offer.value)

    @property
    def fields(self) -> dict[str, str]:
        """What taking it writes."""
        written = {self.name: self.value}
        return written | ({"place": self.key, "lon": "", "lat": ""} if self.name == "where" else {})


class Known:
    """What is understood of a form that is still being filled in; what is not, is None."""

    def __init__(self, form: CallForm) -> None:
        self.form = form
        self.category: Category | None = self._row("category")
        self.accused: Unit | None = self._row("accused")
        self.place = self._place()

    def _row(self, name: str) -> Any:
        field, typed = self.form.fields[name], self.form.typed(name)
        try:
            return field.clean(typed)
        except forms.ValidationError:
            return None

    def _place(self) -> Place:
        """The point if there is one, else the address or area that was picked, else the words alone."""
        where, (kind, _sep, key) = self.form.typed("where"), self.form.typed("place").partition(":")
        try:
            lon, lat = float(self.form.typed("lon")), float(self.form.typed("lat"))
            return Place(locator.locate(lon, lat), lon, lat, where)
        except ValueError:
            pass
        if kind == "address" and key.isdecimal() and (found := Address.objects.filter(pk=key).first()):
            return Place(places.by_id(found.area_id), found.lon, found.lat, str(found))
        return Place(places.by_code(key) if kind == "area" else None, address=where)
