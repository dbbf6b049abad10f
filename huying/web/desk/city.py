"""The administrator's first page: what the city is set up with, where it is changed, and what was changed last."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import audit_log
from huying.base.units import register as units
from huying.web.tables import Cell, Records

from . import said
from .access import StaffRequest
from .setup.registers import REGISTERS

LAST = 10
"""Changes shown."""


@require_safe
def setup(request: StaffRequest) -> HttpResponse:
    """Every register with how many there are, and the last changes."""
    last = audit_log.setup_changes(request.user.actor).order_by("-at", "-id")[:LAST]
    changes = [
        [Cell(entry.at), Cell(said.doer(entry.by)), Cell([*_changed(entry.facts)], own=True)]
        for entry in audit_log.told(last)
    ]
    counts = _counts()
    cards = [
        (register, reverse("desk:setup_entries", args=[slug]), counts.get(slug)) for slug, register in REGISTERS.items()
    ]
    context = {"cards": cards, "changes": Records([_("Time"), _("Who"), _("What was changed")], changes)}
    return render(request, "desk/setup.html", context)


def _counts() -> dict[str, int]:
    """How many there are that hold today."""
    book, register = catalogue.current(), units.current()
    return {
        "areas": sum(1 for _area in places.tree()),
        "units": _offered(register.by_code.values()),
        "shifts": sum(map(len, register.shifts.values())),
        "duties": len(register.by_item),
        "categories": len(book.leaves()),
        "kinds": _offered(book.kinds.values()),
        "tiers": _offered(book.tiers.values()),
        "reasons": sum(map(len, book.reasons.values())),
        "replies": sum(map(len, book.templates.values())),
    }


def _offered(rows: Iterable[Any]) -> int:
    return sum(not row.retired for row in rows)


def _changed(facts: dict[str, Any]) -> Iterator[str]:
    """The entries that a change names, else its files with how many entries of each."""
    for name, fields in facts.get("entries", {}).items():
        yield f"{name}{_(': ')}{_(', ').join(fields)}"
    if not facts.get("entries"):
        yield from (text for _name, text in said.facts(facts))
