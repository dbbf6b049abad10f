"""The telephone at the desk: the call that rings, and the missed ones to call back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.journal.machine import Refused
from huying.cases import calling
from huying.cases.models import PhoneCall

from . import addresses, asking
from .access import StaffRequest

TAIL = 4
"""Figures of a number that are shown, so that operator and caller can compare them."""


@require_safe
def line(request: StaffRequest) -> HttpResponse:
    """The call at this desk, asked for every few seconds: a banner, and on the call screen what ties a filing to it."""
    return render(request, "desk/call/line.html", at_desk(request))


def at_desk(request: StaffRequest) -> dict[str, Any]:
    """The call at this desk, and the end of its number."""
    call = calling.at_desk(request.user.actor)
    return {"line": call, "tail": call.number[-TAIL:] if call else ""}


@require_http_methods(["GET", "POST"])
def callbacks(request: StaffRequest) -> HttpResponse:
    """Missed calls, the longest waiting first, and whom to ask whether it was solved.

    POST `take` opens the number of a missed call, on record; then `reached` or `not_reached`. `ask` begins a follow-up.
    """
    by = request.user.actor
    mine: PhoneCall | None = None
    refused: list[str] = []
    if request.method == "POST":
        try:
            for deed, key in request.POST.items():
                if deed == "ask":
                    return asking.begin(request, addresses.number(key))
                if deed == "take":
                    mine = calling.call_back(addresses.number(key), by=by)
                elif deed in ("reached", "not_reached"):
                    calling.called_back(addresses.number(key), by=by, reached=deed == "reached")
                    messages.success(request, _("Noted."))
                    return HttpResponseRedirect(reverse("desk:callbacks"))
        except Refused as refusal:
            refused = refusal.reasons
    context = {"missed": calling.missed(by)[:100], "mine": mine, "refused": refused, "most": calling.TRIES}
    context |= asking.waiting(request)
    return render(request, "desk/call/callbacks.html", context, status=409 if refused else 200)
