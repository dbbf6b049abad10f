"""Open cases of late that say much the same: found by the rarest pieces of a text in an index that holds no others.

The index does not grow with the years: an hourly job (`refresh`) drops what was closed or is old, and adds what came in without
it. What is confidential is not in it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import combinations
from time import monotonic

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from huying.base import bigrams
from huying.base.journal import clock, history, rows

from . import likeness, masking
from .models import OPEN, Case, Saying
from .words import Confidentiality, State

AT_ONCE = 2000
HOLDS = 3600  # seconds that a process believes what PostgreSQL told it of frequencies

_held: list[tuple[float, Mapping[str, float]]] = []


def of(case: Case, text: str) -> list[Saying]:
    """The row beside a new case that says `text`; none beside a confidential one, nor beside what history brings."""
    if case.confidentiality != Confidentiality.NORMAL or history.current.get():
        return []
    return [rows.new(Saying, case_id=case.pk, pieces=_vector(folded(text)))]


def change(case: Case, text: str) -> None:
    """What it says was put right: `text`."""
    Saying.objects.filter(case=case).update(pieces=_vector(folded(text)))


def folded(text: str) -> str:
    """A text as it is compared: as `CaseText` keeps its words, without what reaches a person."""
    return bigrams.folded(masking.clear(text))


def alike(words: str) -> QuerySet[Saying]:
    """Those that share two of the rarest pieces of a text, `folded`."""
    rarest = likeness.rarest(likeness.beginning(words), _shares())
    if len(rarest) < 2:
        return Saying.objects.none()
    query = " | ".join(f"'{one}' & '{other}'" for one, other in combinations(rarest, 2))
    return Saying.objects.filter(RawSQL("pieces @@ %s::tsquery", (query,), output_field=BooleanField()))


def refresh() -> int:
    """Drop what is closed or old, add what lacks its row; return how many were added."""
    since = lately()
    Saying.objects.filter(Q(case__state=State.CLOSED) | Q(case__received_at__lte=since)).delete()
    return sum(len(Saying.objects.bulk_create(made, ignore_conflicts=True)) for made in _missing(since))


def lately() -> datetime:
    """Since when cases are compared."""
    return clock.now() - timedelta(days=likeness.LATELY)


def _missing(since: datetime) -> Iterator[list[Saying]]:
    lacking = Case.objects.filter(OPEN, received_at__gt=since, confidentiality=Confidentiality.NORMAL, saying=None)
    last = 0
    while found := list(lacking.filter(pk__gt=last).order_by("pk").values_list("pk", "text__words")[:AT_ONCE]):
        last = found[-1][0]
        yield [Saying(case_id=key, pieces=_vector(words or "")) for key, words in found]


def _vector(words: str) -> str:
    """A literal of type tsvector. No piece holds a quote or a backslash (`bigrams`)."""
    return " ".join(f"'{piece}'" for piece in sorted(likeness.pieces(words, likeness.KEPT)))


def _shares() -> Mapping[str, float]:
    """In which share of the rows the most frequent pieces stand, as PostgreSQL counts now and then for its planner."""
    if not _held or monotonic() - _held[0][0] > HOLDS:
        _held[:] = [(monotonic(), _counted())]
    return _held[0][1]


def _counted() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats "
            "WHERE schemaname = current_schema() AND tablename = 'cases_saying' AND attname = 'pieces'"
        )
        pieces, shares = cursor.fetchone() or ((), ())
    return dict(zip(pieces or (), shares or (), strict=False))
