"""The three steps of a report, each a form: what it is, where it is, and who to answer."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.places import addresses
from huying.base.places import register as places
from huying.base.places.models import Address, Area
from huying.cases import files, suggesting
from huying.cases.checks import LONGEST
from huying.cases.words import Confidentiality
from huying.web import questions

from . import reading

DEPTH = 3
"""Levels of areas that a resident chooses from: district, street, community. Grid cells are the office's."""
OVER = "danger_over."
"""Before a category's code: its emergency test was read, and the danger is over."""

MOST_FOUND, SHORTEST = 5, 2
"""Addresses offered, and how many signs of one must be typed first."""
TEXT_NUMBERS = {"110": "12110"}
"""Where one can also send a message (短信报警)."""


class Photos(forms.FileInput):
    """Several files at once; telephones offer the camera."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        more = {"data-preview": _("Remove {}")} if attrs is None else attrs
        super().__init__({"multiple": True, "accept": ",".join(files.SUFFIXES), **more})


class Step(forms.Form):
    """A page of the report. What was typed on the others goes along with it, unseen."""

    title: Any
    label: Any
    """Its name on the way, short."""

    def __init__(self, post: QueryDict, *, judged: bool = True) -> None:
        """`judged`: say what is wrong; otherwise show what was typed and say nothing yet."""
        self.post = post
        super().__init__(post if judged else None)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name in self.post:
            return field.widget.value_from_datadict(self.post, {}, field_name)
        return super().get_initial_for_field(field, field_name)

    @property
    def given(self) -> dict[str, Any]:
        """What could be read of it, whatever else is wrong."""
        self.errors  # noqa: B018 (judges the form once)
        return self.cleaned_data


class What(Step):
    """In their words, with photos; what it belongs to, if they know."""

    title = _("What is it about?")
    label = _("What")
    text = forms.CharField(
        label=_("Tell us in your own words"),
        help_text=_("What is wrong, since when, and what you would like to happen."),
        widget=forms.Textarea({"rows": 5, "maxlength": LONGEST["text"], "data-count": _("{} characters left")}),
    )
    photos = forms.Field(
        label=_("Photos or documents"),
        help_text=_(
            "If you have any. JPEG, PNG, WebP or PDF, up to 20 MB each. Where and by whom a photo was taken is removed."
        ),
        required=False,
        widget=Photos({"data-photo-input": ""}),
    )
    field_order = ("photos", "text", "category", "kind")
    category = forms.ChoiceField(label=_("What does it belong to?"), required=False)
    kind = forms.ChoiceField(label=_("What do you want?"), required=False, widget=forms.RadioSelect)

    def __init__(self, post: QueryDict, *, judged: bool = True) -> None:
        super().__init__(post, judged=judged)
        book = catalogue.current()
        self.fields["category"].choices = [(found.code, str(found)) for found in book.leaves()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(code, str(kind)) for code, kind in book.kinds.items()]  # type: ignore[attr-defined]
        for leaf in book.leaves():
            if leaf.emergency_number:
                self.fields[OVER + leaf.code] = forms.BooleanField(label=_("Danger"), required=False)

    @property
    def suggested(self) -> list[suggesting.Suggestion]:
        """What it may belong to, by its words, as long as nothing is chosen; the resident decides."""
        text = self["text"].value() or ""
        return [] if self["category"].value() else suggesting.suggest(text)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The categories under the groups that residents look for them in; `open` where one is chosen."""
        book = catalogue.current()
        found: dict[Category, list[dict[str, Any]]] = {}
        for leaf in book.leaves():
            found.setdefault(book.categories[book.chain(leaf.pk)[-1]], []).append(self._choice(leaf))
        return [
            {"name": group, "choices": choices, "open": any(choice["chosen"] for choice in choices)}
            for group, choices in found.items()
        ]

    def _choice(self, leaf: Category) -> dict[str, Any]:
        """A category to choose. Where the emergency line comes first, its number and the tick that goes on."""
        return {
            "category": leaf,
            "chosen": leaf.code == self["category"].value(),
            "over": self[OVER + leaf.code] if leaf.emergency_number else None,
            "text_number": TEXT_NUMBERS.get(leaf.emergency_number),
        }


@dataclass(frozen=True)
class Level:
    """One select of the way down to an area."""

    label: Any
    options: list[Area]
    chosen: str


