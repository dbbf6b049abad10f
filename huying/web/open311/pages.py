"""The units that work in another Open311 system, as the administrator sets them up, and what waits there for a person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from huying.base.journal.refusals import Incomplete
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.cases.models import Peer
from huying.web.tables import Cell, Records

from . import connecting

SHOWN = 100
"""Cases listed that wait for a person."""
ALL_OTHERS = "*"
"""How the form writes the service that stands for all other categories."""


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Staff


class Connection(forms.Form):
    """Where a unit's system is, and under which codes it takes our categories."""

    use_required_attribute = False

    unit = forms.ChoiceField(label=lazy("Unit"))
    endpoint = forms.CharField(
        label=lazy("Address"), max_length=300, widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        help_text=lazy("What stands before services.xml, such as https://system.example.org/open311/v2/."),
    )  # fmt: skip
    jurisdiction = forms.CharField(label=lazy("Jurisdiction"), max_length=120, required=False)
    key = forms.CharField(
        label=lazy("Key"), required=False, widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=lazy("That they gave us. Left empty, the one that is known stays."),
    )  # fmt: skip
    services = forms.CharField(
        label=lazy("Services"), required=False, widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=lazy("A line each: our category = their service. “*” stands for all others; else our own Open311 codes are sent."),
    )  # fmt: skip
    paused = forms.BooleanField(label=lazy("Nothing is exchanged for now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(units.current().by_code.values(), key=lambda unit: unit.code)
        self.fields["unit"].choices = [("", "—"), *((unit.code, f"{unit} · {unit.code}") for unit in known)]  # type: ignore[attr-defined]

    def clean_services(self) -> dict[str, str]:
        """Our category → their service; "" stands for all others."""
        lines = [line for line in self.cleaned_data["services"].splitlines() if line.strip()]
        pairs = [[part.strip() for part in line.split("=", 1)] for line in lines]
        if any(len(pair) < 2 or not all(pair) for pair in pairs):
            raise forms.ValidationError(_("A line says: our category = their service."))
        return {"" if ours == ALL_OTHERS else ours: theirs for ours, theirs in pairs}

    def lacks(self, wrong: dict[str, str]) -> None:
        """Put the command's own sentences beside the fields."""
        for name, sentence in wrong.items():
            field = name.rpartition(": ")[2]
            self.add_error(field if field in self.fields else None, sentence)


@require_http_methods(["GET", "POST"])
def peers(request: StaffRequest) -> HttpResponse:
    """Every connection, and what waits for a person. POST `deed`: settle (with `number`), else another one is made."""
    if request.POST.get("deed") == "settle":
        return _settled(request)
    form = Connection(request.POST or None)
    if request.method == "POST" and _connected(form, request.user):
        messages.success(request, _("Connected. What lies with the unit is sent within a minute."))
        return HttpResponseRedirect(request.path)
    waiting = [*connecting.waiting()]
    context = {"form": form, "records": _records(), "waiting": waiting[:SHOWN], "n_waiting": len(waiting)}
    return render(request, "open311/peers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def peer(request: StaffRequest, unit: str) -> HttpResponse:
    """One of them, to be changed."""
    known = get_object_or_404(Peer.objects.select_related("unit"), unit__code=unit)
    form = Connection(request.POST or None, initial=_initial(known))
    form.fields["unit"].widget = forms.HiddenInput()
    if request.method == "POST" and _connected(form, request.user):
        messages.success(request, _("In force now."))
        return HttpResponseRedirect(reverse("peers"))
    return render(request, "open311/peer.html", {"form": form, "peer": known}, status=422 if form.errors else 200)


def _connected(form: Connection, by: Staff) -> bool:
    if not form.is_valid():
        return False
    try:
        connecting.connect([form.cleaned_data], by=by.actor)
    except Incomplete as refusal:
        form.lacks(refusal.fields)
        return False
    return True


def _settled(request: StaffRequest) -> HttpResponse:
    n = connecting.settle(request.POST.get("number", ""))
    said = ngettext("%(n)d thing is settled.", "%(n)d things are settled.", n) % {"n": n}
    messages.success(request, said if n else _("Nothing waits there any more."))
    return HttpResponseRedirect(request.path)


def _initial(known: Peer) -> dict[str, Any]:
    in_order = sorted(known.services.items(), key=lambda pair: (not pair[0], pair[0]))
    lines = [f"{ours or ALL_OTHERS} = {theirs}" for ours, theirs in in_order]
    said = {name: getattr(known, name) for name in ("endpoint", "jurisdiction", "paused")}
    return said | {"unit": known.unit.code, "services": "\n".join(lines)}


def _records() -> Records:
    open_conflict = Q(pushed__pulled__settled_at=None) & ~Q(pushed__pulled__conflict="")
    known = Peer.objects.select_related("unit").annotate(
        n_there=Count("pushed", Q(pushed__external__gt=""), distinct=True),
        n_waiting=Count("pushed", Q(pushed__external="", pushed__refused=""), distinct=True),
        n_refused=Count("pushed", Q(pushed__refused__gt=""), distinct=True),
        n_conflicts=Count("pushed__pulled", open_conflict, distinct=True),
    )
    columns = [
        _("Unit"),
        _("Address"),
        _("Cases there"),
        _("Waiting"),
        _("For a person"),
        _("Last round"),
        _("How it is"),
    ]
    return Records(columns, [_row(each) for each in known.order_by("unit__code")])


def _row(each: Any) -> list[Cell]:
    return [
        Cell(str(each.unit), reverse("peer", args=[each.unit.code])),
        Cell([each.endpoint, each.trouble] if each.trouble else each.endpoint, own=True),
        Cell(each.n_there),
        Cell(each.n_waiting),
        Cell(each.n_refused + each.n_conflicts),
        Cell(each.answered_at or "–"),
        _state(each),
    ]


def _state(each: Peer) -> Cell:
    if each.paused:
        return Cell(_("stopped"), tone="")
    if each.trouble:
        return Cell(_("does not answer"), tone="bad")
    return Cell(_("well"), tone="good") if each.answered_at else Cell(_("not asked yet"), tone="wait")
