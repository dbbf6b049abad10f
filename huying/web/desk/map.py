"""The map of the desk: the open cases of a list, narrowed by the same address as the list itself, which holds all that the map shows."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from huying.base.units.roles import Role
from huying.cases import bins, queries
from huying.cases.models import OPEN
from huying.web import maps

from . import addresses, lists
from .access import StaffRequest


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Where the open cases of this list are."""
    asked, name = request.GET, _named(request)
    filters = lists.filters(asked)
    context = {
        "points": f"{reverse('desk:points')}?{lists.address(asked)}",
        "as_list": f"{reverse('desk:mine')}?{lists.address(asked)}",
        "tabs": [(tab, lists.LISTS[tab], addresses.changed(asked, list=tab)) for tab in lists.tabs(Role(request.user.role), name)],
        "list": name, "chips": list(lists.chips(asked, filters)), "bounds": maps.bounds(),
    }  # fmt: skip
    return render(request, "desk/map.html", context)


@require_safe
@gzip_page
def points(request: StaffRequest) -> HttpResponse:
    """The same, counted in the cells of a map. A case that is told by its area only stands in none."""
    cases = queries.LISTS[_named(request)](request.user.actor)
    shown = queries.narrowed(cases, lists.filters(request.GET)).filter(OPEN)
    return maps.answered(bins.cases(shown, maps.window(request.GET)))


def _named(request: StaffRequest) -> str:
    name = request.GET.get("list", "mine")
    if name not in lists.LISTS:
        raise Http404(name)
    return name
