"""Why a clock ends when it does, in a sentence that a resident understands."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.worktime import wording
from huying.base.worktime.calendar import Due
from huying.base.worktime.periods import Period

from . import marks
from .deadlines import OF_VERDICT
from .models import Case, Clock
from .words import ClockKind, Rest

UNLIMITED = "long_term"
"""The rest of what is kept as long-term."""


def why(row: Clock, case: Case) -> str:
    """From what and since when it was counted, what was left out, how long it rested, what was added. "" without an end."""
    return _("; ").join(part for part in _parts(row, case) if part) if row.due_at else ""


def _parts(row: Clock, case: Case) -> Iterator[str]:
    since = {"start": _minute(row.started_at), "event": _begin(row.kind)}
    if row.period is None:
        yield _set_by_hand(row, since)
    else:
        period = Period(**row.period)
        counted = marks.calendar(row.unit_id).after(row.started_at, period)
        yield _("%(period)s from %(event)s on %(start)s") % {"period": wording.spoken(period), **since}
        yield _law(row, case)
        yield _counting(row, period, counted)
    yield from _rests(row)
    if row.extended_from:
        yield _("more time was granted; before, it was due %(moment)s") % {"moment": _minute(row.extended_from)}
    if row.provisional:
        yield _("provisional: the holidays of that year are not published yet")


def _begin(kind: str) -> str:
    if kind in (ClockKind.DISPATCH, ClockKind.STATUTORY):
        return _("receipt")
    if kind in OF_VERDICT:
        return _("what the resident said")
    if kind == ClockKind.READING:
        return _("the draw")
    return _("the request") if kind == ClockKind.DECISION else _("dispatch")


def _set_by_hand(row: Clock, since: dict[str, str]) -> str:
    if row.why == "share":
        return _("a share of the lead unit's time, from %(start)s") % since
    return _("set by the earlier system or by hand, from %(start)s") % since


def _law(row: Clock, case: Case) -> str:
    if row.why != "statute" or case.category is None:
        return ""
    category = case.category
    return _("as %(law)s says") % {"law": _reader(category.statutory_zh, category.statutory_en)}


def _counting(row: Clock, period: Period, counted: Due) -> str:
    days = marks.calendar(row.unit_id).days
    skipped = [day for day in counted.left_out if day != counted.moved_from and period.unit in ("wh", "wd")]
    said = []
    if skipped:
        said.append(_("not counted: %(days)s") % {"days": wording.left_out(skipped, days)})
    if counted.moved_from:
        said.append(
            _("its last day, %(day)s, is a day off, so it ends on the next working day") % {"day": counted.moved_from}
        )
    return _("; ").join(said)


def _rests(row: Clock) -> Iterator[str]:
    for rest in row.pauses:
        words = {"reason": reason(rest["reason"]), "from": _minute(datetime.fromisoformat(rest["from"]))}
        if not rest["until"]:
            yield _("it rests since %(from)s: %(reason)s") % words
            continue
        span = datetime.fromisoformat(rest["until"]) - datetime.fromisoformat(rest["from"])
        n = span.days
        words["span"] = (ngettext("%(n)d day", "%(n)d days", n) if n else _("less than a day")) % {"n": n}
        yield _("it rested for %(span)s: %(reason)s") % words


def reason(code: str) -> str:
    """What a rest is for, in the reader's language."""
    book = catalogue.current()
    known = book.reason("pause", code) or book.reason("park", code)
    if known:
        return str(known)
    return str(Rest(code).label) if code in Rest.values else _("kept as long-term") if code == UNLIMITED else code


def _reader(zh: str, en: str) -> str:
    return zh if (get_language() or "zh").startswith("zh") else en or zh


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
