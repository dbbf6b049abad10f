"""The administrator's first page: what the city is set up with, and what was changed last."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.places.models import Address
from huying.base.units import audit_log
from huying.base.units import register as units
from huying.base.units.models import Unit

from . import said
from .access import StaffRequest

LAST = 10
"""Changes shown."""
LEVELS = {1: lazy("districts"), 2: lazy("streets"), 3: lazy("communities"), 4: lazy("grid cells")}


@require_safe
def setup(request: StaffRequest) -> HttpResponse:
    """How many of each, and the last changes."""
    last = audit_log.setup_changes(request.user.actor).order_by("-at", "-id")[:LAST]
    changes = [(entry, said.doer(entry.by), said.facts(entry.facts)) for entry in audit_log.told(last)]
    context = {"groups": [_organisation(), _catalogue(), _ground()], "changes": changes}
    return render(request, "desk/setup.html", context)


def _organisation() -> dict[str, Any]:
    register = units.current()
    levels = Counter(unit.level for unit in register.by_code.values() if not unit.retired)
    versions = sorted({duty.version for duty in register.by_item.values() if duty.version})
    return {
        "title": _("Organisation"),
        "pairs": [
            *((str(level.label), levels[level]) for level in Unit.Level if levels[level]),
            (_("items of the duty list"), len(register.by_item)),
            (_("editions of the duty list"), _(", ").join(versions)),
            (_("lines of duty rosters"), sum(map(len, register.shifts.values()))),
        ],
    }


def _catalogue() -> dict[str, Any]:
    book = catalogue.current()
    return {
        "title": _("Catalogue"),
        "pairs": [
            (_("kinds"), _offered(book.kinds.values())),
            (_("categories"), len(book.leaves())),
            (_("tiers"), _offered(book.tiers.values())),
            (_("coded reasons"), sum(map(len, book.reasons.values()))),
            (_("reply templates"), sum(map(len, book.templates.values()))),
        ],
    }


def _ground() -> dict[str, Any]:
    levels = Counter(area.level for area in places.tree())
    return {
        "title": _("Places"),
        "pairs": [
            *((str(label), levels[level]) for level, label in LEVELS.items() if levels[level]),
            (_("addresses"), Address.objects.count()),
        ],
    }


def _offered(rows: Any) -> int:
    return sum(not getattr(row, "retired", False) for row in rows)
