"""The dispatcher's page: what nobody could route and what units say is not theirs, each decided with its reasons side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock
from huying.base.journal.refusals import Faster, Refused
from huying.base.keyset import BadCursor
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.cases import paging, precedents, queries, responsibility, routing
from huying.cases.deciding import Decision
from huying.cases.learning.units import Learned
from huying.cases.models import Case, Request
from huying.cases.queries import Filters
from huying.cases.states import LIFE
from huying.cases.words import ClockKind, RequestKind
from huying.web.templatetags.clocks import moment

from . import addresses
from .access import StaffRequest, the_case
from .forms import fields

LISTS: dict[str, tuple[Any, Any]] = {
    "undispatched": (lazy("Nobody could route"), queries.undispatched),
    "returns": (lazy("Disputed returns"), queries.returns_to_decide),
    "parked": (lazy("Long-term"), lambda by: queries.narrowed(queries.desk_of(by), Filters(stage="parked"))),
    "provisional": (
        lazy("Provisional dates"),
        lambda by: queries.narrowed(queries.desk_of(by), Filters(stage="provisional")),
    ),
}
DECIDED = ("undispatched", "returns")
"""The lists whose cases are decided here; the others lead to the case."""
UP_TO = 1000
SIZE = 25


@dataclass(frozen=True)
class Option:
    """One way to decide: what is sent, what it says, and why."""

    value: str
    title: str
    why: str = ""


@require_safe
def dispatching(request: StaffRequest) -> HttpResponse:
    """`?list=` one of `LISTS`, `?case=` the number that is open (else the first), and the cursors `after` and `before`."""
    return _page(request)


@require_http_methods(["GET", "POST"])
def decide(request: StaffRequest, number: str) -> HttpResponse:
    """POST `choice`: a unit's code, "refuse" or "other" with `to`; `reason` in words; `version` of the page. A GET leads to the page."""
    case, by = the_case(request, number), request.user.actor
    if request.method == "GET":
        return HttpResponseRedirect(f"{reverse('desk:dispatching')}?{urlencode({'case': number})}")
    given = request.POST
    verb = _verb(case)
    try:
        if str(case.version) != given.get("version"):
            raise Faster
        if verb == "dispatch":
            _dispatch(case, request)
        else:
            _decide_return(case, request)
    except Refused as refusal:
        return _page(request, refused=refusal.reasons, number=number, status=409)
    except Faster:
        return _page(
            request, refused=[_("Somebody else was faster. This is how it stands now.")], number=number, status=409
        )
    now = queries.one(by, number)
    where = str(now.unit) if now and now.unit else _("the queue")
    messages.success(request, _("%(number)s: decided, now with %(unit)s.") % {"number": number, "unit": where})
    return HttpResponseRedirect(
        f"{reverse('desk:dispatching')}?{urlencode({'list': given.get('list', 'undispatched')})}"
    )


def _dispatch(case: Case, request: StaffRequest) -> None:
    to, suggestion = _chosen(request), responsibility.suggest(case)
    if to is None:
        raise Refused(_("Please choose a unit."))
    by_duty = suggestion.unit is not None and to.pk == suggestion.unit.pk
    said = request.POST.get("reason", "").strip()
    basis = said or (suggestion.reason if by_duty else _("Decided by the dispatcher."))
    suggested = responsibility.learned(case, suggestion) or suggestion
    duty = suggestion.duty if by_duty else None
    routing.dispatch(case, to=to, by=request.user.actor, basis=basis, duty=duty, suggested=suggested)


def _decide_return(case: Case, request: StaffRequest) -> None:
    said = request.POST.get("reason", "").strip()
    if request.POST.get("choice") == "refuse":
        routing.decide_return(case, by=request.user.actor, decision="refused", reason=said)
        return
    to = _chosen(request)
    if to is None:
        raise Refused(_("Please choose a unit."))
    routing.decide_return(case, by=request.user.actor, decision="granted", to=to, reason=said)


