"""Figures as pages, files and reports write them: with what was counted, of how many, how sure, or why there is no number.

Nothing is computed here: every number comes from `huying/insight/`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.insight.definitions import INDICATORS, Indicator
from huying.insight.figures import Codes, Figure, Slice

from . import spreadsheets

WITHHELD, SMALL, NONE, CORRECTED = "withheld", "small", "none", "corrected"
HOUR, DAY = 60, 24 * 60  # minutes
LONG = 2 * DAY
"""From here on a time is told in days."""

First = Callable[[Slice], tuple[datetime, Codes] | None]
"""When the figures of a slice were first published, and what they said."""

PUBLISHED = {
    "area:district": lazy("Districts"), "area:street": lazy("Streets"), "unit:department": lazy("Departments"),
    "unit:utility": lazy("Utilities"), "unit:district": lazy("District governments"), "unit:street": lazy("Street offices"),
    "category:1": lazy("What it concerns"), "channel": lazy("How it came in"),
}  # fmt: skip
"""By what the public reads figures: group and level → what its parts are called."""

NOTES = (
    lazy("Every share has a numerator and a denominator of its own."),
    lazy(
        "The interval says where the share lies with a certainty of 95%, if those asked stand for all (E. B. Wilson, 1927)."
    ),
    lazy("On time is counted over what was due, not over what was closed: silence never makes a rate better."),
    lazy(
        "The public reads numbers about five or more only; where a withheld number could be worked out from others, those are withheld too."
    ),
)
"""Without which no figure may be read."""


@dataclass(frozen=True)
class Cell:
    """One figure in words, and as plain numbers for chart and files ("" where there is none to tell)."""

    words: str
    state: str = ""
    """"" where the number stands; else `WITHHELD`, `SMALL` (too few answers to judge by) or `NONE` (nothing to count)."""
    of: str = ""
    interval: str = ""
    excluded: int | str = ""
    value: float | str = ""
    """As the chart draws it: a share in per cent, times in hours."""
    low: float | str = ""
    high: float | str = ""
    tone: str = ""
    band: str = ""
    corrected: str = ""
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table, or a card: what the figure is of."""

    label: str
    cell: Cell
    url: str = ""
    group: str = ""
    """The peers it is among."""
    earlier: Sequence[tuple[str, Cell]] = ()
    """The periods it is compared with, by name."""


@dataclass(frozen=True)
class Table:
    """Figures one below the other, and what a chart above them is drawn from."""

    id: str
    title: str
    head: str
    """Of the column of labels."""
    rows: Sequence[Row]
    compared: Sequence[str] = ()
    unit: str = ""
    """"%" where all of it is 100."""

    @property
    def is_drawn(self) -> bool:
        """Whether there are two numbers to hold against each other."""
        return sum(row.cell.value != "" for row in self.rows) > 1


def cell(
    indicator: Indicator, figure: Figure | None, url: str = "", least: int = 0, first: Figure | None = None
) -> Cell:
    """The figure in the reader's language.

    `url`: the cases behind it, for whoever may see them; `least`: answers below which a sample is too small; `first`: what was
    first published.
    """
    if figure is None or (figure.value is None and not figure.withheld):
        return Cell("–", NONE, excluded=(figure.excluded or "") if figure else "")
    if figure.withheld:
        return Cell(_("withheld"), WITHHELD)
    small = least > (figure.denominator or 0)
    low, high = _drawn(indicator, figure.low), _drawn(indicator, figure.high)
    return Cell(
        words=words(indicator, figure.value), state=SMALL if small else "", of=_of(indicator, figure), excluded=figure.excluded or "",
        interval=f"{low:.1f}–{high:.1f}%" if low != "" and high != "" else "",
        value=_drawn(indicator, figure.value), low=low, high=high, url=url if figure.denominator else "",
        corrected=_corrected(indicator, figure, first),
    )  # fmt: skip


def _first(first: First, slice_: Slice, code: str) -> Figure | None:
    published = first(slice_)
    return published[1].get(code) if published else None


def _corrected(indicator: Indicator, figure: Figure, first: Figure | None) -> str:
    """What was published once, where it reads differently now."""
    before = words(indicator, first.value) if first else ""
    return before if before != words(indicator, figure.value) else ""


def words(indicator: Indicator, value: float | None) -> str:
    """A number as people say it: per cent, hours or days, cases."""
    if value is None:
        return "–"
    if indicator.unit == "share":
        return f"{100 * value:.1f}%"
    if indicator.unit == "minutes":
        return _time(value)
    return f"{value:.2f}" if indicator.unit == "per_case" else f"{value:,.0f}"


def _time(minutes: float) -> str:
    if minutes < 2 * HOUR:
        return _("%(n).0f min") % {"n": minutes}
    if minutes < LONG:
        return _("%(n).1f h") % {"n": minutes / HOUR}
    return _("%(n).1f days") % {"n": minutes / DAY}


