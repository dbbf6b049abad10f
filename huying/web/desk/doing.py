"""Doing something with a case: one view for every verb of `ACTS`."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from huying.base.journal import clock
from huying.base.journal.machine import BESIDE
from huying.base.journal.refusals import Faster, Incomplete, Refused
from huying.cases import queries, telling
from huying.cases.models import Case, Contact
from huying.cases.states import LIFE
from huying.cases.words import VERBS

from . import contacts, story
from .access import StaffRequest, the_case
from .acts import ACTS
from .forms.base import ActForm


@require_http_methods(["GET", "POST"])
def act(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    """GET: the form of a verb. POST: do it; refused, the form comes back with every reason and all that was typed."""
    if verb not in ACTS:
        raise Http404(verb)
    case = the_case(request, number)
    if request.method == "POST":
        return _done(request, case, verb, _form(request, case, verb, request.POST, request.FILES))
    form = _form(request, case, verb)
    form.start_from(request.GET.get("template", ""))
    return _page(request, case, verb, form)


def _done(request: StaffRequest, case: Case, verb: str, form: ActForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, case, verb, form, status=409 if _why_not(request, case, verb) else 422)
    try:
        if form.cleaned_data["version"] != case.version:
            raise Faster
        done = ACTS[verb].command(case, by=request.user.actor, **form.given())
    except Faster:
        return _faster(request, the_case(request, case.number), verb)
    except Incomplete as incomplete:
        form.lacks(incomplete.fields)
        return _page(request, the_case(request, case.number), verb, form, status=422)
    except Refused as refusal:
        return _page(request, the_case(request, case.number), verb, form, status=409, refused=refusal.reasons)
    return _opened(request, case, verb, done) if verb == "reveal" else _back(request, case, verb)


def _opened(request: StaffRequest, case: Case, verb: str, contact: Contact | None) -> HttpResponse:
    """The contact, in the answer itself. On a page of its own it is gone once its time is up, also without a script."""
    until = telling.open_until(telling.timeline(case, resident=False), request.user.actor)
    opened = contacts.Opened(contact, until or clock.now())
    response = render(request, "desk/contact.html", _context(request, case, verb) | {"opened": opened})
    if not request.htmx:
        response["Refresh"] = f"{opened.seconds}; url={reverse('desk:case', args=[case.number])}"
    return response


def _faster(request: StaffRequest, case: Case, verb: str) -> HttpResponse:
    """Somebody moved the case meanwhile: what they did, and the same form with all that was typed, to look at again."""
    seen = int(request.POST["version"])
    moves = [entry for entry in telling.timeline(case, resident=False) if LIFE.steps[entry.verb].target is not BESIDE]
    again = request.POST.copy()
    again["version"] = str(case.version)
    form = _form(request, case, verb, again)
    return _page(request, case, verb, form, status=409, since=story.entries(moves[seen:]))


def _form(request: StaffRequest, case: Case, verb: str, *data: Any) -> ActForm:
    """Its fields carry the verb in their ids: several forms may be open on the page of a case."""
    return ACTS[verb].form(*data, case=case, by=request.user.actor, auto_id=f"{verb}-%s")


def _page(
    request: StaffRequest, case: Case, verb: str, form: ActForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The form in the place it was asked for from, or on a page of its own."""
    reason = _why_not(request, case, verb)
    return render(
        request, form.template, _context(request, case, verb) | {"form": form, "reason": reason, **more}, status=status
    )


def _why_not(request: StaffRequest, case: Case, verb: str) -> str:
    return LIFE.why_not(case, verb, by=request.user.actor)


def _context(request: StaffRequest, case: Case, verb: str) -> dict[str, Any]:
    layout = "desk/fragment.html" if request.htmx else "desk/base.html"
    addresses = {
        "here": reverse("desk:act", args=[case.number, verb]),
        "back": reverse("desk:case", args=[case.number]),
    }
    said = {"verb": verb, "label": VERBS[verb], "to_it": _("To the case")}
    return {"case": case, "thing": case, "layout": layout, **addresses, **said}


def _back(request: StaffRequest, case: Case, verb: str) -> HttpResponse:
    messages.success(request, _("Done: %(verb)s") % {"verb": VERBS[verb]})
    there = reverse("desk:case", args=[case.number])
    if queries.one(request.user.actor, case.number) is None:  # a unit that gave a case away may see it no longer
        there = reverse("desk:mine")
    return HttpResponseClientRedirect(there) if request.htmx else HttpResponseRedirect(there)
