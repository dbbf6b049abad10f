"""My list: what is on this person's desk, by due time, narrowed by what stands in the address."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from huying.base import keyset
from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.cases import counts, paging, queries, searching
from huying.cases.words import State

from . import addresses, bulk, lists, saved
from .access import StaffRequest
from .forms import fields

DEEPEST = 3  # areas below are too many to choose from, and can be read on the case


def mine(request: StaffRequest) -> HttpResponse:
    """One page of a list. `?list=`, `state`, `category`, `area`, `unit`, `late`, `q`, `columns`, and the cursors `after` or `before`.

    What is looked for comes by POST and gets an address only if it reaches no person. Without anything: the view that opens first.
    """
    asked = (request.POST or request.GET).copy()
    if refused := searching.why_not(asked.get("q", "")):
        del asked["q"]
        request.GET = asked  # type: ignore[assignment]  # nor does it stand in a link of the page
    elif request.method == "POST":
        return redirect(f"{request.path}?{lists.address(asked)}")
    views = saved.of(request.user)
    if not asked and (first := next((view for view in views if view.opens_first and view.address), None)):
        return redirect(f"{request.path}?{first.address}")
    context = _list(request, asked) | {"views": views, "refused": refused}
    return render(request, "desk/list.html", context, status=422 if refused else 200)


@require_safe
def arrived(request: StaffRequest) -> HttpResponse:
    """How many cases came to the list of this address since its page was made (`since`): a sentence, or nothing."""
    by, name = request.user.actor, _named(request.GET)
    since = request.GET.get("since", "")
    cases = queries.narrowed(queries.LISTS[name](by), lists.filters(request.GET))
    n = counts.arrived(cases, name, since=addresses.number(since), by=by) if since else 0
    return render(request, "desk/list/arrived.html", {"n": n, "up_to": counts.UP_TO, "url": _fresh(request.GET, since)})


def _list(request: StaffRequest, asked: QueryDict) -> dict[str, Any]:
    by, name, filters = request.user.actor, _named(asked), lists.filters(asked)
    tabs = lists.tabs(by.role, name)
    how_many = counts.counts(by, [tab for tab in tabs if tab != "all"])
    shown, empty = lists.folded(tabs, how_many, name)
    end = counts.newest()  # before the page is read, so that nothing comes between the two
    page = _page(queries.narrowed(queries.LISTS[name](by), filters), asked, name)
    since = addresses.number(asked.get("since", ""))
    return {
        "page": page,
        "list": name,
        "title": lists.LISTS[name],
        "tabs": [(tab, lists.LISTS[tab], how_many.get(tab), _tab(asked, tab)) for tab in shown],
        "empty": [(tab, lists.LISTS[tab], _tab(asked, tab)) for tab in empty],
        "late": how_many["late"],
        "late_url": f"{_tab(asked, 'mine')}&late=1",
        "up_to": counts.UP_TO,
        "chips": list(lists.chips(asked, filters)),
        "columns": {column: lists.COLUMNS[column] for column in lists.columns(asked)},
        "address": lists.address(asked),
        "arrived_url": f"{reverse('desk:arrived')}{_fresh(asked, str(end))}",
        "new": counts.came([case.pk for case in page.cases], name, since=since, by=by) if since else (),
        "bulk": bulk.offered(by.role),
        "order": bulk.watched(request, asked.get("order", "")),
        "older_url": page.next and addresses.changed(asked, after=page.next),
        "newer_url": page.previous and addresses.changed(asked, before=page.previous),
    } | _choices(filters)


def _choices(filters: queries.Filters) -> dict[str, Any]:
    book = catalogue.current()
    return {
        "filters": filters,
        "all_columns": lists.COLUMNS,
        "states": State.choices,
        "areas": [area for area in places.tree() if area.level <= DEEPEST],
        "categories": [(group, book.children.get(group.pk, [])) for group in book.children.get(None, [])],
        "units": fields.all_units(),
    }


def _page(cases: queries.Cases, asked: QueryDict, name: str) -> paging.Page:
    after, before = asked.get("after", ""), asked.get("before", "")
    try:
        return paging.page(cases, after=after, before=before, newest_first=name == "all")
    except keyset.BadCursor as bad:
        raise Http404 from bad


def _named(asked: QueryDict) -> str:
    name = asked.get("list", "mine")
    if name not in lists.LISTS:
        raise Http404(name)
    return name


def _tab(asked: QueryDict, name: str) -> str:
    """The address of another list, with the same columns."""
    kept = QueryDict(mutable=True)
    kept["list"] = name
    kept.setlist("columns", asked.getlist("columns"))
    return f"?{kept.urlencode()}"


def _fresh(asked: QueryDict, since: str) -> str:
    """The first page of this list, with a mark beside what came after `since`."""
    return addresses.changed(asked, since=since)
