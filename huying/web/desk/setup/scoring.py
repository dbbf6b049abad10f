"""Ways of scoring: weights and parts of the three rates, tried on the worked example and on the last quarter, in force from a day on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from huying.base.journal import audit
from huying.base.journal.refusals import Incomplete, Refused
from huying.insight import figures, periods, rates, scoring
from huying.insight.definitions import INDICATORS
from huying.insight.rates import Profile
from huying.web import scores
from huying.web.desk.access import StaffRequest
from huying.web.figures import Cell
from huying.web.periods import Period

LEVELS = ("department", "district")
"""Of units on which a change is tried."""
NEW = "+"
"""Asked for in place of a code: another way beside those that hold. No code of a way can be this."""


class Way(forms.Form):
    """One way of scoring. Weights and parts in per cent."""

    use_required_attribute = False

    code = forms.SlugField(label=lazy("Code"), max_length=40, help_text=lazy("Files and programs know it by this."))
    zh = forms.CharField(label=lazy("Chinese name"), max_length=40)
    en = forms.CharField(label=lazy("English name"), max_length=60)
    basic = forms.IntegerField(label=lazy("“Basically satisfied” counts, per cent"), min_value=0, max_value=100)
    partly = forms.IntegerField(label=lazy("“Partly solved” counts, per cent"), min_value=0, max_value=100)
    least = forms.IntegerField(label=lazy("Fewer answers than this: no score"), min_value=5, max_value=1000)
    source = forms.CharField(label=lazy("On which rule"), max_length=200, required=False)
    since = forms.DateField(
        label=lazy("In force from"), widget=forms.DateInput({"type": "date"}),
        help_text=lazy("A month, quarter or year is scored by what holds on its last day."),
    )  # fmt: skip

    def __init__(self, known: Profile, given: Any = None) -> None:
        self.known = known
        part = {"basic": round(100 * known.basic), "partly": round(100 * known.partly)}
        names = {name: getattr(known, name) for name in ("zh", "en", "least", "source")}
        weights = {code: round(100 * weight) for code, weight in known.weights.items()}
        super().__init__(given, initial=names | part | weights | {"since": audit.today().isoformat()})
        for code in scoring.WEIGHED:
            label = _("%(figure)s, weight in per cent") % {"figure": INDICATORS[code]}
            self.fields[code] = forms.IntegerField(label=label, min_value=0, max_value=100, required=False)
        self.order_fields(["code", "zh", "en", *scoring.WEIGHED])
        if known.code:
            del self.fields["code"]

    @property
    def profile(self) -> Profile:
        """As it was filled in; once it is valid."""
        said = self.cleaned_data
        weights = {code: said[code] / 100 for code in scoring.WEIGHED if said[code]}
        return Profile(
            said.get("code", self.known.code), said["zh"], said["en"], weights, said["basic"] / 100, said["partly"] / 100, said["least"],
            said["source"], self.known.bands,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for name, sentence in scoring.faults(self.profile, said["since"], is_new=not self.known.code).items():
                self.add_error(name if name in self.fields else None, sentence)
        return said


@dataclass(frozen=True)
class Tried:
    """What a change makes of the worked example and of real units."""

    period: Period
    example: tuple[Cell, Cell]
    units: Sequence[tuple[str, Cell, Cell]]
    """(name, score as it is, score as it would be); none where nothing was counted."""


@require_http_methods(["GET", "POST"])
def ways(request: StaffRequest) -> HttpResponse:
    """Every way that holds today, and the versions. `code`: the one that is changed, or `NEW`. POST `deed`: preview or save."""
    held = {**rates.profiles(), NEW: _like(next(iter(rates.profiles().values())))}
    code = request.GET.get("code", "")
    if code and code not in held:
        raise Http404(code)
    form = Way(held[code], request.POST if request.method == "POST" else None) if code else None
    tried = None
    if form and request.method == "POST" and form.is_valid():
        if request.POST.get("deed") == "save":
            return _saved(request, form)
        tried = _tried(held[code] if code != NEW else next(iter(held.values())), form.profile)
    context = {
        "ways": scores.ways(), "bands": scores.band_names(), "code": code, "new": NEW, "form": form, "tried": tried,
        "versions": [(since, _names(since), since > audit.today()) for since, _known in reversed(rates.versions())],
    }  # fmt: skip
    return render(request, "desk/setup/scoring.html", context, status=422 if form and form.errors else 200)


def _like(usual: Profile) -> Profile:
    """Another way begins as the usual one is, without its names."""
    return replace(usual, code="", zh="", en="", source="")


def _saved(request: StaffRequest, form: Way) -> HttpResponse:
    try:
        scoring.put_in_force(form.profile, since=form.cleaned_data["since"], by=request.user.actor)
    except Incomplete as refusal:  # somebody was faster
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("In force from %(day)s.") % {"day": form.cleaned_data["since"].isoformat()})
    return HttpResponseRedirect(reverse("desk:setup_scoring"))


def _tried(old: Profile, new: Profile) -> Tried:
    days = periods.past_quarter(audit.today())
    both = [scores.scored(rates.score(rates.worked(), profile)) for profile in (old, new)]
    units = []
    for level in LEVELS:
        for slice_ in _slices(days, level, rates.codes(old) | rates.codes(new)):
            before, after = (scores.scored(rates.score(slice_.figures, profile)) for profile in (old, new))
            units.append((str(slice_), before, after))
    return Tried(Period("quarter", *days), (both[0], both[1]), units)


def _slices(days: tuple[date, date], level: str, codes: set[str]) -> Sequence[figures.Slice]:
    """Units as everybody reads them: what is withheld there is withheld here."""
    try:
        (told,) = figures.compared(by=None, days=[days], group="unit", level=level, codes=codes, of_parts=codes)
    except Refused:  # nothing was counted yet
        return []
    return told.parts


def _names(since: date) -> list[tuple[str, str]]:
    """(name, weights) of each way that holds from this day on."""
    return [
        (str(profile), " · ".join(f"{INDICATORS[code]} {weight:.0%}" for code, weight in profile.weights.items()))
        for profile in rates.profiles(since).values()
    ]
