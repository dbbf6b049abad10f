"""The auditor's desk: who opened which contact, and what was done in administering the house."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huying.base import keyset
from huying.base.journal import audit as journal
from huying.base.journal import pages
from huying.base.journal.audit import What
from huying.base.journal.pages import Page
from huying.base.units import audit_log
from huying.base.units import register as units
from huying.base.units.audit_log import Period
from huying.cases import looking
from huying.cases.words import Purpose
from huying.web import records, spreadsheets
from huying.web.records import Record

from . import addresses, said
from .access import StaffRequest
from .forms import fields

MOST_ROWS = 1_048_575
"""Of one sheet, below its header."""


@require_safe
def looks(request: StaffRequest) -> HttpResponse:
    """A page of the access record. `?since=`, `until`, `unit`, `purpose`, `number`, and the cursors `after` or `before`."""
    filters = look_filters(request.GET)
    page = _page(looking.events(request.user.actor, filters), request.GET)
    shown = [(look, said.doer(look.by)) for look in looking.told(page.events)]
    context = {
        "name": _("Access record"), "nothing": _("Nobody opened a contact"), "url": reverse("desk:looks"),
        "export_url": reverse("desk:export_looks"), "events": shown, "filters": filters, "purposes": Purpose.choices,
    }  # fmt: skip
    return render(request, "desk/looks.html", context | _around(page, request.GET))


@require_safe
def audit(request: StaffRequest) -> HttpResponse:
    """A page of the audit log. `?since=`, `until`, `unit`, `what`, and the cursors `after` or `before`."""
    filters = audit_filters(request.GET)
    page = _page(audit_log.events(request.user.actor, filters), request.GET)
    shown = [(entry, said.doer(entry.by), said.facts(entry.facts)) for entry in audit_log.told(page.events)]
    context = {
        "name": _("Audit log"), "nothing": _("Nothing was recorded"), "url": reverse("desk:audit"),
        "export_url": reverse("desk:export_audit"), "events": shown, "filters": filters, "acts": What.choices,
    }  # fmt: skip
    return render(request, "desk/audit.html", context | _around(page, request.GET))


def look_filters(asked: QueryDict) -> looking.Filters:
    """What an address or a form narrows the access record to. A word it does not know narrows nothing."""
    purpose = asked.get("purpose", "")
    return looking.Filters(
        unit=units.current().by_code.get(asked.get("unit", "")),
        purpose=purpose if purpose in Purpose.values else "",
        number=asked.get("number", "").strip(),
        period=_period(asked),
    )


def audit_filters(asked: QueryDict) -> audit_log.Filters:
    """The same of the audit log."""
    what = asked.get("what", "")
    return audit_log.Filters(
        what=what if what in What.values else "",
        unit=units.current().by_code.get(asked.get("unit", "")),
        period=_period(asked),
    )


def _period(asked: QueryDict) -> Period:
    return Period(since=_day(asked.get("since", "")), until=_day(asked.get("until", "")))


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:  # such as 30 February
        return None


def _page(events: Any, asked: QueryDict) -> Page:
    try:
        return pages.page(events, after=asked.get("after", ""), before=asked.get("before", ""))
    except keyset.BadCursor as bad:
        raise Http404 from bad


def _around(page: Page, asked: QueryDict) -> dict[str, Any]:
    return {
        "older_url": page.next and addresses.changed(asked, after=page.next),
        "newer_url": page.previous and addresses.changed(asked, before=page.previous),
        "units": fields.all_units(),
    }


@require_POST
def export_looks(request: StaffRequest) -> HttpResponseBase:
    """The whole access record that the filters let through, as a file. That it was taken out is recorded first."""
    return _taken_out(request, records.LOOKS, look_filters(request.POST))


@require_POST
def export_audit(request: StaffRequest) -> HttpResponseBase:
    """The same of the audit log; its last line is the one that says that it was taken out."""
    return _taken_out(request, records.AUDIT, audit_filters(request.POST))


def _taken_out(request: StaffRequest, record: Record, filters: Any) -> HttpResponseBase:
    by, kind = request.user.actor, request.POST.get("format", "")
    if kind not in FORMATS:
        raise Http404(kind)
    if kind == "xlsx" and record.events(by, filters)[: MOST_ROWS + 1].count() > MOST_ROWS:
        messages.error(
            request, _("A spreadsheet holds %(n)d rows. Choose a shorter period, or CSV.") % {"n": MOST_ROWS}
        )
        return redirect(f"desk:{record.name}")
    journal.record("exported", by=by, list=record.name, format=kind, **filters.codes)
    return FORMATS[kind](record, record.cells(by, filters))


def _csv(record: Record, rows: Iterable[list[Any]]) -> HttpResponseBase:
    lines = spreadsheets.csv_rows(record.columns, rows)
    return StreamingHttpResponse(lines, headers=_file(record, "csv", "text/csv; charset=utf-8"))


def _xlsx(record: Record, rows: Iterable[list[Any]]) -> HttpResponseBase:
    return FileResponse(
        spreadsheets.xlsx(record.name, record.columns, rows), headers=_file(record, "xlsx", spreadsheets.MEDIA_TYPE)
    )


FORMATS = {"csv": _csv, "xlsx": _xlsx}


def _file(record: Record, ending: str, media_type: str) -> dict[str, str]:
    name = f"{record.name}-{journal.today():%Y%m%d}.{ending}"
    return {"Content-Type": media_type, "Content-Disposition": f'attachment; filename="{name}"'}
