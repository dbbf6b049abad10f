"""What surges and recurs, proposed to whoever decides: a joint case, a note for a project, or dismissed with a reason."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.journal.refusals import Faster, Incomplete, Refused
from huying.base.keyset import BadCursor
from huying.cases import queries
from huying.insight import proposals as found
from huying.insight.models import Choice, Proposal, Sign
from huying.insight.states import LIFE

from . import addresses
from .access import StaffRequest
from .forms import fields

CASES = 20
"""Of a proposal, the newest; the others are on the list that the page leads to."""
WEEKS = 4
"""Shown before a surge."""


class Join(forms.Form):
    text = fields.words(
        lazy("What is asked for"),
        rows=4,
        help_text=lazy("The joint case begins with it. Name no person and no number."),
    )


class Note(forms.Form):
    plan = fields.words(lazy("What a project should do"), rows=4)


class Dismiss(forms.Form):
    reason = fields.words(lazy("Why nothing is done"), rows=3)


CHOICES: dict[str, tuple[type[forms.Form], Any]] = {
    "join": (Join, found.join), "note": (Note, found.note), "dismiss": (Dismiss, found.dismiss),
}  # fmt: skip
"""What a person may choose, with what it asks for and its command."""


@require_safe
def proposals(request: StaffRequest) -> HttpResponse:
    """`?stands=` one of `Choice`, and the cursor `after`."""
    stands = request.GET.get("stands", Choice.PROPOSED)
    if stands not in Choice.values:
        raise Http404(stands)
    try:
        page, following = found.page(request.user.actor, stands, after=request.GET.get("after", ""))
    except BadCursor as bad:
        raise Http404 from bad
    context = {
        "tabs": Choice.choices, "stands": stands, "waiting": found.waiting(request.user.actor), "proposals": page,
        "older_url": following and addresses.changed(request.GET, after=following),
    }  # fmt: skip
    return render(request, "desk/proposals/list.html", context)


@require_http_methods(["GET", "POST"])
def proposal(request: StaffRequest, pk: int) -> HttpResponse:
    """GET: why, and its cases. POST `choice`: one of `CHOICES`, with its words and the `version` that was looked at."""
    one = _one(request, pk)
    if request.method == "GET":
        return _page(request, one)
    choice = request.POST.get("choice", "")
    if choice not in CHOICES:
        raise Http404(choice)
    kind, command = CHOICES[choice]
    form = kind(request.POST, auto_id=f"{choice}-%s")
    if not form.is_valid():
        return _page(request, one, chosen={choice: form}, status=422)
    try:
        if request.POST.get("version") != str(one.version):
            raise Faster
        case = command(one, by=request.user.actor, **form.cleaned_data)
    except Faster:
        sentence = _("Somebody else was faster. This is how it stands now.")
        return _page(request, _one(request, pk), chosen={choice: form}, refused=[sentence], status=409)
    except Incomplete as incomplete:
        return _page(request, one, chosen={choice: form}, refused=[*map(str, incomplete.fields.values())], status=422)
    except Refused as refusal:
        return _page(request, _one(request, pk), chosen={choice: form}, refused=refusal.reasons, status=409)
    messages.success(request, _("Done: %(verb)s") % {"verb": LIFE.verbs[choice]})
    there = reverse("desk:case", args=[case.number]) if case and queries.one(request.user.actor, case.number) else ""
    return HttpResponseRedirect(there or reverse("desk:proposals"))


def _by_day(one: Proposal) -> list[tuple[Any, int]]:
    """(day, reports); of what recurs the first days of weeks, for half a year by day would be a comb."""
    if one.sign == Sign.SURGE:
        return found.by_day(one, timedelta(weeks=WEEKS))
    told: dict[Any, int] = {}
    for day, n in found.by_day(one, timedelta(0)):
        monday = day - timedelta(days=day.weekday())
        told[monday] = told.get(monday, 0) + n
    return [*told.items()]


def _one(request: StaffRequest, pk: int) -> Proposal:
    if one := found.one(request.user.actor, pk):
        return one
    raise Http404(pk)


def _page(
    request: StaffRequest, one: Proposal, *, chosen: dict[str, forms.Form] | None = None, refused: Any = (), status: int = 200
) -> HttpResponse:  # fmt: skip
    by = request.user.actor
    seen = found.cases_seen(one, by)
    initial = {"join": {"text": found.draft(one)}}
    given = chosen or {}
    context = {
        "proposal": one, "is_surge": one.sign == Sign.SURGE, "refused": refused,
        "cases": list(queries.with_signs(seen).select_related(*queries.ROWS)[: CASES + 1])[:CASES], "n_seen": seen.count(), "shown": CASES,
        "days": _by_day(one), "times": one.seen / one.expected if one.expected >= 0.1 else None,
        "why_not": LIFE.why_not(one, "dismiss", by=by),
        "choices": [
            (verb, LIFE.verbs[verb], given.get(verb) or kind(initial=initial.get(verb), auto_id=f"{verb}-%s"), verb in given)
            for verb, (kind, _command) in CHOICES.items()
        ],
        "story": found.story(one),
    }  # fmt: skip
    return render(request, "desk/proposals/proposal.html", context, status=status)
