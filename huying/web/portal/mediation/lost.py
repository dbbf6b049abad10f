"""For whoever lost code and link: a new link to the address they left. Whether there is such a dispute or party never shows."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from huying.cases import codes
from huying.civic.mediation import numbers
from huying.notices import channels, parties
from huying.web import limits
from huying.web.portal.codes import ADDRESSES, LONGEST


class Lost(forms.Form):
    """Who asks for a way in. Judged by its form alone."""

    number = forms.CharField(
        label=_("Number of the dispute"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "M261122-00000042-7"}),
    )  # fmt: skip
    address = forms.CharField(max_length=LONGEST)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["address"].label = ADDRESSES[channels.offered()]

    def clean_number(self) -> str:
        """In its written form. The check digit tells a mistyped one, not whether there is such a dispute."""
        if tidy := numbers.tidy(self.cleaned_data["number"]):
            return tidy
        raise ValidationError(_("This cannot be the number of a dispute. Please check its digits."))

    def clean_address(self) -> str:
        plain = codes.plain(self.cleaned_data["address"])
        if plain and codes.channel_of(plain) in channels.offered():
            return plain
        raise ValidationError(_("This is not written as it should be. Please check it."))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Have a link sent. A job looks whether the address is one that was left: nothing here depends on it."""
    if not channels.offered():
        raise Http404
    form = Lost(request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number", "")})
    if not form.is_valid():
        return render(request, "portal/mediation/lost.html", {"form": form}, status=422 if form.errors else 200)
    limits.spend(request, "code", thing=form.cleaned_data["number"])
    with transaction.atomic():
        parties.ask_way_in(form.cleaned_data["number"], form.cleaned_data["address"])
    return render(request, "portal/mediation/lost.html", {"form": None})