class Where(Step):
    """A pin, a photo's position, an area, an address: any of them does."""

    title = _("Where is it?")
    label = _("Where")
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    at_photo = forms.BooleanField(label=_("It is where the photo was taken"), required=False)
    area = forms.CharField(label=_("District, street, community"), required=False)
    address = forms.CharField(
        label=_("Address, or how to find it"),
        help_text=_("For example: 12 Binhe Road, in front of the bakery."),
        required=False,
        widget=forms.TextInput({"maxlength": LONGEST["address"], "autocomplete": "off"}),
    )
    private_place = forms.BooleanField(
        label=_("This is where I live"),
        help_text=_("Then only the area is kept with your report; the exact place is sealed with your contact."),
        required=False,
    )
    nowhere = forms.BooleanField(label=_("It is not about a particular place"), required=False)

    LABELS = (_("District"), _("Street"), _("Community"))

    def __init__(self, post: QueryDict, *, judged: bool = True) -> None:
        super().__init__(post, judged=judged)
        self.levels, self.chosen_area = way_down(post.getlist("area"))

    @property
    def read(self) -> list[reading.Reading]:
        """Places that their words name, as long as none is chosen."""
        return reading.of_field(self.post, reading.ADDRESS)

    @property
    def found(self) -> list[tuple[Address, Area]]:
        """Addresses of the register that are called so, each with the smallest area that means something to a resident."""
        typed = str(self["address"].value() or "").strip()
        rows = addresses.search(typed, limit=MOST_FOUND) if len(typed) >= SHORTEST else []
        return [(row, next(step for step in places.path(row.area)[::-1] if step.level <= DEPTH)) for row in rows]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["area"] = self.chosen_area
        if not any(given.get(name) for name in ("lat", "at_photo", "area", "address", "nowhere")):
            self.add_error("area", _("Please say where it is, or tick that it is not about a particular place."))
        return given


def way_down(codes: list[str]) -> tuple[list[Level], Area | None]:
    """The selects to show, from the city down to one below what was chosen, and the lowest area chosen."""
    cities = places.children()
    above = cities[0] if len(cities) == 1 else None
    levels: list[Level] = []
    chosen = None
    for label in Where.LABELS:
        options = places.children(above)
        if not options:
            break
        found = next((area for area in options if area.code in codes), None)
        levels.append(Level(label, options, found.code if found else ""))
        if found is None:
            break
        above = chosen = found
    return levels, chosen


class Who(Step):
    """How to answer; what the category asks besides; and everything once more before it is sent."""

    title = _("How can we answer you?")
    label = pgettext_lazy("step", "Answer")
    name = forms.CharField(label=_("Your name"), required=False, widget=forms.TextInput({"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("Telephone"), required=False, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    email = forms.CharField(
        label=_("E-mail"), required=False, widget=forms.TextInput({"type": "email", "autocomplete": "email"})
    )
    earlier = forms.CharField(
        label=_("Did you tell us before? The number of that report"),
        help_text=_("If you have it. Reports are never joined by your name or telephone."),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": 40}),
    )
    confidentiality = forms.ChoiceField(label=_("Who may know your name?"), widget=forms.RadioSelect)
    no_reply = forms.BooleanField(label=_("I do not need an answer"), required=False)

    OPENNESS = {
        Confidentiality.NORMAL: _("The unit that handles it, to reach me"),
        Confidentiality.CONFIDENTIAL: _("Only the hotline; the unit never sees it"),
        Confidentiality.ANONYMOUS: _("Nobody: I do not leave my name"),
    }

    def __init__(self, post: QueryDict, *, judged: bool = True) -> None:
        super().__init__(post, judged=judged)
        category = catalogue.current().by_code.get(post.get("category", ""))
        self.fields |= questions.fields(category)
        self.anonymous = bool(category and category.anonymous)
        offered = [
            (code, words)
            for code, words in self.OPENNESS.items()
            if self.anonymous or code != Confidentiality.ANONYMOUS
        ]
        self.fields["confidentiality"].choices = offered  # type: ignore[attr-defined]
        self.fields["confidentiality"].initial = category.confidentiality if category else Confidentiality.NORMAL

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("confidentiality") == Confidentiality.ANONYMOUS:
            return given | {"name": "", "phone": "", "email": ""}
        if not given.get("phone") and not given.get("email"):
            self.add_error("phone", _("Please leave a telephone number or an e-mail address, so that we can answer."))
        return given

    @property
    def asked(self) -> list[tuple[forms.BoundField, list[reading.Reading]]]:
        """The category's own questions, each with what their words say."""
        asked = [field for field in self if field.name.startswith(questions.PREFIX)]
        return [(field, reading.of_field(self.post, field.name)) for field in asked]

    @property
    def contact(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "phone", "email")]


STEPS: tuple[type[Step], ...] = (What, Where, Who)
