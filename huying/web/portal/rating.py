"""Was it solved? By the link of a message: one question about one round, without number or code, and nothing of the case beside."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor
from huying.cases import followup, queries
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.notices import opting, rating
from huying.web.limits import TooMany, spend
from huying.web.once import once

from .deeds import THANKS, FollowUp


class Word(FollowUp):
    """The same questions as on the page of the case; no version, as nothing else of the case is seen here."""

    version = None  # type: ignore[assignment]


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, as scanners of messages follow links; POST takes the word once, or stops the questions (`stop`)."""
    case, round_ = _meant(token)
    if request.method == "GET":
        return _page(request, case, round_, Word(initial={"key": secrets.token_urlsafe(16)}))
    form = Word(request.POST)
    form.is_valid()
    try:
        spend(request, "deed", thing=case.number)
        return _taken(request, case, token, form)
    except TooMany as refusal:
        form.add_error(None, refusal.says)
        return refusal.on(_page(request, case, round_, form))
    except Incomplete as incomplete:
        for name, sentence in incomplete.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        return _page(request, case, round_, form, status=422)
    except Refused:
        return _page(request, _meant(token)[0], round_, form, status=409)


def _taken(request: HttpRequest, case: Case, token: str, form: Word) -> HttpResponse:
    if "stop" in request.POST:
        opting.choose(case, out=True)
        messages.success(request, _("You are asked no more about this report."))
        return redirect("portal:rate", token)
    if not form.is_valid():
        return _page(request, case, _meant(token)[1], form, status=422)
    return once(request, form.cleaned_data["key"], lambda: _heard(request, case, token, form))


def _meant(token: str) -> tuple[Case, int]:
    meant = rating.meant(token)
    case = Case.objects.select_related(*queries.ROWS, "parent").filter(pk=meant[0]).first() if meant else None
    if case is None or meant is None:
        raise Http404
    return case, meant[1]


def _heard(request: HttpRequest, case: Case, token: str, form: Word) -> HttpResponse:
    given = {name: form.cleaned_data[name] for name in ("decision", "contacted", "satisfied", "text")}
    reason = form.cleaned_data.get("reason", "")
    followup.hear(case, by=Actor.resident(case.pk), channel="link", reason=reason, **given)
    messages.success(request, str(THANKS))
    return redirect("portal:rate", token)


def _page(request: HttpRequest, case: Case, round_: int, form: Word, *, status: int = 200) -> HttpResponse:
    said = case.verdicts.filter(round=round_).first()
    open_ = case.rounds == round_ and not LIFE.why_not(case, followup.verb_for(case), by=Actor.resident(case.pk))
    lead = case.parent or case
    context = {
        "case": case,
        "unit": lead.unit,
        "form": form if open_ else None,
        "said": said,
        "out": opting.is_out(case),
    }
    response = render(request, "portal/rate.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
