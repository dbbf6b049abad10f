"""Doing something with a dispute: one view for every verb of `ACTS`."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from huying.base.journal.machine import BESIDE
from huying.base.journal.refusals import Faster, Incomplete, Refused
from huying.civic.mediation import queries, room
from huying.civic.mediation.dossier import Dossier
from huying.civic.mediation.models import Dispute
from huying.civic.mediation.states import LIFE
from huying.civic.mediation.words import VERBS
from huying.web.desk.access import StaffRequest

from . import said
from .access import the_dispute
from .acts import ACTS
from .forms import DisputeForm

SECONDS = 300
"""So long an opened contact stays on its page."""


@require_http_methods(["GET", "POST"])
def act(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    """GET: the form of a verb. POST: do it; refused, the form comes back with every reason and all that was typed."""
    if verb not in ACTS:
        raise Http404(verb)
    found = the_dispute(request, number)
    if request.method == "POST":
        return _done(request, found, verb, _form(request, found, verb, request.POST, request.FILES))
    return _page(request, found, verb, _form(request, found, verb))


def _done(request: StaffRequest, found: Dispute, verb: str, form: DisputeForm) -> HttpResponse:
    if not form.is_valid() or not _is_theirs(request, found, verb):
        return _page(request, found, verb, form, status=409 if _why_not(request, found, verb) else 422)
    try:
        if form.cleaned_data["version"] != found.version and LIFE.steps[verb].target is not BESIDE:
            raise Faster
        done = ACTS[verb].command(found, by=request.user.actor, **form.given())
    except Faster:
        return _faster(request, the_dispute(request, found.number), verb)
    except Incomplete as incomplete:
        form.lacks(incomplete.fields)
        return _page(request, the_dispute(request, found.number), verb, form, status=422)
    except Refused as refusal:
        return _page(request, the_dispute(request, found.number), verb, form, status=409, refused=refusal.reasons)
    return SHOWS[verb](request, found, done) if verb in SHOWS else _back(request, found, verb)


def _opened(request: StaffRequest, found: Dispute, party: Any) -> HttpResponse:
    """How a party is reached, in the answer itself; on a page of its own it is gone after a while."""
    context = _context(request, found, "reveal") | {"party": party}
    response = render(request, "desk/disputes/contact.html", context)
    response["Cache-Control"] = "no-store"
    if not request.htmx:
        response["Refresh"] = f"{SECONDS}; url={_there(found)}"
    return response


def _archive(request: StaffRequest, found: Dispute, made: Dossier) -> HttpResponse:
    """The whole file, to be saved."""
    response = HttpResponse(made.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _slip(request: StaffRequest, found: Dispute, done: tuple[Any, str]) -> HttpResponse:
    """The code of somebody new, or a new one in place of a lost one, told once."""
    party, code = done
    if request.htmx:
        messages.success(request, _("The code of %(who)s: %(code)s") % {"who": party.name, "code": code})
        return HttpResponseClientRedirect(_there(found))
    slips = [
        {
            "name": party.name,
            "code": code,
            "side": next(row.number for row in found.papers.sides if row.pk == party.side_id),
        }
    ]
    return render(request, "desk/disputes/slips.html", {"dispute": found, "slips": slips, "seen": True})


SHOWS: dict[str, Callable[[StaffRequest, Dispute, Any], HttpResponse]] = {
    "reveal": _opened, "add_party": _slip, "renew_code": _slip, "take_out": _archive,
}  # fmt: skip
"""What the answer shows of what was done, where that is more than that it was done."""


def _faster(request: StaffRequest, found: Dispute, verb: str) -> HttpResponse:
    """Somebody moved it meanwhile: what they did, and the same form with all that was typed, to look at again."""
    seen = int(request.POST["version"])
    sight = room.room(found, request.user.actor)
    moves = [event for event in sight.events if LIFE.steps[event.verb].target is not BESIDE]
    again = request.POST.copy()
    again["version"] = str(found.version)
    since = {event.at for event in moves[seen:]}
    told = [entry for entry in said.entries(sight, said.names(sight)) if entry["at"] in since]
    return _page(request, found, verb, _form(request, found, verb, again), status=409, since=told)


def _form(request: StaffRequest, found: Dispute, verb: str, *data: Any) -> DisputeForm:
    """A form shows offers, facts and texts to choose from: whose step it is not, gets an empty one beside the reason."""
    kind = ACTS[verb].form if _is_theirs(request, found, verb) else DisputeForm
    return kind(*data, dispute=found, by=request.user.actor, auto_id=f"{verb}-%s")


def _is_theirs(request: StaffRequest, found: Dispute, verb: str) -> bool:
    return any(party(found, request.user.actor) for party in LIFE.steps[verb].who)


def _page(
    request: StaffRequest, found: Dispute, verb: str, form: DisputeForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    reason = _why_not(request, found, verb)
    context = _context(request, found, verb) | {"form": form, "reason": reason, **more}
    return render(request, form.template, context, status=status)


def _why_not(request: StaffRequest, found: Dispute, verb: str) -> str:
    return LIFE.why_not(found, verb, by=request.user.actor)


def _context(request: StaffRequest, found: Dispute, verb: str) -> dict[str, Any]:
    layout = "desk/fragment.html" if request.htmx else "desk/base.html"
    here = reverse("desk:act_in_dispute", args=[found.number, verb])
    return {
        "dispute": found, "thing": found, "verb": verb, "label": VERBS[verb], "layout": layout, "here": here,
        "back": _there(found), "to_it": _("To the dispute"),
    }  # fmt: skip


def _there(found: Dispute) -> str:
    return reverse("desk:dispute", args=[found.number])


def _back(request: StaffRequest, found: Dispute, verb: str) -> HttpResponse:
    messages.success(request, _("Done: %(verb)s") % {"verb": VERBS[verb]})
    there = _there(found)
    if queries.one(request.user.actor, found.number) is None:
        there = reverse("desk:disputes")
    return HttpResponseClientRedirect(there) if request.htmx else HttpResponseRedirect(there)
