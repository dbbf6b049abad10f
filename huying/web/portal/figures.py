"""The quarter in numbers, for everybody: each with what it was counted of, and how. Small numbers are withheld by `insight/`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.base.journal import audit
from huying.base.journal.refusals import Refused
from huying.insight import figures as insight
from huying.insight import periods as calendar
from huying.insight import rates
from huying.insight.definitions import INDICATORS
from huying.insight.figures import Slice
from huying.insight.rates import Profile
from huying.web import figures, periods, scores
from huying.web.figures import PUBLISHED as BY
from huying.web.figures import Row, Table
from huying.web.periods import Period
from huying.web.scores import Scores

CARDS = ("received", "answered", "on_time", "response", "resolution", "satisfaction", "reworked", "said_nothing")
AT_A_GLANCE = ("received", "answered", "on_time", "resolution")
"""On the city's page."""


@dataclass(frozen=True)
class Told:
    """What an address asks for: `?day=`, in whose quarter; `code` and `by` of the table."""

    request: HttpRequest

    @cached_property
    def quarter(self) -> Period:
        """The last one that is over, unless the address names another that is."""
        asked = periods.asked(self.request.GET, "quarter")
        last = Period("quarter", *calendar.past_quarter(audit.today()))
        return last if asked.kind != "quarter" or asked.since > last.since else asked

    @property
    def by(self) -> str:
        asked = self.request.GET.get("by", "")
        return asked if asked in BY else next(iter(BY))

    @property
    def code(self) -> str:
        asked = self.request.GET.get("code", "")
        return asked if asked in INDICATORS else "resolution"

    def slices(self, quarter: Period, of: Collection[str] | None = None) -> Sequence[Slice]:
        """The lines of the table, with these figures or all."""
        group, _colon, level = self.by.partition(":")
        return insight.compared(by=None, days=[quarter.days], group=group, level=level or None, codes=of, of_parts=of)[
            0
        ].parts

    def address(self, page: str = "portal:figures", day: date | None = None, **more: str) -> str:
        asked = {"day": (day or self.quarter.since).isoformat(), "by": self.by, "code": self.code}
        return f"{reverse(page)}?{urlencode(asked | more)}"


def whole(quarter: Period) -> Slice | None:
    """All together; None for a quarter of which nothing was counted."""
    try:
        found = insight.figures(by=None, since=quarter.since, until=quarter.until)[0]
    except Refused:  # not counted yet
        return None
    received = found.figures["received"]
    return found if received.value or received.withheld else None


def at_a_glance() -> tuple[Period, list[figures.Row]] | None:
    """The last quarter that is over in a few numbers, for the city's page; None where nothing was counted."""
    quarter = Period("quarter", *calendar.past_quarter(audit.today()))
    found = whole(quarter)
    return (quarter, figures.by_indicator(found, AT_A_GLANCE, url=definition)) if found else None


@require_safe
def quarter(request: HttpRequest) -> HttpResponse:
    """The page: cards, a table with its chart, scores in bands, every figure. It is whole without a script."""
    told = Told(request)
    now, found = told.quarter, whole(told.quarter)
    last = calendar.past_quarter(audit.today())
    context: dict[str, Any] = {
        "told": told, "quarter": now, "before": told.address(day=now.before.since), "by_choices": BY.items(),
        "after": told.address(day=now.after.since) if now.since < last[0] else "",
        "indicators": INDICATORS.values(), "indicator": INDICATORS[told.code],
    }  # fmt: skip
    return render(request, "portal/figures.html", context | (_numbers(told, found) if found else {}))


def _numbers(told: Told, found: Slice) -> dict[str, Any]:
    known = [(str(then), slice_) for then in told.quarter.compared if (slice_ := whole(then))]
    every = figures.by_indicator(found, INDICATORS, earlier=known, url=definition, least=_least)
    slices = told.slices(told.quarter, {told.code, *rates.codes(_profile(told))})
    indicator = INDICATORS[told.code]
    title = _("%(figure)s by: %(group)s") % {"figure": indicator, "group": BY[told.by]}
    rows = figures.by_group(slices, told.code, url=lambda slice_: "", least=_least(told.code))
    return {
        "cards": [row for code, row in zip(INDICATORS, every, strict=True) if code in CARDS],
        "every": Table("all", _("All figures"), _("Figure"), every, [name for name, _slice in known]),
        "table": Table(
            "by-table", title, str(BY[told.by]), rows, unit="%" if indicator.unit == "share" else ""
        ),
        "line": _line(told), "scores": _scores(told, slices), "excluded": _excluded(told),
        "files": [(kind.upper(), told.address("portal:figures_file", format=kind)) for kind in figures.FILES],
    }  # fmt: skip


def _line(told: Told) -> Table:
    """The same indicator over the quarters, as each was told."""
    known, shown = INDICATORS[told.code], told.quarter.lately
    found = insight.compared(by=None, days=[period.days for period in shown], codes=[told.code])
    rows = [
        Row(
            str(period),
            figures.cell(known, each.whole.figures[told.code], least=_least(told.code)),
            told.address(day=period.since),
        )
        for period, each in zip(shown, found, strict=True)
    ]
    title = _("%(figure)s over time") % {"figure": known}
    return Table("over-time", title, _("Quarter"), rows, unit="%" if known.unit == "share" else "")


def _excluded(told: Told) -> Table:
    """What was left out of scoring, by coded reason."""
    (found,) = insight.compared(
        by=None, days=[told.quarter.days], group="reason", codes=["excluded"], of_parts=["excluded"]
    )
    rows = figures.by_group(found.parts, "excluded", url=lambda slice_: "")
    return Table("excluded-by", _("Excluded from scoring, by reason"), _("Reason"), rows)


def _profile(told: Told | None = None) -> Profile:
    """The usual way of scoring, as it held at the end of the quarter."""
    return next(iter(rates.profiles(told.quarter.until if told else None).values()))


def _scores(told: Told, slices: Sequence[Slice]) -> Scores | None:
    if told.by.partition(":")[0] not in ("unit", "area"):
        return None
    return scores.scores(rates.banded(slices, _profile(told)), _profile(told))


def _least(code: str) -> int:
    return _profile().least if INDICATORS[code].scored else 0


def definition(code: str) -> str:
    """Where it stands how this is counted."""
    return f"{reverse('portal:definitions')}#{code}"


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """How every figure is counted; `#CODE` is one of them."""
    return render(request, "portal/definitions.html", scores.explained())


@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """The same as open data: everything together and by `by`; `format`, csv or xlsx. What is withheld has no number here either."""
    told, kind = Told(request), request.GET.get("format", "")
    found = whole(told.quarter)
    if kind not in figures.FILES or found is None:
        raise Http404(kind)
    return figures.file(kind, [found, *told.slices(told.quarter)])
