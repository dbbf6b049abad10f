"""The docket: disputes by what waits first, narrowed by what its address says; and the calendar of sessions."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from huying.base import keyset
from huying.base.journal import audit
from huying.base.journal.refusals import Incomplete
from huying.base.places import register as places
from huying.civic.mediation import queries
from huying.civic.mediation.models import Dispute, DisputeType, Meeting, Seat
from huying.civic.mediation.queries import Filters
from huying.civic.mediation.states import LIFE
from huying.civic.mediation.words import Origin, State
from huying.web.desk import addresses
from huying.web.desk.access import StaffRequest

from . import forms
from .room import badge

LISTS = {
    "open": lazy("Open"), "mine": lazy("At my table"), "unassigned": lazy("Without a committee"),
    "handed_on": lazy("Taken in for others"),
    "asking": lazy("Asking every side"), "table": lazy("Setting the table"), "mediating": lazy("In mediation"),
    "signing": lazy("Waiting for signatures"), "in_force": lazy("In force"), "all": pgettext_lazy("disputes", "All"),
}  # fmt: skip
ASKED = ("list", "q", "state", "type", "area", "unit", "origin", "late", "from", "until")
WEEK = 7


@require_http_methods(["GET", "POST"])
def docket(request: StaffRequest) -> HttpResponse:
    """A list of disputes. What was typed to be looked for comes by POST and stands in the address only where it reaches nobody."""
    asked, refused = request.GET.copy(), ""
    if request.method == "POST":
        asked = QueryDict(mutable=True)
        asked.update({name: request.POST[name] for name in ASKED if request.POST.get(name)})
        refused = _why_not(asked.get("q", ""))
        if not refused:
            return redirect(f"{request.path}?{asked.urlencode()}")
        asked.pop("q")
    name, by = asked.get("list", "open"), request.user.actor
    if name not in queries.LISTS:
        raise Http404(name)
    types = list(DisputeType.objects.order_by("pk"))
    filters = _filters(asked, types)
    try:
        found = queries.narrowed(queries.LISTS[name](by), filters)
        page = queries.page(
            found, after=asked.get("after", ""), before=asked.get("before", ""), newest_first=name == "all"
        )
    except keyset.BadCursor as bad:
        raise Http404 from bad
    except Incomplete as wrong:
        page, refused = queries.Page([], ""), wrong.fields["text"]
    context = {
        "page": page, "rows": [(row, badge(row)) for row in page.disputes], "list": name, "title": LISTS[name], "refused": refused,
        "tabs": [(tab, label, f"?list={tab}") for tab, label in LISTS.items()], "filters": filters, "types": types,
        "states": State.choices, "origins": Origin.choices, "chips": list(_chips(asked, filters)),
        "areas": [area for area in places.tree() if area.level <= 3], "units": forms.committees(),
        "opens": not LIFE.why_not(Dispute(), "open", by=by),
        "older_url": page.next and addresses.changed(asked, after=page.next),
        "newer_url": page.previous and addresses.changed(asked, before=page.previous),
    }  # fmt: skip
    return render(request, "desk/disputes/docket.html", context, status=422 if refused else 200)


@require_safe
def calendar(request: StaffRequest) -> HttpResponse:
    """The sessions of a week, by room and mediator. `?from=` its first day."""
    begins = parse_date(request.GET.get("from", "")) or _monday(audit.today())
    zone = timezone.get_default_timezone()
    edge = [timezone.make_aware(datetime.combine(day, time.min), zone) for day in (begins, begins + timedelta(WEEK))]
    found = list(queries.sessions_of(request.user.actor, *edge))
    who = _mediators(found)
    days = [begins + timedelta(n) for n in range(WEEK)]
    rows = {
        day: [(row, forms.place(row), who.get(row.dispute_id, [])) for row in found if _day(row) == day] for day in days
    }
    context = {
        "days": rows.items(), "begins": begins, "ends": days[-1], "today": audit.today(), "n": len(found),
        "previous": begins - timedelta(WEEK), "next": begins + timedelta(WEEK), "clashes": _clashes(found, who),
    }  # fmt: skip
    return render(request, "desk/disputes/calendar.html", context)


def _filters(asked: QueryDict, types: list[DisputeType]) -> Filters:
    known = {row.code: row for row in types}
    committees = {unit.code: unit for unit in forms.committees()} if asked.get("unit") else {}
    return Filters(
        state=asked.get("state", "") if asked.get("state") in State.values else "", type=known.get(asked.get("type", "")),
        area=places.current().by_code.get(asked.get("area", "")), unit=committees.get(asked.get("unit", "")),
        origin=asked.get("origin", "") if asked.get("origin") in Origin.values else "", late=asked.get("late") == "1",
        opened_from=parse_date(asked.get("from", "")), opened_until=parse_date(asked.get("until", "")), text=asked.get("q", ""),
    )  # fmt: skip


def _chips(asked: QueryDict, filters: Filters) -> Iterator[tuple[Any, str]]:
    """What is narrowed, in words, each with the address without it."""
    said = {
        "q": filters.text, "state": filters.state and State(filters.state).label, "type": filters.type, "area": filters.area,
        "unit": filters.unit, "origin": filters.origin and Origin(filters.origin).label, "late": _("late") if filters.late else "",
        "from": filters.opened_from, "until": filters.opened_until,
    }  # fmt: skip
    for name, words in said.items():
        if words:
            yield words, addresses.changed(asked, **{name: ""})


def _why_not(text: str) -> str:
    try:
        queries.saying(Dispute.objects.none(), text) if text else None
    except Incomplete as wrong:
        return wrong.fields["text"]
    return ""


def _mediators(found: list[Meeting]) -> dict[int, list[str]]:
    """Who sits at the tables of these sessions, by dispute."""
    sitting: dict[int, list[str]] = {}
    keys = {row.dispute_id for row in found}
    for seat in Seat.objects.filter(dispute__in=keys, ended_at=None, staff__isnull=False).select_related("staff"):
        sitting.setdefault(seat.dispute_id, []).append(seat.staff.get_full_name() if seat.staff else "")
    return sitting


def _clashes(found: list[Meeting], who: dict[int, list[str]]) -> list[str]:
    """Mediators who would sit in two sessions at once."""
    clashes = []
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            if other.starts_at < one.ends_at and other.dispute_id != one.dispute_id:
                both = set(who.get(one.dispute_id, [])) & set(who.get(other.dispute_id, []))
                clashes += [
                    _("%(who)s sits in %(one)s and %(other)s at once.")
                    % {"who": name, "one": one.dispute.number, "other": other.dispute.number}
                    for name in sorted(both)
                ]
    return clashes


def _day(row: Meeting) -> Any:
    return timezone.localdate(row.starts_at, timezone.get_default_timezone())


def _monday(day: Any) -> Any:
    return day - timedelta(day.weekday())
