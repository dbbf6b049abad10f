"""The monthly report of a unit, as a Word file."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.base.journal import audit, clock
from huying.insight import refreshing
from huying.insight.definitions import INDICATORS
from huying.web import figures, monthly, periods
from huying.web.figures import Row, Table
from huying.web.periods import Period

from .access import StaffRequest
from .board import Board
from .cases import DOCX

BELOW = ("received", "on_time", "resolution")
"""The indicators that are told for each unit right below, and for each group of categories."""


@require_POST
def monthly_report(request: StaffRequest) -> HttpResponse:
    """The month in which the period of this board begins, for what the board is narrowed to. That it was taken out is recorded first."""
    asked, language = Board(request), get_language() or settings.LANGUAGE_CODE
    month = periods.of("month", asked.period.since)
    unit = asked.within.unit or asked.top
    named: dict[str, Any] = {"unit": unit.code} if unit else {}
    audit.record(
        "exported", by=request.user.actor, list="monthly", format="docx", since=month.since.isoformat(), **named
    )
    headers = {
        "Content-Type": DOCX,
        "Content-Disposition": f'attachment; filename="monthly-{month.since:%Y%m}.docx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(monthly.written(_known(asked, month), language), headers=headers)


def _known(asked: Board, month: Period) -> dict[str, Any]:
    """What fills the placeholders of the template."""
    before, year_before = month.compared
    whole, *earlier = (found.whole for found in asked.told([month, before, year_before]))
    names = list(map(str, (before, year_before)))
    every = figures.by_indicator(whole, INDICATORS, earlier=[*zip(names, earlier, strict=True)], url=str)
    tables = [Table("all", _("All figures"), _("Figure"), every)]
    for group in ("unit", "category"):
        tables += _by(asked, month, group)
    until = refreshing.refreshed_at()
    return {
        "title": _("Monthly report"),
        "unit": str(asked.within.unit or asked.top or _("The whole city")),
        "period": str(month),
        "printed": _("made on %(day)s") % {"day": f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"},
        "lead": _lead(asked, month, until),
        "heads": {
            "label": "", "value": _("Value"), "counted": _("Counted"), "interval": _("Interval (95%)"),
            "excluded": _("Excluded"), "before": str(before), "year_before": str(year_before),
        },
        "tables": [{"title": table.title, "head": table.head, "rows": list(map(_line, table.rows))} for table in tables if table.rows],
        "notes": [
            _("Units and areas are counted, never persons."),
            *map(str, figures.NOTES),
            *(f"{known}{_(': ')}{known.formula}" for known in INDICATORS.values()),
        ],
    }  # fmt: skip


def _lead(asked: Board, month: Period, until: Any) -> str:
    narrowed = _(", ").join(words for words, _url in asked.where())
    counted = (
        _("Counted up to %(moment)s.") % {"moment": f"{timezone.localtime(until):%Y-%m-%d %H:%M}"} if until else ""
    )
    running = _("The month still runs; it is held against as many days of earlier ones.") if month.is_running else ""
    return " ".join(filter(None, (narrowed, counted, running)))


def _by(asked: Board, month: Period, group: str) -> list[Table]:
    now, *earlier = asked.told_by(group).told([month, *month.compared], parts=True, of_parts=BELOW)
    before = [(str(period), then.parts) for period, then in zip(month.compared, earlier, strict=True)]
    name = _("Units right below") if group == "unit" else _("Categories right below")
    return [
        Table(
            "", _("%(figure)s by: %(group)s") % {"figure": INDICATORS[code], "group": name}, str(name),
            figures.by_group(now.parts, code, earlier=before, url=str),
        )
        for code in BELOW
    ]  # fmt: skip


def _line(row: Row) -> dict[str, str]:
    cell = row.cell
    before, year_before = (then.words for _name, then in row.earlier)
    note = {figures.SMALL: _("sample too small")}.get(cell.state, "")
    return {
        "label": row.label, "value": " ".join(filter(None, (cell.words, note, cell.band))), "counted": cell.of or "–",
        "interval": cell.interval or "–", "excluded": str(cell.excluded or "–"), "before": before, "year_before": year_before,
    }  # fmt: skip
