"""Follow-up by telephone and by visit: whom to call, the call itself with its script, and what was said, in three keys."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.base.catalogue import articles
from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Role
from huying.cases import asking, beside, deadlines, followup, telling
from huying.cases.models import Asking, Case
from huying.cases.states import LIFE
from huying.cases.words import Purpose

from . import contacts
from .access import StaffRequest, the_case
from .forms.asking import Answer

SCRIPT = "follow-up-script"
"""The article of the knowledge base that is read out, written by the city."""
SHOWN = 100


def waiting(request: StaffRequest) -> dict[str, Any]:
    """Whom to ask, for the list of calls to make."""
    by = request.user.actor
    return {
        "askings": asking.to_call(by)[:SHOWN],
        "visits": asking.visits(by)[:SHOWN],
        "tries": deadlines.limits().follow_up_tries,
    }


@transaction.atomic
def begin(request: StaffRequest, key: int) -> HttpResponse:
    """Take a call upon oneself: the number is opened, on record. Raises `Refused` where somebody else has it."""
    by, asked = request.user.actor, asking.take_up(key, by=request.user.actor)
    case = asked.case
    if telling.open_until(telling.timeline(case, resident=False), by) is None:
        beside.reveal(case, by=by, purpose=Purpose.FOLLOW_UP, until=clock.now() + asking.A_CALL)
    return HttpResponseRedirect(reverse("desk:ask", args=[case.number]))


@require_http_methods(["GET", "POST"])
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """One call: the number while it is open to whoever calls, what was reported and answered, the script, and the three questions."""
    case, by = the_case(request, number), request.user.actor
    reason = LIFE.why_not(case, followup.verb_for(case), by=by)
    if reason and by.role != Role.OPERATOR:
        return render(request, "409.html", {"reason": reason}, status=409)
    if request.method == "GET":
        return _page(request, case, Answer())
    form = Answer(request.POST)
    try:
        return _noted(request, case, form)
    except Incomplete as incomplete:
        form.lacks(incomplete.fields)
        return _page(request, case, form, status=422)
    except Refused as refusal:
        return _page(request, the_case(request, number), form, status=409, refused=refusal.reasons)


@transaction.atomic
def _noted(request: StaffRequest, case: Case, form: Answer) -> HttpResponse:
    by, done = request.user.actor, request.POST.get("do", "")
    channel = "visit" if (asked := asking.of(case)) and asked.means == "visit" else "phone"
    if done == "unreached":
        followup.hear(case, by=by, decision="unreached", channel=channel)
    elif done == "no_more":
        asking.no_more(case)
        followup.hear(case, by=by, decision="no_answer", channel=channel)
    elif done == "visit":
        LIFE.check(case, followup.verb_for(case), by=by)
        asking.by_visit(case)
    elif form.is_valid():
        followup.hear(case, by=by, channel=channel, **form.cleaned_data)
    else:
        return _page(request, case, form, status=422)
    messages.success(request, _("Noted."))
    return HttpResponseRedirect(reverse("desk:callbacks"))


def _page(request: StaffRequest, case: Case, form: Answer, *, status: int = 200, **more: Any) -> HttpResponse:
    by, lead = request.user.actor, case.parent or case
    told = telling.timeline(case, resident=False)
    asked: Asking | None = asking.of(case)
    answer = telling.answer_in(told) if lead is case else telling.answer(lead)
    context = {
        "case": case, "form": form, "asked": asked, "answer": answer, "unit": lead.unit,
        "opened": contacts.opened(case, told, by, LIFE.why_not(case, "reveal", by=by)),
        "script": articles.offered(public=False).filter(code=SCRIPT).first(),
        "why_not": LIFE.why_not(case, followup.verb_for(case), by=by),
        "tries": deadlines.limits().follow_up_tries,
    }  # fmt: skip
    return render(request, "desk/call/asking.html", context | more, status=status)
