"""For whoever lost their code: a one-time code to the address they left. Whether an address is known never shows."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from procrastinate.contrib.django import app

from huying.cases import codes, numbers
from huying.notices import channels
from huying.web import limits

from . import access

ADDRESSES = {
    ("email", "sms"): _("The telephone number or e-mail address you left"),
    ("email",): _("The e-mail address you left"),
    ("sms",): _("The telephone number you left"),
}
"""What can be reached through the channels that are there."""
LONGEST = 200


class Numbered(forms.Form):
    """About one report."""

    number = forms.CharField(
        label=_("Number of your report"), max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "placeholder": "261122-00000042-7"}),
    )  # fmt: skip

    def clean_number(self) -> str:
        """In its written form. The check digit tells a mistyped one, not whether there is such a report."""
        if tidy := numbers.tidy(self.cleaned_data["number"]):
            return tidy
        raise ValidationError(_("This cannot be the number of a report. Please check its digits."))


class Lost(Numbered):
    """Who asks for a code."""

    address = forms.CharField(max_length=LONGEST)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["address"].label = ADDRESSES[channels.offered()]

    def clean_address(self) -> str:
        """As it is compared. Judged by its form alone."""
        plain = codes.plain(self.cleaned_data["address"])
        if plain and codes.channel_of(plain) in channels.offered():
            return plain
        raise ValidationError(_("This is not written as it should be. Please check it."))


class OneTime(Numbered):
    """Who has got one."""

    code = forms.CharField(
        label=_("One-time code"), max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "placeholder": "00000000"}),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Have a code sent. A job looks whether the address is the one left: nothing here depends on it."""
    _must_be_offered()
    form = Lost(request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number", "")})
    if not form.is_valid():
        return render(request, "portal/code.html", {"form": form}, status=422 if form.errors else 200)
    limits.spend(request, "code", thing=form.cleaned_data["number"])
    with transaction.atomic():
        asked = codes.ask(form.cleaned_data["number"], form.cleaned_data["address"])
        app.configure_task("send_code").defer(asked=asked.pk)
    return redirect(reverse("portal:enter", query={"number": form.cleaned_data["number"]}))


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Open the report with the code that came."""
    _must_be_offered()
    form = OneTime(
        request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number", "")}
    )
    if form.is_valid():
        limits.spend(request, "code_try", thing=form.cleaned_data["number"])
        found = codes.use(form.cleaned_data["number"], form.cleaned_data["code"])
        if found:
            response = redirect("portal:case", found.number)
            access.keep_open(request, response, found)
            return response
        form.add_error("code", _("This code does not open it, or no longer. Please check it, or ask for a new one."))
    return render(request, "portal/enter.html", {"form": form}, status=422 if form.errors else 200)


def _must_be_offered() -> None:
    if not channels.offered():
        raise Http404
