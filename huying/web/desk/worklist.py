"""My list: what is on this person's desk, by due time, narrowed by what stands in the address."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.roles import Role
from huying.cases import queries
from huying.cases.words import State

from .access import StaffRequest, staff_only
from .forms import fields

LISTS = {
    "mine": lazy("To do"),
    "called": lazy("Called in"),
    "handed": lazy("Handed down"),
    "undispatched": lazy("To dispatch"),
    "returns": lazy("Returns to decide"),
    "all": lazy("All cases"),
}
AT_THE_HOTLINE = ("mine", "undispatched", "returns", "all")
TABS = {
    Role.OPERATOR: AT_THE_HOTLINE,
    Role.DISPATCHER: AT_THE_HOTLINE,
    Role.SUPERVISOR: AT_THE_HOTLINE,
    Role.AUDITOR: ("mine", "all"),
}
"""Which lists a role reaches for; all others: those of a unit. Every list opens for everybody by its address."""
AT_A_UNIT = ("mine", "called", "handed", "all")
DEEPEST = 3  # areas below are too many to choose from, and can be read on the case


@staff_only
def mine(request: StaffRequest) -> HttpResponse:
    """One page of a list. `?list=`, `state`, `category`, `area`, `unit`, `late`, `q`, and the cursors `after` or `before`."""
    by, asked = request.user.actor, request.GET
    name = asked.get("list", "mine")
    if name not in LISTS:
        raise Http404(name)
    filters = _filters(asked)
    cases = queries.narrowed(queries.LISTS[name](by), filters)
    try:
        page = queries.page(
            cases, after=asked.get("after", ""), before=asked.get("before", ""), newest_first=name == "all"
        )
    except queries.BadCursor as bad:
        raise Http404 from bad
    counts = queries.counts(by)
    context = {
        "page": page,
        "list": name,
        "title": LISTS[name],
        "tabs": [(tab, LISTS[tab], counts.get(tab)) for tab in _tabs(by.role, name)],
        "late": counts["late"],
        "chips": list(_chips(asked, filters)),
        "older_url": page.next and _address(asked, after=page.next),
        "newer_url": page.previous and _address(asked, before=page.previous),
        "filters": filters,
        "states": State.choices,
        "areas": [area for area in places.tree() if area.level <= DEEPEST],
        "categories": [
            (group, catalogue.current().children.get(group.pk, []))
            for group in catalogue.current().children.get(None, [])
        ],
        "units": fields.all_units(),
    }
    return render(request, "desk/list.html", context)


def _tabs(role: Role, current: str) -> list[str]:
    tabs = TABS.get(role, AT_A_UNIT)
    return [*tabs] if current in tabs else [*tabs, current]


def _filters(asked: Any) -> queries.Filters:
    """What the address narrows to. A word it does not know narrows nothing."""
    state = asked.get("state", "")
    return queries.Filters(
        state=state if state in State.values else "",
        category=catalogue.current().by_code.get(asked.get("category", "")),
        area=places.by_code(asked.get("area", "")),
        unit=units.current().by_code.get(asked.get("unit", "")),
        late=asked.get("late") == "1",
        text=asked.get("q", "").strip(),
    )


def _chips(asked: Any, filters: queries.Filters) -> Iterator[tuple[str, str]]:
    """Words for each filter that is set, and the address without it."""
    words = {
        "state": filters.state and State(filters.state).label,
        "category": filters.category,
        "area": filters.area,
        "unit": filters.unit,
        "late": filters.late and _("late"),
        "q": filters.text and _("“%(text)s”") % {"text": filters.text},
    }
    for name, word in words.items():
        if word:
            yield str(word), _address(asked, **{name: ""})


def _address(asked: Any, **changes: str) -> str:
    """The address of this list with some things changed; always from its first page, unless a cursor is given."""
    query = asked.copy()
    for name in ("after", "before", "lang"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
