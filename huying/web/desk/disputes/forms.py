"""What every form about a dispute is made of: its sides, parties, table and notes to choose from; the version its page showed."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Actor
from huying.civic.mediation.models import Committee, Dispute, DisputeFile, Meeting, Note, Party, Room
from huying.civic.mediation.words import MEDIATES, Means, NoteKind, Part
from huying.web.desk.forms import fields

MEANS = [choice for choice in Means.choices if choice[0] != Means.PAGE]
"""How somebody says something to staff; on the page they say it themselves."""
SHORT = 40

Rows = Callable[[Dispute], Iterable[tuple[Any, str]]]


class One(forms.TypedChoiceField):
    """One of what lies beside this dispute. `rows`: (row, words) of the dispute; the form offers them once it knows it."""

    def __init__(self, label: Any, rows: Rows, *, required: bool = True, whole: bool = True, **more: Any) -> None:
        super().__init__(label=label, required=required, widget=forms.RadioSelect, empty_value=None, **more)
        self.rows, self.whole = rows, whole

    def offer(self, dispute: Dispute) -> None:
        rows = list(self.rows(dispute))
        known = {str(getattr(row, "pk", row)): row for row, _words in rows}
        self.choices = [(str(getattr(row, "pk", row)), words) for row, words in rows]
        self.coerce = lambda value: known[value]
        if len(rows) == 1 and self.required:
            self.initial = self.choices[0][0]


class DisputeForm(forms.Form):
    """Asks for what a command needs. Its fields are the command's keywords; `settle` fits them to the dispute."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    template = "desk/disputes/act.html"
    downloads = False
    """Whether what comes back is a file, which only the browser itself can save."""

    def __init__(self, *args: Any, dispute: Dispute, by: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.dispute, self.by = dispute, by
        self.initial["version"] = dispute.version
        for field in self.fields.values():
            if isinstance(field, One):
                field.offer(dispute)
        self.settle()
        if first := next(iter(self.visible_fields()), None):
            first.field.widget.attrs["autofocus"] = True

    def settle(self) -> None:
        """Offer and prefill what depends on the dispute."""

    def given(self) -> dict[str, Any]:
        """What the command is called with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def lacks(self, wrong: dict[str, str]) -> None:
        """Put the command's own sentences beside the fields."""
        for name, sentence in wrong.items():
            self.add_error(name if name in self.fields else None, sentence)


class Sure(DisputeForm):
    """Nothing to fill in."""


class DisputeFiles(fields.Files):
    """Files for a dispute, each looked at before it is kept."""

    kind = "evidence"

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [
            DisputeFile(kind=self.kind, sha256=row.sha256, name=row.name, media_type=row.media_type, size=row.size)
            for row in super().clean(data, initial)
        ]


# -- fields


def side(label: Any = None, *, required: bool = True) -> One:
    return One(label or lazy("Side"), sides, required=required)


def party(label: Any = None) -> One:
    return One(label or lazy("Party"), parties)


def means() -> forms.ChoiceField:
    return fields.choice(lazy("How"), MEANS)


def sides(dispute: Dispute) -> list[tuple[int, str]]:
    return [(row.number, side_name(dispute, row.number)) for row in dispute.papers.sides]


def side_name(dispute: Dispute, number: int) -> str:
    """Such as “Side 1: 王敏、李强”."""
    named = _(", ").join(row.name for row in dispute.papers.of_side(number)) or _("nobody named yet")
    return _("Side %(n)d: %(who)s") % {"n": number, "who": named}


def parties(dispute: Dispute) -> list[tuple[Party, str]]:
    numbers = {row.pk: row.number for row in dispute.papers.sides}
    return [
        (row, _("Side %(n)d: %(who)s") % {"n": numbers[row.side_id], "who": row.name}) for row in dispute.papers.parties
    ]


def unsigned(dispute: Dispute) -> list[tuple[Party, str]]:
    waiting = {row.pk for row in dispute.papers.unsigned()}
    return [(row, words) for row, words in parties(dispute) if row.pk in waiting]


def seats(dispute: Dispute) -> list[tuple[Any, str]]:
    names = {row.pk: row.get_full_name() for row in Staff.objects.filter(seats__dispute=dispute)}
    return [
        (seat, f"{names.get(seat.staff_id or 0) or seat.name} · {Part(seat.part).label}")
        for seat in dispute.papers.seats
    ]


def strangers(dispute: Dispute) -> list[tuple[Any, str]]:
    """Who sits at the table without an account, and has not said yet what interests they have."""
    return [(seat, words) for seat, words in seats(dispute) if seat.staff_id is None and seat.part not in MEDIATES]


def _noted(kind: NoteKind) -> Rows:
    def rows(dispute: Dispute) -> list[tuple[Note, str]]:
        found = dispute.notes.filter(kind=kind).order_by("-pk")
        return [(row, f"{timezone.localtime(row.at):%m-%d %H:%M} {row.text[:SHORT]}") for row in found]

    return rows


offers, facts = _noted(NoteKind.OFFER), _noted(NoteKind.UNDISPUTED)


def meetings(dispute: Dispute) -> list[tuple[Meeting, str]]:
    planned = dispute.meetings.filter(cancelled_at=None).select_related("room").order_by("starts_at")
    return [(row, f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M} {place(row)}") for row in planned]


def place(row: Meeting) -> str:
    return str(row.room) if row.room else row.where or row.link


def rooms(dispute: Dispute) -> list[tuple[Room, str]]:
    """The committee's own first, then those above it."""
    register = units.current()
    chain = [key for key in register.chain(dispute.unit_id) if key] if dispute.unit_id else []
    found = Room.objects.filter(retired=False, unit__in=[*chain, dispute.unit_id])
    return [(row, str(row)) for row in sorted(found, key=lambda row: (row.unit_id != dispute.unit_id, row.pk))]


def owed(dispute: Dispute) -> list[tuple[Any, str]]:
    text = dispute.papers.draft
    rows = text.obligations.all() if text else []
    return [(row, f"{row.number}. {row.what[:SHORT]} · {row.due_on}") for row in rows if row.performed_on is None]


def committees() -> list[Any]:
    """The units that mediate."""
    mediate = set(Committee.objects.values_list("pk", flat=True))
    return [unit for unit in fields.all_units() if unit.pk in mediate]
