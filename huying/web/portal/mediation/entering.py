"""What mediation is, and the door to one's own: number and code."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.civic.mediation import numbers, queries
from huying.notices import channels
from huying.notices import parties as letting_in
from huying.web.limits import TooMany, spend

from . import access

NOT_TOGETHER = _("This number and this code do not belong together. Please check both.")


class Ticket(forms.Form):
    """What a party was told when the dispute was taken in, or by message."""

    number = forms.CharField(
        label=_("Number of the dispute"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "M261122-00000042-7"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Your code"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "placeholder": "XXXX-XXXX-XXXX"}),
    )  # fmt: skip


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What mediation is, for whoever thinks about it."""
    return render(request, "portal/mediation/about.html")


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. The code travels in a POST only and stands in no address."""
    form = Ticket(request.POST or None, initial={"number": request.GET.get("number", "")})
    if form.is_valid():
        try:
            spend(request, "track", thing=numbers.tidy(form.cleaned_data["number"]))
        except TooMany as refusal:
            form.add_error(None, refusal.says)
            return refusal.on(render(request, "portal/mediation/enter.html", {"form": form, "offered": False}))
        party = queries.opened_by(form.cleaned_data["number"], form.cleaned_data["code"])
        if party:
            response = redirect("portal:dispute", party.side.dispute.number)
            access.keep_open(request, response, party)
            return response
        form.add_error(None, str(NOT_TOGETHER))
    context = {"form": form, "offered": bool(channels.offered())}
    return render(request, "portal/mediation/enter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let a party in by the link of a notice. Only a press of the button uses it up: programs look at links before people do."""
    if request.method != "POST":
        return render(request, "portal/mediation/link.html", {"token": token})
    spend(request, "code_try")
    party = letting_in.let_in(token)
    if party is None:
        messages.info(request, _("This link was used already, or is too old. Please open it by number and code."))
        return redirect("portal:dispute_open")
    response = redirect("portal:dispute", party.side.dispute.number)
    access.keep_open(request, response, party)
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On a shared computer: what was opened here is closed."""
    response = redirect("portal:mediate")
    access.forget(response)
    return response