def _of(indicator: Indicator, figure: Figure) -> str:
    if indicator.unit == "cases":
        return ""
    if figure.numerator is None:
        return _("over %(of)s") % {"of": _plain(figure.denominator)}
    return _("%(n)s of %(of)s") % {"n": _plain(figure.numerator), "of": _plain(figure.denominator)}


def _plain(n: float | None) -> str:
    """Merged reporters weigh 1/n each, so that a count may have a fraction."""
    return f"{n or 0:,.1f}".removesuffix(".0")


def _drawn(indicator: Indicator, value: float | None) -> float | str:
    if value is None:
        return ""
    return round(value * {"share": 100, "minutes": 1 / HOUR}.get(indicator.unit, 1), 2)


# -- tables


def by_indicator(
    slice_: Slice, codes: Iterable[str], *, earlier: Sequence[tuple[str, Slice]] = (), url: Callable[[str], str],
    behind: Callable[[str], str] = lambda code: "", least: Callable[[str], int] = lambda code: 0,
    first: Codes | None = None, known: Mapping[str, Indicator] = INDICATORS,
) -> list[Row]:  # fmt: skip
    """One line for each indicator of a slice. `url`, `behind`: where its name and its number lead, by code; `least`, `first`: see
    `cell`; `known`: the indicators by code."""
    told, before = slice_.figures, first or {}
    return [
        Row(
            str(known[code]), cell(known[code], told.get(code), behind(code), least(code), before.get(code)), url(code),
            earlier=[(name, cell(known[code], then.figures.get(code))) for name, then in earlier],
        )
        for code in codes
    ]  # fmt: skip


def by_group(
    slices: Sequence[Slice], code: str, *, earlier: Sequence[tuple[str, Sequence[Slice]]] = (),
    url: Callable[[Slice], str], behind: Callable[[Slice], str] = lambda slice_: "", least: int = 0,
    first: First = lambda slice_: None, known: Mapping[str, Indicator] = INDICATORS,
) -> list[Row]:  # fmt: skip
    """One line for each slice, of one indicator. `url`, `behind`: where its name and its number lead; `least`, `first`: see `cell`."""
    indicator = known[code]
    before = [(name, {slice_.key: slice_.figures.get(code) for slice_ in then}) for name, then in earlier]
    return [
        Row(
            str(slice_), cell(indicator, slice_.figures.get(code), behind(slice_), least, _first(first, slice_, code)), url(slice_),
            earlier=[(name, cell(indicator, then.get(slice_.key))) for name, then in before],
        )
        for slice_ in slices
    ]  # fmt: skip


# -- files

COLUMNS = (
    "code", "name", "indicator", "label", "unit", "value", "numerator", "denominator", "excluded", "low", "high", "note", "first",
    "since", "until",
)  # fmt: skip
"""Of a file: one line for each group and indicator."""
FILES = {"csv": "text/csv; charset=utf-8", "xlsx": spreadsheets.MEDIA_TYPE}
"""Ending → media type."""


def lines(
    slices: Iterable[Slice], first: First = lambda slice_: None, known: Mapping[str, Indicator] = INDICATORS
) -> Iterator[list[Any]]:
    """The lines of a file, in the order of `COLUMNS`. What is withheld has no number here either. `first`: what was first published, where
    that reads differently now."""
    for slice_ in slices:
        published = first(slice_)
        for code, figure in slice_.figures.items():
            indicator = known[code]
            numbers = [figure.value, figure.numerator, figure.denominator, figure.excluded, figure.low, figure.high]
            before = published[1].get(code) if published else None
            was = before.value if before and before.value != figure.value else None
            note = WITHHELD if figure.withheld else CORRECTED if was is not None else ""
            yield [
                slice_.code, str(slice_), code, str(indicator), indicator.unit, *numbers, note, was, slice_.since, slice_.until,
            ]  # fmt: skip


def file(
    kind: str, slices: Sequence[Slice], first: First = lambda slice_: None, known: Mapping[str, Indicator] = INDICATORS,
    title: str = "figures",
) -> HttpResponseBase:  # fmt: skip
    """One of `FILES`, of slices of the same days. `first`: see `lines`."""
    name = f"{title}-{slices[0].since:%Y%m%d}-{slices[0].until:%Y%m%d}.{kind}" if slices else f"{title}.{kind}"
    headers = {"Content-Type": FILES[kind], "Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "csv":
        return StreamingHttpResponse(spreadsheets.csv_rows(COLUMNS, lines(slices, first, known)), headers=headers)
    return FileResponse(spreadsheets.xlsx(title, COLUMNS, lines(slices, first, known)), headers=headers)
