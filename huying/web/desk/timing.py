"""What the city promises: tiers, rules about time, years of holidays; and what a changed period would move, before it is stored."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from huying.base.catalogue import limits
from huying.base.catalogue import register as catalogue
from huying.base.units import calendars
from huying.base.worktime import hours, wording
from huying.base.worktime.models import Year
from huying.base.worktime.periods import Period
from huying.cases import outlook

from .access import StaffRequest

PROMISES = {
    "receipt": lazy("accepted within"),
    "first_contact": lazy("first contact"),
    "make_safe": lazy("made safe"),
    "interim": lazy("interim word"),
    "limit": lazy("answer"),
}
RULES = {
    "dispatch": lazy("a unit is found within"),
    "return_window": lazy("a return may be asked for within"),
    "return_window_complex": lazy("the same, where the category is complex"),
    "return_decision": lazy("the panel decides within"),
    "extension_most": lazy("more time, at most"),
    "urge_every": lazy("a resident may urge every"),
    "pauses_most": lazy("a case may rest so many times"),
    "pause_longest": lazy("each time for at most"),
    "warn_at": lazy("reminders, per cent of the time"),
    "escalate_after": lazy("after a breach, the levels above are told after"),
    "co_share": lazy("a co-handler's part of the time, per cent"),
    "follow_up_share": lazy("asked whether it was solved, per cent, where the category says nothing else"),
    "follow_up_after": lazy("asked so long after the answer"),
    "follow_up_link": lazy("a message without an answer is followed by a call after"),
    "follow_up_tries": lazy("telephoned at most so many times"),
    "follow_up_again": lazy("a call that nobody took is made again after"),
    "follow_up_ends": lazy("asking ends as “no answer” after"),
    "rework_by_itself": lazy("“not solved” goes back by itself so many times"),
    "bad_verified": lazy("a bad verdict is looked into within"),
    "bad_answered": lazy("a bad verdict is answered within"),
    "cross_read_share": lazy("closed cases read by others, per cent"),
    "cross_read_within": lazy("a case drawn for it is read within"),
}
STEPS = {
    "1d": lazy("up to a day"),
    "3d": lazy("up to three days"),
    "7d": lazy("up to a week"),
    "more": lazy("more than a week"),
}
RECENT = 5
"""So many years are shown; those before stand folded below."""


class WhatIf(forms.Form):
    """A period to try on a tier. Nothing is stored."""

    use_required_attribute = False

    tier = forms.ChoiceField(label=lazy("Tier"))
    promise = forms.ChoiceField(label=lazy("What is promised"), choices=list(PROMISES.items()), initial="limit")
    period = forms.CharField(
        label=lazy("Within"), max_length=60, help_text=lazy("Such as 5 wd, 24 h, 7 d, 20 wd midnight rolls.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["tier"].choices = [(tier.code, f"{tier.code} {tier}") for tier in _tiers()]  # type: ignore[attr-defined]

    def clean_period(self) -> Period:
        try:
            return Period.read(self.cleaned_data["period"])
        except ValueError as fault:
            raise forms.ValidationError(_("This is not a period such as 15 min, 2 h, 7 d or 5 wd.")) from fault


@require_safe
def timing(request: StaffRequest) -> HttpResponse:
    """GET with tier, promise and period: what that would move, were it to hold for open cases too."""
    asked = WhatIf(request.GET if "period" in request.GET else None)
    effect = None
    if asked.is_bound and asked.is_valid():
        given = asked.cleaned_data
        effect = outlook.of_tiers({(given["tier"], given["promise"]): given["period"]})
    years = list(Year.objects.order_by("-year", "-version").distinct("year"))
    context = {
        "tiers": [
            (tier, [(label, _spoken(getattr(tier, name))) for name, label in PROMISES.items()]) for tier in _tiers()
        ],
        "promises": PROMISES.values(),
        "rules": _rules(),
        "years": years[:RECENT],
        "earlier": years[RECENT:],
        "hours": hours.words(calendars.current().city.hours),
        "form": asked,
        "effect": effect,
        "spread": _spread(effect) if effect else [],
    }
    return render(request, "desk/timing.html", context, status=422 if asked.errors else 200)


def _spread(effect: outlook.Effect) -> list[tuple[Any, int]]:
    """How many move which way, and how far."""
    ways = [(_("later"), effect.later), (_("earlier"), effect.earlier)]
    return [*ways, *((label, effect.spread[step]) for step, label in STEPS.items())]


def _tiers() -> list[Any]:
    return sorted((tier for tier in catalogue.current().tiers.values() if not tier.retired), key=lambda tier: tier.code)


def _rules() -> list[tuple[Any, str]]:
    known, said = catalogue.current().limits, limits.written(catalogue.current().limits)
    return [(label, _rule(getattr(known, code)) or said[code]) for code, label in RULES.items()]


def _rule(value: Any) -> str:
    parts = value if isinstance(value, tuple) else (value,)
    return _(", ").join(wording.spoken(part) for part in parts) if isinstance(parts[0], Period) else ""


def _spoken(period: dict[str, Any] | None) -> str:
    return wording.spoken(Period(**period)) if period else "–"
