"""The duty list tried out: who would get this, and where nobody or two would."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from huying.base.journal import clock
from huying.base.places import locator
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Duty
from huying.cases import coverage, deciding, rerouting, responsibility
from huying.cases.deciding import Decision, Matter
from huying.cases.sharing import Standing
from huying.web.desk.access import StaffRequest
from huying.web.desk.forms import fields

SHOWN = 300
"""Gaps shown; a list that long says by itself what is wrong."""


class Who(forms.Form):
    """A report that nobody files."""

    use_required_attribute = False

    category = fields.Chosen(fields.leaves, label=_("Category"))
    area = fields.Chosen(fields.areas, label=_("Area"), required=False)
    point = forms.CharField(
        label=_("Or a point"), required=False, help_text=_("Longitude and latitude, WGS84, such as 114.0521, 30.0473."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    accused = fields.Chosen(fields.all_units, label=_("It is about the unit"), required=False)

    def clean_point(self) -> tuple[float, float] | None:
        typed = self.cleaned_data["point"].replace("，", ",").replace(",", " ").split()
        if not typed:
            return None
        try:
            lon, lat = map(float, typed)
        except ValueError as fault:
            raise forms.ValidationError(_("Two numbers: longitude, latitude.")) from fault
        return lon, lat


@require_safe
def who(request: StaffRequest) -> HttpResponse:
    """With `category`, and `area` or `point`: who would get such a report now, and which items were asked in which order."""
    form = Who(request.GET if "category" in request.GET else None)
    found: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        found = _decided(**form.cleaned_data)
    return render(request, "desk/setup/who.html", {"form": form, **found}, status=422 if form.errors else 200)


def _decided(category: Any, area: Area | None, point: tuple[float, float] | None, accused: Any) -> dict[str, Any]:
    where = locator.locate(*point) if point else area
    registers = rerouting.now()
    chain = [registers.catalogue.categories[key] for key in registers.catalogue.chain(category.pk)]
    about = frozenset({accused.pk} if accused else ())
    matter = Matter(chain, places.path(where)[::-1] if where else [], timezone.localtime(clock.now()), about)
    considered = deciding.considered(matter, registers.units)
    decision = deciding.decide(matter, registers.units, responsibility.standings)
    return {
        "decision": decision, "equals": _equals(decision), "where": where, "outside": point and where is None,
        "way": places.path(where) if where else [], "category": category,
        "considered": [(duty, reason, _address(duty.item)) for duty, reason in considered],
    }  # fmt: skip


def _equals(decision: Decision) -> list[tuple[Duty, Standing, bool]]:
    """The items between which the moment decided: how each unit stands, and whether it is the one."""
    choice = decision.choice
    return [(duty, choice.standings[duty.unit_id], duty is decision.duty) for duty in choice.duties] if choice else []


@require_safe
def report(request: StaffRequest) -> HttpResponse:
    """Gaps and overlaps of the duty list. `?category=`, `?unit=` narrow them."""
    found = coverage.report(rerouting.now(), places.today())
    asked = request.GET
    gaps = [gap for gap in found.gaps if asked.get("category", "") in ("", gap.category.code)]
    unit = units.current().by_code.get(asked.get("unit", ""))
    overlaps = [each for each in found.overlaps if unit is None or unit.pk in {duty.unit_id for duty in each.duties}]
    context = {
        "gaps": [(gap, _new_duty(gap)) for gap in gaps[:SHOWN]], "n_gaps": len(gaps), "more": len(gaps) - SHOWN,
        "overlaps": [[(duty, _address(duty.item)) for duty in each.duties] for each in overlaps],
        "shared": [
            (each.duties[0].get_prefer_display(), [(duty, _address(duty.item)) for duty in each.duties])
            for each in found.shared
        ],
        "idle": [(duty, _address(duty.item)) for duty in found.idle],
    }  # fmt: skip
    return render(request, "desk/setup/coverage.html", context)


def _address(item: str) -> str:
    return f"{reverse('desk:setup_entry', args=['duties'])}?{urlencode({'key': item})}"


def _new_duty(gap: coverage.Gap) -> str:
    begun = {"category": gap.category.code, "area": gap.area.code if gap.area.level else ""}
    return f"{reverse('desk:setup_entry', args=['duties'])}?{urlencode(begun)}"
