"""My list: what is on this person's desk, by due time, narrowed by what stands in the address."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base import keyset
from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.roles import Role
from huying.cases import queries, searching
from huying.cases.words import State

from . import addresses
from .access import StaffRequest, staff_only
from .forms import fields

LISTS = {
    "mine": lazy("To do"),
    "called": lazy("Called in"),
    "handed": lazy("Handed down"),
    "undispatched": lazy("To dispatch"),
    "returns": lazy("Returns to decide"),
    "calls": lazy("Calls to make"),
    "looks": lazy("Looks to decide"),
    "all": lazy("All cases"),
}
AT_THE_PANEL = ("mine", "undispatched", "returns", "looks", "all")
TABS = {
    Role.OPERATOR: ("mine", "calls", "undispatched", "returns", "all"),
    Role.DISPATCHER: AT_THE_PANEL,
    Role.SUPERVISOR: AT_THE_PANEL,
    Role.AUDITOR: ("mine", "all"),
}
"""Which lists a role reaches for; all others: those of a unit. Every list opens for everybody by its address."""
AT_A_UNIT = ("mine", "called", "handed", "all")
NAMES = ("list", "state", "category", "area", "unit", "late", "q")
DEEPEST = 3  # areas below are too many to choose from, and can be read on the case


@staff_only
def mine(request: StaffRequest) -> HttpResponse:
    """One page of a list. `?list=`, `state`, `category`, `area`, `unit`, `late`, `q`, and the cursors `after` or `before`.

    What is looked for comes by POST and gets an address only if it reaches no person.
    """
    by, asked = request.user.actor, (request.POST or request.GET).copy()
    if refused := searching.why_not(asked.get("q", "")):
        del asked["q"]
        request.GET = asked  # type: ignore[assignment]  # nor does it stand in a link of the page
    elif request.method == "POST":
        said = {name: str(asked[name]) for name in NAMES if asked.get(name)}
        return redirect(f"{request.path}?{urlencode(said)}")
    name = asked.get("list", "mine")
    if name not in LISTS:
        raise Http404(name)
    filters = _filters(asked)
    cases = queries.narrowed(queries.LISTS[name](by), filters)
    try:
        page = queries.page(
            cases, after=asked.get("after", ""), before=asked.get("before", ""), newest_first=name == "all"
        )
    except keyset.BadCursor as bad:
        raise Http404 from bad
    tabs = _tabs(by.role, name)
    counts = queries.counts(by, [tab for tab in tabs if tab != "all"])
    context = {
        "page": page,
        "list": name,
        "title": LISTS[name],
        "tabs": [(tab, LISTS[tab], counts.get(tab)) for tab in tabs],
        "late": counts["late"],
        "chips": list(_chips(asked, filters)),
        "older_url": page.next and addresses.changed(asked, after=page.next),
        "newer_url": page.previous and addresses.changed(asked, before=page.previous),
        "filters": filters,
        "refused": refused,
        "states": State.choices,
        "areas": [area for area in places.tree() if area.level <= DEEPEST],
        "categories": [
            (group, catalogue.current().children.get(group.pk, []))
            for group in catalogue.current().children.get(None, [])
        ],
        "units": fields.all_units(),
    }
    return render(request, "desk/list.html", context, status=422 if refused else 200)


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
            yield str(word), addresses.changed(asked, **{name: ""})
