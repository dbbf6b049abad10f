"""Open cases that may be the same matter: close by, at the same address or in the same words, lately; each with the reason.

What stands here is offered; that two are the same matter a person says. How likely they are: `likeness.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from heapq import nlargest
from math import cos, hypot, radians
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.base import bigrams
from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal import clock, history
from huying.base.places.models import Area
from huying.base.units.roles import Actor

from . import likeness, queries, sayings, suggesting
from .models import AREA_COLUMNS, OPEN, Case
from .queries import Cases
from .words import Confidentiality

RADIUS = 500  # metres, within which a point is looked around
CANDIDATES = 60
"""Of one way to be found, the newest."""
MOST = 3
METRES_A_DEGREE = 111_320
COARSE = 100  # metres, in which a resident is told how far


@dataclass(frozen=True)
class Matter:
    """What is known of a call so far. WGS84 degrees."""

    category: Category | None = None
    area: Area | None = None
    lon: float | None = None
    lat: float | None = None
    text: str = ""
    address: str = ""

    @classmethod
    def of(cls, case: Case) -> "Matter":
        text = _body(case) if case.confidentiality == Confidentiality.NORMAL else ""
        return cls(case.category, case.area, case.lon, case.lat, text, case.address)

    @cached_property
    def words(self) -> str:
        """Its text as it is compared."""
        return sayings.folded(self.text)

    @cached_property
    def beginning(self) -> list[str]:
        return likeness.beginning(self.words)

    @cached_property
    def known_words(self) -> list[str]:
        return suggesting.known_words(self.text)


@dataclass(frozen=True)
class Candidate:
    """What of a case is compared; its columns, and its words folded."""

    id: int
    category_id: int | None
    lon: float | None
    lat: float | None
    address: str
    area_id: int | None
    area_1: int | None
    area_2: int | None
    area_3: int | None
    area_4: int | None
    received_at: datetime
    confidentiality: str
    words: str


COLUMNS = (*[field.name for field in fields(Candidate)][:-1], "text__words")


@dataclass(frozen=True)
class Near:
    """A case, how likely it is the same matter (0 to 1), and why."""

    case: Case
    score: float
    reasons: tuple[str, ...]


def for_staff(by: Actor, matter: Matter, *, but: Case | None = None) -> list[Near]:
    """What `by` may see and join: two SQL statements. Confidential cases are told by category and time only."""
    seen = queries.visible_to(by).filter(OPEN, received_at__gt=sayings.lately()).exclude(pk=but.pk if but else 0)
    parts = [*_around(seen, matter), *_at_address(seen, matter), *_in_words(seen, matter)]
    likest = _likest(_read(parts), matter, coarse=False) if parts else []
    if not likest:
        return []
    rows = queries.with_signs(Case.objects.select_related(*queries.ROWS, "text"))
    cases = rows.in_bulk([candidate.id for candidate in likest])
    return [compared(cases[candidate.id], matter) for candidate in likest if candidate.id in cases]


def for_residents(listed: Cases, matter: Matter) -> list[Near]:
    """Of what the public list shows (`listed`): by category, time and coarse distance, never by the words of a case."""
    public = listed.filter(OPEN, private_place=False, received_at__gt=sayings.lately()).select_related(*queries.ROWS)
    found = {case.pk: case for part in _around(public, matter) for case in part}
    likest = _likest([_known(case) for case in found.values()], matter, coarse=True)
    return [compared(found[candidate.id], matter, coarse=True) for candidate in likest]


def compared(case: Case, matter: Matter, *, coarse: bool = False) -> Near:
    """How alike, and why; `coarse`: by nothing that the public list does not show."""
    known = _known(case) if coarse else replace(_known(case), words=bigrams.folded(_body(case)))
    between = _between(known, matter, coarse)
    where = _where(known, matter, between, coarse)
    said = _said(case, matter, between.words) if between.words else ""
    reasons = [where, _("the same category") if between.same_category else "", _age(known), said]
    return Near(case, likeness.score(between), tuple(filter(None, reasons)))


def _likest(candidates: Iterable[Candidate], matter: Matter, *, coarse: bool) -> list[Candidate]:
    """Those that are offered, the likeliest first, of equal ones the newest."""
    scored = [(likeness.score(_between(known, matter, coarse)), known.id, known) for known in candidates]
    least = likeness.SHOWN_TO_RESIDENTS if coarse else likeness.SHOWN
    likest = nlargest(MOST, (one for one in scored if one[0] >= least), key=lambda one: one[:2])
    return [known for _score, _id, known in likest]


def _between(known: Candidate, matter: Matter, coarse: bool) -> likeness.Between:
    same, group = _category(known, matter)
    metres = 0.0 if not coarse and _same_address(known, matter) else _metres(known, matter)
    silent = coarse or known.confidentiality != Confidentiality.NORMAL or (metres or 0) >= likeness.FAR
    words = (
        0.0 if silent else likeness.words(matter.beginning, matter.words, likeness.beginning(known.words), known.words)
    )
    days = (clock.now() - known.received_at).total_seconds() / 86_400
    return likeness.Between(metres, _one_area(known, matter), same, group, days, words)


def facts(shown: Sequence[Near]) -> dict[str, Any]:
    """What the record keeps of cases that somebody was offered to join: how likely each was, in per cent, and no number."""
    return {"near": [round(100 * found.score) for found in shown]} if shown else {}


def likely(case: Case, into: Case) -> dict[str, Any]:
    """What the record of a merge keeps: how likely it was, in per cent, where it would have been offered. Of the past nobody was."""
    if history.current.get():
        return {}
    found = compared(into, Matter.of(case))
    return {"likely": round(100 * found.score)} if found.score >= likeness.SHOWN else {}


def _around(cases: Cases, matter: Matter) -> list[Cases]:
    """The newest that lie within reach of the point, or, where none is known, in the same area."""
    if matter.lon is not None and matter.lat is not None:
        up = RADIUS / METRES_A_DEGREE
        aside = up / max(cos(radians(matter.lat)), 0.01)
        box = cases.filter(
            lat__range=(matter.lat - up, matter.lat + up), lon__range=(matter.lon - aside, matter.lon + aside)
        )
        return [_newest(box)]
    if matter.area is not None and matter.area.level > 1:
        return [_newest(cases.filter(queries.in_area(matter.area)))]
    return []


def _at_address(cases: Cases, matter: Matter) -> list[Cases]:
    if not matter.address or matter.area is None:
        return []
    return [_newest(cases.filter(area=matter.area, address=matter.address))]


def _in_words(cases: Cases, matter: Matter) -> list[Cases]:
    alike = sayings.alike(matter.words)
    return [] if alike.query.is_empty() else [_newest(cases.filter(pk__in=alike.values("case")))]


def _newest(cases: Cases) -> Cases:
    return cases.order_by("-received_at", "-pk")[:CANDIDATES]


def _read(parts: Sequence[Cases]) -> list[Candidate]:
    """Each part by an index of its own, all in one statement."""
    first, *more = [part.values_list(*COLUMNS) for part in parts]
    rows = first.union(*more) if more else first
    return [Candidate(*(*row[:-1], row[-1] or "")) for row in rows]


def _known(case: Case) -> Candidate:
    """Without its words."""
    return Candidate(*(*(getattr(case, name) for name in COLUMNS[:-1]), ""))


def _category(known: Candidate, matter: Matter) -> tuple[bool, bool]:
    """Whether both are filed under one category, and whether under one group."""
    one, other = catalogue.current().categories.get(known.category_id or 0), matter.category
    if one is None or other is None:
        return False, False
    return one.pk == other.pk, one.parent_id == other.parent_id is not None


def _one_area(known: Candidate, matter: Matter) -> bool:
    """Whether both lie in one area below the level of districts."""
    area = matter.area
    return (
        area is not None
        and area.level > 1
        and area.pk in (*(getattr(known, name) for name in AREA_COLUMNS), known.area_id)
    )


def _same_address(known: Candidate, matter: Matter) -> bool:
    area = matter.area.pk if matter.area else None
    return bool(matter.address) and (known.address, known.area_id) == (matter.address, area)


def _metres(known: Candidate, matter: Matter) -> float | None:
    if known.lon is None or known.lat is None or matter.lon is None or matter.lat is None:
        return None
    east = (known.lon - matter.lon) * cos(radians(matter.lat))
    return hypot(east, known.lat - matter.lat) * METRES_A_DEGREE


def _where(known: Candidate, matter: Matter, between: likeness.Between, coarse: bool) -> str:
    if not coarse and _same_address(known, matter):
        return _("the same address")
    if between.metres is None:
        return _("in the same area") if between.one_area else ""
    if coarse:
        return _("within %(n)d m") % {"n": COARSE * (1 + int(between.metres // COARSE))}
    return _("%(n)d m away") % {"n": round(between.metres, -1)}


def _age(known: Candidate) -> str:
    since = clock.now() - known.received_at
    if since.days:
        return ngettext("%(n)d day ago", "%(n)d days ago", since.days) % {"n": since.days}
    hours = int(since.total_seconds() // 3600)
    return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours} if hours else _("within the hour")


def _said(case: Case, matter: Matter, alike: float) -> str:
    """The known words that both say, or else that they say much the same."""
    known = suggesting.known_words(_body(case)) if matter.known_words else []
    if shared := [word for word in matter.known_words if word in known]:
        return _("both say %(words)s") % {"words": _(", ").join(shared[:4])}
    return _("much the same words") if alike >= likeness.SHOWN else ""


def _body(case: Case) -> str:
    """What was said; "" of a past that is being taken in, whose words are written after its steps."""
    said = getattr(case, "text", None)
    return said.body if said else ""
