"""How often a suggestion was right, over any days: what whoever filed a case was shown, and the category that it has now."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from huying.base.journal import audit
from huying.base.journal.memory import Event
from huying.cases.models import Case

from . import live, store

LATELY = timedelta(days=30)
ENOUGH = 200
"""Suggestions; of fewer nothing is concluded."""
DRIFTS = 0.05
"""So much less often right than when it was examined, and it is time to learn anew."""
COUNTED = ("suggested", "first", "among", "automatic", "kept")


@dataclass(frozen=True)
class Precision:
    """Of what one model (or the keywords) suggested: numbers of cases."""

    by: str
    suggested: int
    first: int
    """The first suggestion is what the case is called now."""
    among: int
    """One of the suggestions is."""
    automatic: int
    """Filed without a person; of these `kept` still bear the category."""
    kept: int

    @property
    def first_share(self) -> float:
        return self.first / self.suggested

    @property
    def among_share(self) -> float:
        return self.among / self.suggested


def precision(since: date, until: date) -> list[Precision]:
    """Of cases received on these days of the city, both included; by who suggested, the busiest first."""
    cases = _received(since, until)
    events = Event.objects.filter(
        life=Case.life, thing__in=cases.values("pk"), verb__in=("receive", "correct"), facts__has_key="suggested"
    )
    now = dict(cases.filter(category__isnull=False).values_list("pk", "category__code"))
    counts: dict[str, Counter[str]] = {}
    for case, verb, made in events.values_list("thing", "verb", "facts__suggested"):
        shares, called = made["shares"], now.get(case)
        is_first, is_automatic = called == max(shares, key=shares.__getitem__), verb == "correct"
        counts.setdefault(made["by"], Counter()).update(
            suggested=1, first=is_first, among=called in shares, automatic=is_automatic, kept=is_automatic and is_first
        )
    found = [Precision(by, *(n[name] for name in COUNTED)) for by, n in counts.items()]
    return sorted(found, key=lambda one: (-one.suggested, one.by))


def drift() -> float | None:
    """By how much the live model was less often right these 30 days than in its examination (below 0: more often).

    None: no model is live, or too little was suggested.
    """
    version = live.version()
    today = audit.today()
    lately = [one for one in precision(today - LATELY, today) if one.by == version and one.suggested >= ENOUGH]
    return store.card(version)["examined"]["accuracy"] - lately[0].first_share if lately else None


def _received(since: date, until: date) -> QuerySet[Case]:
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in (since, until + timedelta(days=1)))
    return Case.objects.filter(received_at__gte=first, received_at__lt=after)