def _chosen(request: StaffRequest) -> Unit | None:
    choice, typed = request.POST.get("choice", ""), request.POST.get("to", "").strip()
    if choice == "other":
        return next(
            (
                unit
                for unit in fields.all_units()
                if typed and typed in (fields.label(unit), unit.code, unit.zh, unit.en)
            ),
            None,
        )
    return units.current().by_code.get(choice)


def _page(request: StaffRequest, *, refused: Any = (), number: str = "", status: int = 200) -> HttpResponse:
    by, asked = request.user.actor, request.GET if request.method == "GET" else request.POST
    name = asked.get("list", "undispatched")
    if name not in LISTS:
        raise Http404(name)
    try:
        page = paging.page(LISTS[name][1](by), after=asked.get("after", ""), before=asked.get("before", ""), size=SIZE)
    except BadCursor as bad:
        raise Http404 from bad
    number = number or asked.get("case", "") or (page.cases[0].number if page.cases and name in DECIDED else "")
    opened = queries.one(by, number) if number else None
    context = {
        "tabs": [(each, title, min(cases(by)[:UP_TO].count(), UP_TO)) for each, (title, cases) in LISTS.items()], "up_to": UP_TO,
        "list": name, "page": page, "decides": name in DECIDED, "refused": refused,
        "older_url": page.next and addresses.changed(request.GET, after=page.next),
        "newer_url": page.previous and addresses.changed(request.GET, before=page.previous),
        **(_reasons(opened, request) if opened and name in DECIDED else {}),
    }  # fmt: skip
    return render(request, "desk/dispatching.html", context, status=status)


def _verb(case: Case) -> str:
    return "decide_return" if case.papers.request(RequestKind.RETURN) else "dispatch"


def _reasons(case: Case, request: StaffRequest) -> dict[str, Any]:
    """Everything that speaks for one unit or another, and the ways to decide."""
    asked, suggestion, usual = (
        case.papers.request(RequestKind.RETURN),
        responsibility.suggest(case),
        precedents.usual(case),
    )
    learned = responsibility.learned(case, suggestion)
    options = list(_ways(case, asked, suggestion, learned, usual))
    said = catalogue.current().reason("return", asked.reason) if asked else None
    return {
        "case": case, "text": case.text.body, "asked": asked, "said": said or (asked and asked.reason), "suggestion": suggestion,
        "learned": learned, "usual": usual, "earlier": precedents.returns(case), "options": options, "units": fields.all_units(),
        "proposed": units.current().by_id.get(asked.proposed_unit_id or 0) if asked else None,
        "clause": responsibility.clause(case, case.unit) if asked and case.unit else "",
        "why_not": LIFE.why_not(case, _verb(case), by=request.user.actor), "until": _until(case),
        "final": bool(asked) and case.returns + 1 >= routing.RETURNS_BEFORE_DESIGNATION,
    }  # fmt: skip


def _until(case: Case) -> str:
    """By when the panel is to decide."""
    ends = next((row.due_at for row in case.papers.running(ClockKind.DECISION) if row.due_at), None)
    return moment(ends, clock.now()) if ends else ""


def _ways(
    case: Case, asked: Request | None, suggestion: Decision, learned: Learned | None, usual: Any
) -> Iterator[Option]:
    """Each unit once, with why; the lead unit of a return is the way to refuse it."""
    offered = {case.unit_id} if asked else set[int | None]()
    if asked and case.unit:
        yield Option("refuse", _("Stays with %(unit)s") % {"unit": case.unit}, _("The return is not granted."))
    named = units.current().by_id.get(asked.proposed_unit_id or 0) if asked else None
    found = [
        (named, _("the unit proposes it")),
        (suggestion.unit, _("the duty list")),
        (learned and learned.unit, _("learned from like cases")),
        *((each.unit, _("%(n)d of %(of)d like cases went there") % {"n": each.n, "of": each.of}) for each in usual),
    ]
    for unit, why in found:
        if unit is not None and unit.pk not in offered and case.accused_id != unit.pk:
            offered.add(unit.pk)
            yield Option(unit.code, _("To %(unit)s") % {"unit": unit}, why)
