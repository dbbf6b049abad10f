"""Reporting, in three steps without a script: what, where, who. One form, one address; going back loses nothing."""

from dataclasses import replace
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.catalogue.models import Tier
from huying.base.journal.refusals import Refused
from huying.base.units.roles import Actor
from huying.base.worktime import wording
from huying.base.worktime.periods import Period
from huying.cases import intake
from huying.notices import channels
from huying.web import maps
from huying.web.attachments import handed_out
from huying.web.limits import TooMany, spend
from huying.web.once import once

from . import announced, doubts, joining, reading
from .draft import PLACE, Draft, Kept
from .steps import STEPS, Step

SEND = len(STEPS) + 1
WHERE, WHO = 2, 3
PARTS = {
    "photos": (1, "portal/photos.html"), "suggested": (1, "portal/suggested.html"),
    "found": (WHERE, "portal/found.html"), "areas": (WHERE, "portal/areas.html"),
}  # fmt: skip
"""What changes while somebody types: name → its step and its template. Without a script the next page brings it."""
TEMPLATES = ("portal/report_what.html", "portal/report_where.html", "portal/report_who.html")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show a step, or send. `to` is where the button pressed leads; the first step with something wrong comes before that."""
    uploads = request.FILES.getlist("photos")
    if uploads:
        spend(request, "upload")
    draft = Draft(request.POST, uploads)
    if part := _part(request, draft):
        return part
    to = _to(request)
    wrong = draft.first_wrong(before=to)
    if wrong is None and to == SEND:
        return _send(request, draft)
    step = wrong or to
    return _page(request, draft, step, draft.page(step, judged=wrong is not None))


def _part(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """Of the page, what a script asks for while somebody types (`X-Part`), and no more."""
    step, template = PARTS.get(request.headers.get("X-Part", ""), (0, ""))
    if not step:
        return None
    if step == WHERE:
        spend(request, "search")
    return render(request, template, {"form": draft.page(step, judged=False), "draft": draft, "part": True})


def _to(request: HttpRequest) -> int:
    if PLACE in request.POST:
        return WHERE
    if taken := reading.chosen(request.POST):
        return WHERE if taken.is_place else WHO
    typed = request.POST.get("to", "")
    return int(typed) if typed in ("1", "2", "3", "4") else 1


def _page(request: HttpRequest, draft: Draft, step: int, form: Step) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form, "draft": draft, "step": step, "steps": [str(known.label) for known in STEPS],
        "carried": draft.carried(form), "on": step + 1, "back": step - 1, "bounds": maps.bounds() if step == 2 else "",
        "known": announced.everywhere() if step == 1 else [],
    }  # fmt: skip
    return render(request, TEMPLATES[step - 1], context, status=422 if form.errors else 200)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    """File it once, however often the button was pressed; the answer is the receipt, with the code that is told once."""

    def act() -> HttpResponse:
        receipt = intake.receive(replace(draft.call, near=joining.alike(draft.call)), by=Actor.resident())
        joined = joining.join(receipt.case, draft.joins)
        context = {
            "case": receipt.case, "code": receipt.code, "promises": {} if joined else _promises(receipt.case.tier),
            "joined": joined, "by_message": _by_message(draft.call),
        }  # fmt: skip
        return render(request, "portal/receipt.html", context)

    try:
        spend(request, "report")
        if doubts.doubted(request, draft.token, draft.call.text):
            return _once_more(request, draft)
        response = once(request, draft.token, act)
    except TooMany as refusal:
        draft.who.add_error(None, refusal.says)
        return refusal.on(_page(request, draft, SEND - 1, draft.who))
    except Refused:  # the key was used; the call itself was judged a moment ago
        draft.who.add_error(None, _("This report was sent already, as it read then. To tell more, please track it."))
        return _page(request, draft, SEND - 1, draft.who)
    response["Cache-Control"] = "no-store"
    return response


def _once_more(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything as it was, to be looked at and sent again."""
    draft.who.add_error(None, doubts.ONCE_MORE)
    draft.sure = doubts.proof(draft.token)
    return _page(request, draft, SEND - 1, draft.who)


def _by_message(call: intake.Call) -> bool:
    """Whether the number goes to the address they left, too."""
    channel = "email" if call.email else "sms"
    return bool(call.email or call.phone) and channel in channels.offered()


def _promises(tier: Tier | None) -> dict[str, str]:
    """How soon somebody gets in touch, and answers, in words."""
    return {
        name: wording.spoken(Period(**period))
        for name in ("first_contact", "limit")
        if tier and (period := getattr(tier, name))
    }


@require_safe
def photo(request: HttpRequest, token: str) -> HttpResponseBase:
    """A photo that was taken in and waits for its report to be sent, for whoever holds its token."""
    try:
        return handed_out(Kept.signed(token).attachment)
    except signing.BadSignature:
        raise Http404 from None
