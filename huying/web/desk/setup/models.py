"""The models that suggest a category: compared, put live, taken back, and how often each was right."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from huying.base.journal.refusals import Refused
from huying.cases.learning import choosing, months, store
from huying.cases.learning.months import Month
from huying.cases.learning.precision import precision
from huying.cases.suggesting import KEYWORDS
from huying.web import periods
from huying.web.desk.access import StaffRequest
from huying.web.periods import Period

KINDS = {
    "category": lazy("Category"),
    "unit": lazy("Unit"),
    "duplicate": lazy("Open case like it"),
    "reading": lazy("Read in the words"),
}
BY = {KEYWORDS: lazy("Keywords"), "duties": lazy("Duty list")}
PERIODS = ("month", "quarter")
"""What a page counts while somebody waits; longer ones `huying models precision` does."""
SHOWN = 20
"""Versions listed, the newest."""


@require_http_methods(["GET", "POST"])
def models(request: StaffRequest) -> HttpResponse:
    """The period says which suggestions are counted. POST `deed`: live, shadow or roll_back (with `version`), or compare."""
    deed = request.POST.get("deed", "")
    if request.method == "GET":
        return _page(request)
    if deed == "compare":
        return _page(request, compared=choosing.compared())
    try:
        _choose(deed, request.POST.get("version", ""), request)
    except Refused as refusal:
        return _page(request, status=409, refused=refusal.reasons)
    messages.success(request, _("In force now."))
    return HttpResponseRedirect(request.path)


def _choose(deed: str, version: str, request: StaffRequest) -> None:
    by, known = request.user.actor, [card["version"] for card in store.versions()]
    if deed == "roll_back":
        choosing.roll_back(by=by)
    elif deed == "live" and version in known:
        choosing.go_live(version, by=by)
    elif deed == "shadow" and version in known:
        choosing.shadow(version, by=by)
    else:
        raise Refused(_("This is not one of the choices."))


def _months(period: Period) -> list[tuple[Any, Any, Month]]:
    """(what was suggested, by what, the figures) for each month of the period."""
    return [(KINDS[one.kind], BY.get(one.by, one.by), one) for one in months.by_month(period.since, period.until)]


def _page(request: StaffRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    period = periods.asked(request.GET, "month")
    if period.kind not in PERIODS:
        period = periods.of("month", period.since)
    context = {
        "roles": store.roles(), "cards": store.versions()[: -SHOWN - 1 : -1], "period": period,
        "precision": precision(period.since, period.until), "months": _months(period),
        "kinds": [(kind, periods.KINDS[kind]) for kind in PERIODS], **more,
    }  # fmt: skip
    return render(request, "desk/setup/models.html", context, status=status)
