"""The call screen: filing a call for a caller, with all that the desk knows about it while the caller still talks."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huying.base.catalogue import articles
from huying.base.journal import clock
from huying.base.journal.machine import Incomplete, Refused
from huying.base.places import addresses
from huying.base.places import register as places
from huying.cases import (
    alarms,
    calling,
    deadlines,
    followup,
    intake,
    queries,
    responsibility,
    suggesting,
    troubles,
)
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.cases.words import Outcome
from huying.web.once import once

from .access import StaffRequest
from .forms.call import CallForm

READ = "read:"
"""Before the number of a reading that is taken by a button, where no script takes it."""


@require_http_methods(["GET", "POST"])
def call(request: StaffRequest) -> HttpResponse:
    """The form, and what was filed with it: `then` says whether it is merged, was answered on the call or handed over."""
    by = request.user.actor
    if reason := LIFE.why_not(Case(), "receive", by=by):
        return render(request, "409.html", {"reason": reason}, status=409)
    if request.method == "POST" and "look" not in request.POST:
        return _filed_or_back(request, CallForm(request.POST, by=by))
    form = CallForm(initial=request.POST.dict(), by=by)
    looked = request.POST.get("look", "")
    if looked.startswith(READ):
        form = CallForm(initial=form.with_read(looked.removeprefix(READ)), by=by)
    return _page(request, form)


@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """What would happen with the call as it is typed so far. A POST, so that nothing of it stands in an address."""
    return render(
        request, "desk/call/outlook.html", _outlook(CallForm(initial=request.POST.dict(), by=request.user.actor))
    )


@require_POST
def places_named(request: StaffRequest) -> HttpResponse:
    """Addresses and areas called something like `where`. A POST, for it may be where somebody lives."""
    return render(request, "desk/call/places.html", _places(request.POST.get("where", "")))


@require_POST
def crisis(request: StaffRequest) -> HttpResponse:
    """A caller who speaks of ending their life was handed over: their call is forgotten, and nothing is written down of it."""
    calling.forget_call(request.POST.get("line", ""), by=request.user.actor)
    messages.success(request, _("Nothing was kept of this call. Take a moment before the next one."))
    return HttpResponseRedirect(reverse("desk:call"))


def _filed_or_back(request: StaffRequest, form: CallForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        return once(request, form.cleaned_data["key"], lambda: _filed(request, form), caller=form.by.ref)
    except Incomplete as incomplete:
        form.lacks(incomplete.fields)
        return _page(request, form, status=422)
    except Refused as refusal:
        return _page(request, form, status=409, refused=refusal.reasons)


@transaction.atomic
def _filed(request: StaffRequest, form: CallForm) -> HttpResponse:
    """All of it or nothing: the case and, if it was asked for, how it ends at once. Then the next call, below what to read out."""
    by, then = request.user.actor, request.POST.get("then", "")
    receipt = intake.receive(form.call(), by=by)
    if then == "answered":
        followup.close(receipt.case, by=by, outcome=Outcome.ANSWERED_ON_CALL, text=form.cleaned_data["told"])
    elif then in alarms.EMERGENCY:
        told = _("Handed over to %(number)s on the call.") % {"number": then}
        followup.close(receipt.case, by=by, outcome=Outcome.TRANSFERRED_EMERGENCY, text=told)
    elif then:
        parent = queries.one(by, then)
        if parent is None:
            raise Refused(_("There is no case with this number."))
        intake.merge(receipt.case, into=parent, by=by)
    calling.is_filed(form.cleaned_data["line"], by=by)
    messages.success(request, _("The call is filed."))
    filed: dict[str, Any] = {"case": receipt.case, "code": receipt.code, "before": form.place_again()}
    return _page(request, CallForm(by=by), **filed)


def _page(request: StaffRequest, form: CallForm, *, status: int = 200, **more: Any) -> HttpResponse:
    if form.is_bound:
        form.look_here()
    named = _places(form.typed("where"), form.typed("place"))
    return render(request, "desk/call.html", _outlook(form) | named | more, status=status)


def _outlook(form: CallForm) -> dict[str, Any]:
    """Alarm, suggestions, who would get it and by when, known troubles, open cases nearby, articles: a person decides on all."""
    known, text = form.known, form.typed("text")
    suggested = suggesting.suggest(text)
    chosen = known.category
    category = chosen or (suggested[0].category if suggested else None)
    place = known.place
    filed = Case(category=category, area=place.area, accused=known.accused)
    decision = responsibility.suggest(filed)
    spoken_of = [chosen] if chosen else [found.category for found in suggested]
    return {
        "form": form,
        "alarm": alarms.heard(text),
        "emergencies": alarms.EMERGENCY,
        "suggested": suggested,
        "category": category,
        "chosen": chosen,
        "area": place.area,
        "decision": decision,
        "learned": responsibility.learned(filed, decision),
        "due_at": deadlines.promised(category.tier, clock.now()) if category else None,
        "troubles": troubles.about(troubles.current(), spoken_of, place.area) if spoken_of else [],
        "near": form.near(category),
        "articles": articles.search(text, public=False, limit=3) if text else [],
        "now": clock.now(),
    }


def _places(where: str, picked: str = "") -> dict[str, Any]:
    """What is called so; `kept`: what was picked and is not among it."""
    where = where.strip()
    if not where:
        return {"found": []}
    named = [area for area in places.tree() if area.level and where in f"{area.zh} {area.en}"][:5]
    found = [
        *((f"address:{row.pk}", str(row), str(row.area)) for row in addresses.search(where, limit=8)),
        *((f"area:{area.code}", str(area), " › ".join(map(str, places.path(area)[1:-1]))) for area in named),
    ]
    return {"found": found, "kept": "" if picked in {value for value, *_said in found} else picked}
