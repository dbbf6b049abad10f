"""How cases stand towards retention, read without opening a contact."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock

from .deadlines import AFTERWARDS
from .models import Case, Clock, Hold, Request
from .retention import DECIDED_AFTER_CLOSING, Standing

_OF_CASE = {"case": OuterRef("pk")}
_FACTS = {
    "clock_runs": Exists(Clock.objects.filter(**_OF_CASE, stopped_at=None).exclude(kind__in=AFTERWARDS)),
    "request_waits": Exists(Request.objects.filter(**_OF_CASE, decided_at=None, kind__in=DECIDED_AFTER_CLOSING)),
    "others_wait": Exists(Clock.objects.filter(case__parent=OuterRef("pk"), stopped_at=None)),
    "held_until": Subquery(Hold.objects.filter(**_OF_CASE, released_at=None).order_by("-until").values("until")[:1]),
}
_COLUMNS = ("pk", "category_id", "kind__code", "closed_at", "parent_id", "parent__closed_at")


def standings(cases: QuerySet[Case]) -> Iterator[tuple[int, Standing]]:
    """Key and standing of each, in the order of `cases`; one statement."""
    book = catalogue.current()
    for key, category, kind, closed_at, parent, parent_closed_at, *facts in cases.annotate(**_FACTS).values_list(
        *_COLUMNS, *_FACTS
    ):
        days, rule = book.retention(category, book.kinds.get(kind))
        ended = (closed_at and parent_closed_at and max(closed_at, parent_closed_at)) if parent else closed_at
        known = dict(zip(_FACTS, facts, strict=True))
        yield key, Standing(ended, settings.RETENTION_DAYS if days is None else days, rule or "default", **known)


def of(case: Case) -> Standing:
    """How one case stands now."""
    ((_key, standing),) = standings(Case.objects.filter(pk=case.pk))
    return standing


def known_holds(case: Case) -> list[Hold]:
    """The same of what was read beside the case, for whoever only shows them."""
    hold = [row for row in case.papers.holds if row.released_at is None and row.until > clock.now()]
    return sorted(hold, key=lambda row: (-row.until.timestamp(), row.pk))


def holds(case: Case) -> list[Hold]:
    """The holds that hold now, the one that ends last in front."""
    return list(case.holds.filter(released_at=None, until__gt=clock.now()).order_by("-until", "pk"))
