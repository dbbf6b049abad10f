"""The exchange desk: connectors set up, tried on real records, switched on and off, run, accounted for, reconciled day by day."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import ValidationError

from huying.base import keyset
from huying.base.journal import audit
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.models import Staff
from huying.cases.models import Connector, Exchanged

from .connectors import configuring, picking, reconciling, rounds, trying
from .forms import ConnectorForm, New, Pickers, Statement, initial

SECONDS = 8
"""A round that somebody waits for; the rest goes on in the background."""
DAYS, PARCELS, PAGE = 14, 8, 50
State = Exchanged.State


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Staff


class Enough(Exception):
    """Nobody waits any longer in front of a page."""


@require_safe
def connectors(request: StaffRequest) -> HttpResponse:
    """Every connector, with what it exchanged today."""
    counts = _by_state(Exchanged.objects.filter(day=audit.today()), "connector")
    rows = [(each, counts.get(each.pk, {})) for each in Connector.objects.select_related("unit")]
    return render(request, "exchange/connectors.html", {"rows": rows, "form": New()})


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Another one. `?takes=&transport=` say which form it has."""
    chosen = New(request.GET)
    if not chosen.is_valid():
        raise Http404
    takes, transport = chosen.cleaned_data["takes"], chosen.cleaned_data["transport"]
    form = ConnectorForm(takes, transport, request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := _saved(form, None, request.user)):
        messages.success(request, _("It is off. Look at the preview, then switch it on."))
        return HttpResponseRedirect(reverse("exchange:connector", args=[made.slug]))
    words = {"takes": Connector.Takes(takes).label, "transport": Connector.Transport(transport).label}
    return render(request, "exchange/new.html", {"form": form, **words}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def connector(request: StaffRequest, slug: str) -> HttpResponse:
    """One of them. POST `deed`: save, preview, pick (columns; shown, not saved), run, on, off, from_the_beginning, reconcile (with a
    statement)."""
    known = get_object_or_404(Connector.objects.select_related("unit"), slug=slug)
    deed = request.POST.get("deed", "")
    if deed == "pick":
        known.mapping = _picked(known, request.POST)
    form = ConnectorForm(
        known.takes, known.transport, request.POST if deed == "save" else None, known=known, initial=initial(known)
    )
    statement = Statement(request.POST if deed == "reconcile" else None)
    preview = trying.preview(known) if deed in ("preview", "pick") else None
    if deed == "save" and form.is_valid() and _saved(form, known, request.user):
        messages.success(request, _("In force now."))
        return HttpResponseRedirect(request.path)
    if deed == "reconcile" and statement.is_valid() and _reconciled(request, known, statement):
        return HttpResponseRedirect(request.path)
    if deed in DEEDS:
        DEEDS[deed](request, known)
        return HttpResponseRedirect(request.path)
    pickers = Pickers(known.takes, known.mapping, preview.header) if preview and preview.header else None
    context = {
        "connector": known, "form": form, "statement": statement, "preview": preview, "pickers": pickers,
        "unsaved": deed == "pick", **_told(known),
    }  # fmt: skip
    return render(request, "exchange/connector.html", context, status=422 if form.errors or statement.errors else 200)


@require_safe
def records(request: StaffRequest, slug: str) -> HttpResponse:
    """What became of each record, the newest first. `?state=`, `day=` (ISO), and the cursor `after`."""
    known = get_object_or_404(Connector, slug=slug)
    found = known.records.select_related("case", "parcel").order_by("-pk")
    if (state := request.GET.get("state", "")) in State.values:
        found = found.filter(state=state)
    if day := _day(request.GET.get("day", "")):
        found = found.filter(day=day)
    if after := request.GET.get("after", ""):
        try:
            found = found.filter(pk__lt=keyset.read(after)[1])
        except keyset.BadCursor:
            raise Http404 from None
    page = [*found[: PAGE + 1]]
    older = request.GET.copy()
    older["after"] = keyset.cursor(None, page[PAGE - 1].pk) if len(page) > PAGE else ""
    context = {
        "connector": known, "records": page[:PAGE], "state": state, "states": State.choices, "day": day,
        "older_url": f"?{older.urlencode()}" if len(page) > PAGE else "",
    }  # fmt: skip
    return render(request, "exchange/records.html", context)


def _told(known: Connector) -> dict[str, Any]:
    """How it is: today, the days before, the parcels that came last."""
    today = audit.today()
    days = {found.day: found for found in known.reconciliations.all()[:DAYS]}
    counts = _by_state(known.records.filter(day=today), "day").get(today, {})
    last = [*known.parcels.order_by("-began_at")[:PARCELS]]
    became = _by_state(Exchanged.objects.filter(parcel__in=last), "parcel")
    return {
        "today": today, "counts": counts, "days": [found for day, found in sorted(days.items(), reverse=True)],
        "parcels": [(parcel, became.get(parcel.pk, {})) for parcel in last],
    }  # fmt: skip


def _by_state(found: Any, by: str) -> dict[Any, dict[str, int]]:
    """Value of `by` → state → how many; `received` is all of them."""
    counts: dict[Any, dict[str, int]] = {}
    for value, state, n in found.order_by().values_list(by, "state").annotate(n=Count("pk")):
        each = counts.setdefault(value, {"received": 0, **dict.fromkeys(State.values, 0)})
        each[state] = n
        each["received"] += n
    return counts


def _saved(form: ConnectorForm, known: Connector | None, by: Staff) -> Connector | None:
    try:
        return configuring.save(configuring.Entry.model_validate(form.described(known)), by=by.actor)
    except ValidationError as wrong:
        form.lacks({".".join(map(str, error["loc"])): error["msg"] for error in wrong.errors()})
    except Incomplete as refusal:
        form.lacks(refusal.fields)
    return None


def _ran(request: StaffRequest, known: Connector) -> None:
    end = time.monotonic() + SECONDS

    def progress(_n: int) -> None:
        if time.monotonic() > end:
            raise Enough

    try:
        counts = rounds.run(known, progress)
    except Enough:
        messages.info(request, _("There is more; it goes on in the background."))
        return
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    if counts.trouble:
        messages.error(request, counts.trouble)
    else:
        told = _("Received %(received)d: applied %(applied)d, refused %(refused)d, duplicate %(duplicate)d.")
        messages.success(request, told % vars(counts))


def _picked(known: Connector, given: QueryDict) -> str:
    """The mapping with the columns that were chosen; as it stands where it cannot be read."""
    columns = {
        name.removeprefix("column-"): str(column) for name, column in given.items() if name.startswith("column-")
    }
    try:
        return picking.changed(known.takes, given.get("mapping", "") or known.mapping, columns)
    except Incomplete:
        return known.mapping


def _switched(on: bool) -> Callable[[StaffRequest, Connector], None]:
    return lambda request, known: configuring.switch(known, on=on, by=request.user.actor)


def _begun_again(request: StaffRequest, known: Connector) -> None:
    configuring.from_the_beginning(known, by=request.user.actor)
    messages.success(request, _("The next round begins at the beginning; what is known already is recognised."))


DEEDS: dict[str, Callable[[StaffRequest, Connector], None]] = {
    "run": _ran,
    "on": _switched(True),
    "off": _switched(False),
    "from_the_beginning": _begun_again,
}


def _reconciled(request: StaffRequest, known: Connector, form: Statement) -> bool:
    said = form.cleaned_data
    try:
        theirs = reconciling.Statement(records=said["records"], digest=said["digest"].strip().lower())
    except ValidationError:
        form.add_error("digest", _("This is no hash of 64 signs from 0 to 9 and a to f."))
        return False
    found = reconciling.reconcile(known, said["day"], theirs)
    if found.agreed:
        messages.success(request, _("Both sides say the same of this day."))
    else:
        messages.error(request, _("The two sides differ on this day."))
    return True


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Http404 from None
