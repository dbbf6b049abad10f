"""What everybody may read: the cases that a person released, and which open ones a resident may join."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.base import bigrams, keyset
from huying.base.catalogue.models import Category
from huying.base.places import register as places
from huying.base.places.models import Area

from . import queries
from .models import Case, Publication
from .words import Confidentiality, Outcome, State

PAGE = 20
GONE = (Outcome.MERGED, Outcome.WITHDRAWN)
"""What lives on in another case, and what its reporter took back, is shown no more (on its public row: `gone`)."""
BEFORE_REPLY = (State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS)
STREET = 2
"""The level of areas that everybody may be told; what is finer is told where it is nobody's private matter."""


@dataclass(frozen=True)
class Stage:
    """Where a case stands, in the words of whoever reads of it in passing."""

    words: Any
    tone: str


STAGES = {
    State.RECEIVED: Stage(_("We are finding out who is responsible"), "wait"),
    State.DISPATCHED: Stage(_("Passed on to whoever is responsible"), "active"),
    State.IN_PROGRESS: Stage(_("Being worked on"), "active"),
    State.REPLIED: Stage(_("Answered"), "good"),
}
ENDS = {
    Outcome.RESOLVED: Stage(_("Solved"), "good"),
    Outcome.PARTLY_RESOLVED: Stage(_("Partly solved"), "good"),
    Outcome.EXPLAINED: Stage(_("Cannot be solved for now; the reason was told"), ""),
    Outcome.UNFOUNDED: Stage(_("Nothing was found to be wrong"), ""),
    Outcome.NO_ANSWER: Stage(_("Answered; nobody has said whether it is solved"), ""),
    Outcome.OTHER_ROUTE: Stage(_("Decided elsewhere; the way was told"), ""),
    Outcome.TRANSFERRED_EMERGENCY: Stage(_("Passed to the emergency services"), ""),
}
ENDED = Stage(_("Answered"), "good")


@dataclass(frozen=True)
class Filters:
    """What the public list is narrowed to. Empty means everything."""

    category: Category | None = None
    area: Area | None = None
    done: bool | None = None
    text: str = ""


@dataclass(frozen=True)
class Page:
    """Some of the public cases, newest word first, and the cursor behind them ("" at the end)."""

    found: Sequence[Publication]
    next: str


def stage(case: Case) -> Stage:
    """Where it stands. Closed is not the same as solved: the words say which."""
    if case.state == State.CLOSED:
        return ENDS.get(Outcome(case.outcome), ENDED) if case.outcome else ENDED
    return STAGES[State(case.state)]


def summary(public: Publication) -> str:
    """What was written, in the reader's language where somebody wrote it in that."""
    return public.summary_en if get_language() == "en" and public.summary_en else public.summary


def street(case: Case) -> str:
    """The street, or what lies above it, in words; nothing finer."""
    named = [area for area in places.path(case.area) if 0 < area.level <= STREET] if case.area else []
    return " ".join(map(str, named))


def listed(filters: Filters = Filters()) -> QuerySet[Publication]:
    """The public cases that the filters let through, the latest word first.

    What lives on in another case, and what its reporter took back, is shown no more.
    """
    found = Publication.objects.filter(gone=False).order_by("-at", "-case_id")
    if filters.category or filters.area:
        of = queries.narrowed(Case.objects.all(), queries.Filters(category=filters.category, area=filters.area))
        found = found.filter(case__in=of)
    if filters.done is not None:
        found = found.filter(answered=filters.done)
    return saying(found, filters.text) if filters.text else found


def saying(found: QuerySet[Publication], text: str) -> QuerySet[Publication]:
    """Those in whose summary or released answer every word of `text` stands."""
    if not (asked := bigrams.query(text)):
        return found.none()
    named = RawSQL(
        '"cases_publication"."search" @@ %s::tsquery AND "cases_publication"."words" LIKE ALL(%s)',
        (asked, bigrams.patterns(text)),
        output_field=BooleanField(),
    )
    return found.filter(named)


def page(found: QuerySet[Publication], *, after: str = "", size: int = PAGE) -> Page:
    """`size` of them behind the cursor `after`, with their cases: one statement. Raises `keyset.BadCursor`."""
    if after:
        moment, pk = keyset.read(after)
        found = found.filter(Q(at__lt=moment) | Q(at=moment, case_id__lt=pk))
    rows = list(with_cases(found)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, keyset.cursor(rows[-1].at, rows[-1].case_id) if more else "")


def with_cases(found: QuerySet[Publication]) -> QuerySet[Publication]:
    """With the case of each, and what its line says of it."""
    return found.select_related("case__category", "case__area", "case__unit").defer("words", "search")


def one(number: str) -> Publication | None:
    """The public case with this number."""
    return with_cases(listed()).filter(case__number=number).first() if number else None


def is_coarse(case: Case) -> bool:
    """Whether the place is told by its street only: a home, a quarrel, or a case that is confidential."""
    category = case.category
    sealed = Confidentiality.CONFIDENTIAL in (case.confidentiality, category.confidentiality if category else "")
    return bool(sealed or case.private_place or case.accused_id or (category and category.mediable))


def may_join(case: Case) -> bool:
    """Whether a resident may say of this case that theirs is the same: nothing about it is anybody's private matter."""
    open_to_all = case.state in BEFORE_REPLY and case.confidentiality == Confidentiality.NORMAL
    return open_to_all and case.category_id is not None and not is_coarse(case)


def joinable(found: QuerySet[Case]) -> QuerySet[Case]:
    """Those of `found` that `may_join` lets through, as far as the database can say."""
    return found.filter(
        state__in=BEFORE_REPLY, confidentiality=Confidentiality.NORMAL, private_place=False, accused=None,
        category__isnull=False, category__confidentiality="normal", category__mediable=False,
    )  # fmt: skip
