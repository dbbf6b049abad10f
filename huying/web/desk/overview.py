"""The supervisor's page: what is late, what will be late today, and the load of units. Every number leads to its cases."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Actor
from huying.cases import counts, oversight, queries
from huying.cases.oversight import Load, Share
from huying.cases.stages import COUNTED, STAGES
from huying.cases.words import RequestKind

from .access import StaffRequest
from .lists import LISTS

LEVEL = 2
"""Streets: what lies below is on the list of cases."""
WAITING: Mapping[str, str] = {RequestKind.RETURN: "returns", RequestKind.LOOK: "looks"}
"""Requests that have a list of their own."""
UNREAD = ("readings", "late_readings")


@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """`?unit=` looks at what one unit and those below it have; without, at all that this person may see."""
    by = request.user.actor
    top = oversight.top(by)
    unit = _unit(request, top)
    narrowed = unit if unit and top and unit.pk != top.pk else None
    cases = oversight.led_at(by, narrowed)
    whole, rows = oversight.load(by, unit)
    waiting = oversight.waiting(by, narrowed)
    context = {
        "unit": unit, "way": _way(unit, top), "stages": [STAGES[name][0] for name in COUNTED],
        "tiles": [(STAGES[name][0], whole.by_stage[name], _cases(narrowed, stage=name), name) for name in COUNTED],
        "open": whole.open, "open_url": _cases(narrowed),
        "rows": [(row, _deeper(row), _cases(row.unit) if row.unit else "", _cells(row)) for row in rows],
        "late": oversight.first_due(cases, late=True), "today": oversight.first_due(cases, late=False),
        "categories": _shares(oversight.by_category(cases), narrowed, "category"),
        "areas": _shares(oversight.by_area(cases, LEVEL), narrowed, "area"),
        "waiting": [(kind.label, waiting[kind], _list(kind)) for kind in oversight.DECIDED if waiting.get(kind)],
        "unread": [] if narrowed else _unread(by),
    }  # fmt: skip
    return render(request, "desk/overview.html", context)


def _unit(request: StaffRequest, top: Unit | None) -> Unit | None:
    code = request.GET.get("unit", "")
    if not code:
        return top
    found = units.current().by_code.get(code)
    if found is None or top is None or found.pk not in units.current().ids_below(top.pk):
        raise Http404(code)
    return found


def _way(unit: Unit | None, top: Unit | None) -> list[Unit]:
    """From the top of what they see down to the unit that is open."""
    way = units.current().path(unit.pk if unit else None)
    return way[way.index(top) :] if top in way else way


def _deeper(row: Load) -> str:
    """Where the units below are shown; "" where there are none."""
    if row.unit is None or not units.current().children.get(row.unit.pk):
        return ""
    return f"{reverse('desk:overview')}?{urlencode({'unit': row.unit.code})}"


def _cells(row: Load) -> list[tuple[Any, int, str]]:
    return [(STAGES[name][0], row.by_stage[name], _cases(row.unit, stage=name) if row.unit else "") for name in COUNTED]


def _cases(unit: Unit | None, **narrowed: str) -> str:
    """The list of the cases behind a number."""
    named = {"unit": unit.code} if unit else {}
    return f"{reverse('desk:mine')}?{urlencode({'list': 'mine', **named, **narrowed})}"


def _shares(found: list[Share], unit: Unit | None, name: str) -> list[tuple[Share, str]]:
    return [(share, _cases(unit, stage="late", **{name: share.of.code})) for share in found]


def _unread(by: Actor) -> list[tuple[Any, int, str]]:
    """What was drawn to be read by others, and what of it waits too long."""
    found = counts.bounded({name: queries.LISTS[name](by) for name in UNREAD})
    return [(LISTS[name], found[name], f"{reverse('desk:mine')}?list={name}") for name in UNREAD if found[name]]


def _list(kind: str) -> str:
    return f"{reverse('desk:mine')}?{urlencode({'list': WAITING[kind]})}" if kind in WAITING else ""
