"""Figures of mediation: of a period, by committee, type, area or origin; each number leads to its disputes, none to a mediator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from huying.base import keyset
from huying.base.journal import audit
from huying.base.places import register as places
from huying.civic.mediation import figures as counting
from huying.civic.mediation import queries
from huying.civic.mediation.figures import ALL, COUNTED, Within
from huying.civic.mediation.models import DisputeType
from huying.civic.mediation.words import Origin
from huying.insight import disputes
from huying.insight.disputes import INDICATORS
from huying.insight.slices import Figure, Slice
from huying.web import figures, periods
from huying.web.desk.access import StaffRequest
from huying.web.figures import Row, Table
from huying.web.periods import Period

from . import forms
from .room import badge

NAMES = ("period", "day", "since", "until", "unit", "area", "type", "origin", "by", "code")
"""Of an address: what makes it the one it is."""
BY = {
    "unit": lazy("Committees"), "type": lazy("Types of dispute"), "area:district": lazy("Areas: districts"),
    "area:street": lazy("Areas: streets"), "area:community": lazy("Areas: communities"), "origin": lazy("Who brought it"),
}  # fmt: skip
CARDS = ("applied", "accepted", "agreed", "refused", "in_time", "mediation_time", "kept", "came_back")
PARTS = {"all": lazy("All that is counted"), "hit": lazy("In the numerator"), "rest": lazy("The others")}
DEEPEST = 3
"""Areas below are too many to choose from."""


@dataclass(frozen=True)
class Board:
    """What an address asks for."""

    request: StaffRequest

    @property
    def given(self) -> QueryDict:
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def period(self) -> Period:
        return periods.asked(self.given, "month")

    @cached_property
    def types(self) -> list[DisputeType]:
        return list(DisputeType.objects.order_by("pk"))

    @cached_property
    def committees(self) -> list[Any]:
        return forms.committees()

    @cached_property
    def within(self) -> Within:
        """What it is narrowed to; a word that is not known narrows nothing."""
        origin, committees = self.given.get("origin", ""), {unit.code: unit for unit in self.committees}
        return Within(
            unit=committees.get(self.given.get("unit", "")), area=places.by_code(self.given.get("area", "")),
            type=next((row for row in self.types if row.code == self.given.get("type")), None),
            origin=origin if origin in Origin.values else "",
        )  # fmt: skip

    @cached_property
    def by(self) -> str:
        asked = self.given.get("by", "")
        return asked if asked in BY else "unit"

    @cached_property
    def code(self) -> str:
        asked = self.given.get("code", "")
        return asked if asked in INDICATORS else "agreed"

    def where(self) -> list[tuple[str, str]]:
        """Words for each thing that it is narrowed to, and the address without it."""
        within = self.within
        named: dict[str, Any] = {
            "unit": within.unit, "area": within.area, "type": within.type, "origin": within.origin and Origin(within.origin).label,
        }  # fmt: skip
        return [(str(words), self.address(**{name: ""})) for name, words in named.items() if words]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What its address says, word by word."""
        return [(name, str(self.given[name])) for name in NAMES if self.given.get(name)]

    def address(self, *, page: str = "desk:dispute_figures", **changes: str) -> str:
        """The same with some things changed; another period takes the place of the one that was asked for."""
        kept = {name: self.given.get(name, "") for name in NAMES}
        if {"period", "since"} & changes.keys():
            kept |= dict.fromkeys(("period", "day", "since", "until"), "")
        asked = urlencode({name: value for name, value in (kept | changes).items() if value})
        return f"{reverse(page)}?{asked}"

    def opened(self, line: Slice) -> str:
        """The same, narrowed to one line of its table and told by type; "" where it is that already, or the line is nobody's."""
        name = self.by.partition(":")[0]
        other = "type" if name != "type" else "unit"
        return (
            "" if not line.code or self.given.get(name) == line.code else self.address(**{name: line.code, "by": other})
        )

    def behind(self, code: str, of: str | None = None) -> str:
        """The disputes that a figure counts; of a line of the table, if one is named (`-` is the line of what is nobody's)."""
        if COUNTED[code].told_by_sides:
            return ""
        return self.address(page="desk:dispute_behind", figure=code, of="" if of is None else of or "-")

    def _at(self, period: Period) -> str:
        """The disputes that its figure counts in another period."""
        opens = not COUNTED[self.code].told_by_sides
        return self.address(page="desk:dispute_behind", figure=self.code, **period.address) if opens else ""

    def line(self) -> Table:
        """The figure of its table over this period and those before it."""
        lately, known = self.period.lately, INDICATORS[self.code]
        found = disputes.told(
            by=self.request.user.actor, days=[each.days for each in lately], within=self.within, codes=[self.code]
        )
        rows = [
            Row(
                str(each),
                figures.cell(known, told.whole.figures[self.code], self._at(each)),
                self.address(**each.address),
            )
            for each, told in zip(lately, found, strict=True)
        ]
        title = _("%(figure)s over time") % {"figure": known}
        return Table("over-time", title, _("Period"), rows, unit="%" if known.unit == "share" else "")


