"""Open cases that may be the same matter: close by, of the same category, lately, in the same words; each with the reason.

What stands here is offered; that two are the same matter a person says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import cos, hypot, radians
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.base import bigrams
from huying.base.catalogue.models import Category
from huying.base.journal import clock
from huying.base.places.models import Area
from huying.base.units.roles import Actor

from . import queries, suggesting
from .models import OPEN, Case
from .queries import Cases

RADIUS = 500  # metres
LATELY = timedelta(days=60)
CANDIDATES = 60
MOST = 5
FAINT = 0.35
METRES_A_DEGREE = 111_320
CLOSENESS, CATEGORY, GROUP, WORDS = 0.35, 0.35, 0.15, 0.3
"""What each may add to the likeness, which is at most 1."""
COARSE = 100  # metres, in which a resident is told how far


@dataclass(frozen=True)
class Matter:
    """What is known of a call so far. WGS84 degrees."""

    category: Category | None = None
    area: Area | None = None
    lon: float | None = None
    lat: float | None = None
    text: str = ""

    @classmethod
    def of(cls, case: Case) -> "Matter":
        return cls(case.category, case.area, case.lon, case.lat, case.text.body)


@dataclass(frozen=True)
class Near:
    """A case, how alike it is (0 to 1), and why."""

    case: Case
    score: float
    reasons: tuple[str, ...]


def for_staff(by: Actor, matter: Matter, *, but: Case | None = None) -> list[Near]:
    """What `by` may see and join: two SQL statements at most. Confidential cases are told by category and time only."""
    found = queries.visible_to(by).filter(OPEN).exclude(pk=but.pk if but else 0).select_related(*queries.ROWS, "text")
    return _likest([_compared(case, matter) for case in _around(queries.with_signs(found), matter)])


def for_residents(listed: Cases, matter: Matter) -> list[Near]:
    """Of what the public list shows (`listed`): by category, time and coarse distance, never by the words of a case."""
    public = listed.filter(OPEN, private_place=False).select_related(*queries.ROWS)
    return _likest([_compared(case, matter, coarse=True) for case in _around(public, matter)])


def _around(cases: Cases, matter: Matter) -> Sequence[Case]:
    """The newest that lie within reach of the point, or, where none is known, in the same area."""
    cases = cases.filter(received_at__gt=clock.now() - LATELY)
    if matter.lon is not None and matter.lat is not None:
        up = RADIUS / METRES_A_DEGREE
        aside = up / max(cos(radians(matter.lat)), 0.01)
        cases = cases.filter(
            lat__range=(matter.lat - up, matter.lat + up), lon__range=(matter.lon - aside, matter.lon + aside)
        )
    elif matter.area is not None and matter.area.level > 1:
        cases = cases.filter(queries.in_area(matter.area))
    else:
        return []
    return list(cases.order_by("-received_at", "-pk")[:CANDIDATES])


def _likest(near: list[Near]) -> list[Near]:
    likely = [found for found in near if found.score >= FAINT]
    return sorted(likely, key=lambda found: (-found.score, -found.case.pk))[:MOST]


def _compared(case: Case, matter: Matter, *, coarse: bool = False) -> Near:
    """How alike, and why; `coarse`: by nothing that the public list does not show."""
    same, group = _category(case, matter)
    metres = _metres(case, matter)
    close = max(0.0, 1 - metres / RADIUS) if metres is not None else 0.5
    alike, shared = (0.0, []) if coarse else _words(case, matter)
    age = (clock.now() - case.received_at) / LATELY
    score = CLOSENESS * close + (CATEGORY if same else GROUP if group else 0) + WORDS * alike
    reasons = [_distance(metres, coarse), _("the same category") if same else "", _age(case), _said(shared)]
    return Near(case, score * (1 - 0.3 * age), tuple(filter(None, reasons)))


def _category(case: Case, matter: Matter) -> tuple[bool, bool]:
    """Whether both are filed under one category, and whether under one group."""
    one, other = case.category, matter.category
    if one is None or other is None:
        return False, False
    return one.pk == other.pk, one.parent_id == other.parent_id is not None


def _metres(case: Case, matter: Matter) -> float | None:
    if None in (case.lon, case.lat, matter.lon, matter.lat):
        return None
    here: Any = matter
    there: Any = case
    east = (there.lon - here.lon) * cos(radians(here.lat))
    return hypot(east, there.lat - here.lat) * METRES_A_DEGREE


def _words(case: Case, matter: Matter) -> tuple[float, list[str]]:
    """How much of the shorter text stands in the longer, and the known words that both say."""
    if not matter.text or case.confidentiality != "normal":
        return 0.0, []
    one, other = set(bigrams.pieces(matter.text)), set(bigrams.pieces(case.text.body))
    known = suggesting.known_words(case.text.body)
    shared = [word for word in suggesting.known_words(matter.text) if word in known]
    return len(one & other) / max(1, min(len(one), len(other))), shared


def _distance(metres: float | None, coarse: bool) -> str:
    if metres is None:
        return _("in the same area")
    if coarse:
        return _("within %(n)d m") % {"n": COARSE * (1 + int(metres // COARSE))}
    return _("%(n)d m away") % {"n": round(metres, -1)}


def _age(case: Case) -> str:
    since = clock.now() - case.received_at
    if since.days:
        return ngettext("%(n)d day ago", "%(n)d days ago", since.days) % {"n": since.days}
    hours = int(since.total_seconds() // 3600)
    return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours} if hours else _("within the hour")


def _said(shared: list[str]) -> str:
    return _("both say %(words)s") % {"words": _(", ").join(shared[:4])} if shared else ""
