"""Periods and days as people read them, in their language."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .days import Days
from .periods import Period


def spoken(period: Period) -> str:
    """ "7 calendar days", "2 working hours"."""
    n = period.value
    words = {
        "min": ngettext("%(n)d minute", "%(n)d minutes", n),
        "h": ngettext("%(n)d hour", "%(n)d hours", n),
        "wh": ngettext("%(n)d working hour", "%(n)d working hours", n),
        "d": ngettext("%(n)d calendar day", "%(n)d calendar days", n),
        "wd": ngettext("%(n)d working day", "%(n)d working days", n),
    }
    return words[period.unit] % {"n": n}


def left_out(skipped: Iterable[date], days: Days) -> str:
    """The days that were not counted, holidays by name: "National Day (6 days), weekends (2 days)"; "" for none."""
    chinese = (get_language() or "zh").startswith("zh")
    names = Counter(_name(day, days, chinese) for day in skipped)
    said = [
        ngettext("%(name)s (%(n)d day)", "%(name)s (%(n)d days)", n) % {"name": name, "n": n}
        for name, n in names.items()
    ]
    return _(", ").join(said)


def _name(day: date, days: Days, chinese: bool) -> str:
    special = days.special.get(day)
    named = (special.zh if chinese else special.en or special.zh) if special else ""
    return named or (_("weekends") if not special else _("days off"))