@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """`?period=`, `day` or `since`, `until`; `unit`, `area`, `type`, `origin`; `by`, `code`: what the table tells."""
    asked = Board(request)
    periods_ = [asked.period, *asked.period.compared]
    names = list(map(str, periods_[1:]))
    looks = [each.days for each in periods_]
    found = disputes.told(by=request.user.actor, days=looks, group=asked.by, within=asked.within, of_parts=[asked.code])
    whole = found[0].whole
    earlier = [(name, then.whole) for name, then in zip(names, found[1:], strict=True)]
    every = figures.by_indicator(
        whole, INDICATORS, earlier=earlier, url=lambda code: f"#{code}", behind=asked.behind, known=INDICATORS
    )
    cards = [_checked(row, whole, code) for code, row in zip(INDICATORS, every, strict=True) if code in CARDS]
    context = {
        "board": asked, "cards": cards, "every": Table("all", _("All figures"), _("Figure"), every, names),
        "table": _table(asked, found, names), "line": asked.line(), "indicator": INDICATORS[asked.code],
        "indicators": INDICATORS.values(), "by_choices": BY.items(), "units": asked.committees, "origins": Origin.choices,
        "areas": [area for area in places.tree() if 0 < area.level <= DEEPEST],
        "tabs": [(name, asked.address(period=kind, day=_day(asked)), kind == asked.period.kind) for kind, name in periods.KINDS.items()],
        "before": asked.address(**asked.period.before.address),
        "after": "" if asked.period.is_running else asked.address(**asked.period.after.address),
        "look": disputes.asks_for_a_look(whole.figures["agreed"]), "look_url": asked.behind("agreed"),
    }  # fmt: skip
    return render(request, "desk/disputes/figures.html", context)


def _table(asked: Board, found: Sequence[Any], names: Sequence[str]) -> Table:
    """One figure of each part, beside those of the periods it is compared with."""
    known = INDICATORS[asked.code]
    rows = figures.by_group(
        found[0].parts, asked.code, earlier=[(name, then.parts) for name, then in zip(names, found[1:], strict=True)],
        url=asked.opened, behind=lambda part: asked.behind(asked.code, part.code), known=INDICATORS,
    )  # fmt: skip
    rows = [_checked(row, part, asked.code) for row, part in zip(rows, found[0].parts, strict=True)]
    title = _("%(figure)s by: %(group)s") % {"figure": known, "group": BY[asked.by]}
    return Table("by-table", title, str(BY[asked.by]), rows, names, "%" if known.unit == "share" else "")


def _checked(row: Row, of: Slice, code: str) -> Row:
    """Where more agreed than is likely, it says so."""
    found: Figure | None = of.figures.get(code)
    if code != "agreed" or not disputes.asks_for_a_look(found):
        return row
    return replace(row, cell=replace(row.cell, band=_("look at the files"), tone="wait"))


def _day(asked: Board) -> str:
    """The day around which another period is shown: its last, or today."""
    return min(asked.period.until, audit.today()).isoformat()


@require_safe
def behind(request: StaffRequest) -> HttpResponse:
    """The disputes behind one figure: the address of a board with `figure`, a code; `of`, a line of its table; `part` of `PARTS`;
    and the cursors `after` or `before`."""
    asked, given = Board(request), request.GET
    code, of = given.get("figure", ""), given.get("of", "")
    if code not in INDICATORS or COUNTED[code].told_by_sides:
        raise Http404(code)
    parts = (
        ["all"]
        if not COUNTED[code].hit
        else ["rest", "hit", "all"]
        if INDICATORS[code].better == "up"
        else ["hit", "rest", "all"]
    )
    part = given.get("part", parts[0])
    if part not in parts:
        raise Http404(part)
    line = _line(asked, code, of) if of else None
    found = counting.behind(
        code, by=request.user.actor, days=asked.period.days, part="" if part == "all" else part,
        group=asked.by if line else "", key=line.key if line else ALL, within=asked.within,
    )  # fmt: skip
    try:
        page = queries.page(found, after=given.get("after", ""), before=given.get("before", ""), newest_first=True)
    except keyset.BadCursor as bad:
        raise Http404 from bad
    here = {"page": "desk:dispute_behind", "figure": code, "of": of, "part": part}
    context = {
        "label": str(INDICATORS[code]), "code": code, "page": page, "rows": [(row, badge(row)) for row in page.disputes],
        "back": asked.address(),
        "where": " · ".join([str(asked.period), *(words for words, _url in asked.where()), *([str(line)] if line else [])]),
        "parts": [(PARTS[name], asked.address(**(here | {"part": name})), name == part) for name in parts],
        "older_url": page.next and asked.address(**here, after=page.next),
        "newer_url": page.previous and asked.address(**here, before=page.previous),
    }  # fmt: skip
    return render(request, "desk/disputes/behind.html", context)


def _line(asked: Board, code: str, of: str) -> Slice:
    """The line of the table with this code. Whoever asks for one that is not in it reads that there is none."""
    (told,) = disputes.told(
        by=asked.request.user.actor, days=[asked.period.days], group=asked.by, within=asked.within, codes=[code]
    )
    found = next((each for each in told.parts if each.code == of.removeprefix("-")), None)
    if found is None:
        raise Http404(of)
    return found


@require_POST
def export(request: StaffRequest) -> HttpResponseBase:
    """The figures of this address as a file: `table`, "all" or "by"; `format`, csv or xlsx. That it was taken out is recorded first."""
    asked, kind = Board(request), request.POST.get("format", "")
    if kind not in figures.FILES:
        raise Http404(kind)
    by_part = request.POST.get("table", "") == "by"
    (told,) = disputes.told(
        by=request.user.actor, days=[asked.period.days], group=asked.by if by_part else "", within=asked.within
    )
    taken: dict[str, Any] = {name: node.code for name, node in vars(asked.within).items() if node and name != "origin"}
    taken |= {"table": asked.by.replace(":", "_")} if by_part else {}
    taken |= {"since": asked.period.since.isoformat(), "until": asked.period.until.isoformat()}
    audit.record("exported", by=request.user.actor, list="dispute_figures", format=kind, **taken)
    return figures.file(kind, told.parts if by_part else [told.whole], known=INDICATORS, title="mediation")
