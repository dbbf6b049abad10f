"""The boards: figures of a period, for a unit, an area, a category, a channel; each number leads to its cases and its definition."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from huying.base import keyset
from huying.base.catalogue import register as catalogue
from huying.base.journal import audit
from huying.base.places import register as places
from huying.base.units import register as units
from huying.cases import paging
from huying.cases.words import Channel
from huying.insight import figures as insight
from huying.insight import rates, refreshing
from huying.insight.definitions import INDICATORS
from huying.insight.figures import Slice, Told
from huying.web import figures, periods, scores
from huying.web.figures import Row, Table
from huying.web.scores import Scores

from .access import StaffRequest
from .board import BY, WORKING, Board

SCORED = ("unit", "area")
DEEPEST = 3
"""Areas below are too many to choose from."""


@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """`?period=`, `day` or `since`, `until`; `unit`, `area`, `category`, `channel`; `by`, `code`: what the table tells."""
    asked = Board(request)
    periods_ = [asked.period, *asked.period.compared]
    names = list(map(str, periods_[1:]))
    found = asked.told(periods_, parts=True, of_parts=_of_parts(asked))
    whole, slices = found[0].whole, found[0].parts
    earlier = [(name, then.whole) for name, then in zip(names, found[1:], strict=True)]
    published = insight.first_published(whole, request.user.actor)
    first = published[1] if published else None
    every = Table(
        "all", _("All figures"), _("Figure"),
        figures.by_indicator(whole, INDICATORS, earlier=earlier, url=_definition, behind=asked.behind, least=asked.least, first=first),
        names,
    )  # fmt: skip
    cards = [row for code, row in zip(INDICATORS, every.rows, strict=True) if code in asked.headlines]
    context = {
        "board": asked, "table": _told(asked, found, names),
        "line": _line(asked), "every": every, "cards": cards,
        "tabs": [(name, asked.address(period=kind, day=_day(asked)), kind == asked.period.kind) for kind, name in periods.KINDS.items()],
        "before": asked.address(**asked.period.before.address),
        "after": "" if asked.period.is_running else asked.address(**asked.period.after.address),
        "until": refreshing.refreshed_at(), "published": published and published[0],
        "indicator": INDICATORS[asked.code], "profiles": rates.profiles(asked.period.until).values(),
        "score": _score(asked, whole), "scores": _scores(asked, slices),
    }  # fmt: skip
    return render(request, "desk/figures.html", context | _choices(asked))


def _score(asked: Board, whole: Slice) -> Row | None:
    """The score of all together, on boards that are about verdicts."""
    if asked.headlines is WORKING:
        return None
    told = scores.scored(rates.score(whole.figures, asked.profile), asked.behind("resolution"))
    return Row(str(asked.profile), told, f"{asked.address(by='unit')}#scores-title")


def _scores(asked: Board, slices: Sequence[Slice]) -> Scores | None:
    """The lines of its table as scores, where they are units or areas."""
    if asked.group not in SCORED:
        return None
    return scores.scores(
        rates.banded(slices, asked.profile), asked.profile, url=asked.opened, behind=lambda code, each: asked.behind(code, each.code)
    )  # fmt: skip


def _day(asked: Board) -> str:
    """The day around which another period is shown: its last, or today."""
    return min(asked.period.until, audit.today()).isoformat()


def _of_parts(asked: Board) -> set[str]:
    """What is told of each line: the figure of the table, and what a score is made of."""
    return {asked.code, *rates.codes(asked.profile)} if asked.group in SCORED else {asked.code}


def _told(asked: Board, found: Sequence[Told], names: Sequence[str]) -> Table:
    """The table of one indicator, of this period and those it is compared with."""
    known = INDICATORS[asked.code]
    rows = figures.by_group(
        found[0].parts, asked.code, earlier=[(name, then.parts) for name, then in zip(names, found[1:], strict=True)], url=asked.opened,
        behind=lambda each: asked.behind(asked.code, each.code), least=asked.least(asked.code),
        first=lambda each: insight.first_published(each, asked.request.user.actor, [asked.code]),
    )  # fmt: skip
    title = _("%(figure)s by: %(group)s") % {"figure": known, "group": BY[asked.by]}
    return Table("by-table", title, str(BY[asked.by]), rows, names, "%" if known.unit == "share" else "")


def _line(asked: Board) -> Table:
    """The same indicator over time."""
    known, shown = INDICATORS[asked.code], asked.period.lately
    rows = []
    for period, each in zip(shown, asked.line(), strict=True):
        behind = asked.address(page="desk:behind", figure=asked.code, **period.address)
        told = figures.cell(known, each.figures[asked.code], behind, asked.least(asked.code))
        rows.append(Row(str(period), told, asked.address(**period.address)))
    title = _("%(figure)s over time") % {"figure": known}
    return Table("over-time", title, _("Period"), rows, unit="%" if known.unit == "share" else "")


def _choices(asked: Board) -> dict[str, Any]:
    register, book = units.current(), catalogue.current()
    below = register.ids_below(asked.top.pk) if asked.top else ()
    return {
        "units": [register.by_id[key] for key in below if not register.by_id[key].retired],
        "areas": [area for area in places.tree() if 0 < area.level <= DEEPEST],
        "categories": [(group, book.children.get(group.pk, [])) for group in book.children.get(None, [])],
        "channels": Channel.choices,
        "indicators": INDICATORS.values(),
        "by_choices": BY.items(),
    }


def _definition(code: str) -> str:
    return f"{reverse('desk:definitions')}#{code}"


@require_safe
def definitions(request: StaffRequest) -> HttpResponse:
    """How every figure is counted; `#CODE` is one of them."""
    return render(request, "desk/figures/definitions.html", scores.explained())


# -- the cases behind a figure

PARTS = {
    "all": lazy("All that is counted"),
    "hit": lazy("In the numerator"),
    "rest": lazy("The others"),
    "excluded": lazy("Excluded"),
}


@require_safe
def behind(request: StaffRequest) -> HttpResponse:
    """The address of a board with `figure`, a code; `of`, a line of its table; `part` of `PARTS`; and the cursors `after` or `before`."""
    asked = Board(request)
    code, of = request.GET.get("figure", ""), request.GET.get("of", "")
    if code not in INDICATORS:
        raise Http404(code)
    known, slice_ = INDICATORS[code], _slice(asked, of)
    parts = _parts(code)
    part = request.GET.get("part", parts[0])
    if part not in PARTS:
        raise Http404(part)
    cases = insight.cases_behind(code, slice_, request.user.actor, "" if part == "all" else part)
    try:
        after, before = request.GET.get("after", ""), request.GET.get("before", "")
        page = paging.page(cases, after=after, before=before, newest_first=True)
    except keyset.BadCursor as bad:
        raise Http404 from bad
    here = {"figure": code, "of": of, "part": part}
    context = {
        "label": str(known), "page": page, "back": asked.address(), "definition": _definition(code),
        "where": " · ".join([str(asked.period), *(words for words, _url in asked.where()), *([str(slice_)] if of else [])]),
        "parts": [(PARTS[name], asked.address(page="desk:behind", figure=code, of=of, part=name), name == part) for name in parts],
        "older_url": page.next and asked.address(page="desk:behind", **here, after=page.next),
        "newer_url": page.previous and asked.address(page="desk:behind", **here, before=page.previous),
    }  # fmt: skip
    return render(request, "desk/figures/behind.html", context)


def _slice(asked: Board, of: str) -> Slice:
    """All together, or the line of the table with this code."""
    if not of:
        return asked.slice(asked.period)
    found = next((each for each in asked.slices(asked.period) if each.code == of), None)
    if found is None:
        raise Http404(of)
    return found


def _parts(code: str) -> list[str]:
    """What of a figure can be looked at, first what asks for work."""
    known = INDICATORS[code]
    if known.unit != "share":
        return ["all"]
    order = ["rest", "hit"] if known.better == "up" else ["hit", "rest"]
    return [*order, "all", *(["excluded"] if known.scored else [])]


# -- files


@require_POST
def export(request: StaffRequest) -> HttpResponseBase:
    """The board of this address as a file: `table`, "all" or "by"; `format`, csv or xlsx. That it was taken out is recorded first."""
    asked, kind = Board(request), request.POST.get("format", "")
    if kind not in figures.FILES:
        raise Http404(kind)
    whole = request.POST.get("table", "") != "by"
    slices = [asked.slice(asked.period)] if whole else [*asked.slices(asked.period)]
    audit.record("exported", by=request.user.actor, list="figures", format=kind, **_codes(asked, whole))
    return figures.file(kind, slices, lambda each: insight.first_published(each, request.user.actor))


def _codes(asked: Board, whole: bool) -> dict[str, Any]:
    within, period = asked.within, asked.period
    named: dict[str, Any] = {"unit": within.unit, "area": within.area, "category": within.category}
    found = {name: node.code for name, node in named.items() if node}
    by = {} if whole else {"table": asked.by.replace(":", "_")}
    return found | by | {"since": period.since.isoformat(), "until": period.until.isoformat()}
