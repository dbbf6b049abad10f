"""Moments of a day, and what the worker would do then."""

from datetime import UTC, datetime

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.cases.models import Case
from huying.notices import sending, telling

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 5, 0, 0, tzinfo=UTC)
"""12:00, 23:00, and 8:00 of the next day in Shanghai."""


def tell(case: Case, *verbs: str) -> None:
    """Run the reactions to these events, as the worker does; to all without a name."""
    for event in remembered(Case.life, case.pk):
        if not verbs or event.verb in verbs:
            telling.tell(case.pk, event.seq)


def at(moment: datetime, case: Case, *verbs: str) -> None:
    with clock.at(moment):
        tell(case, *verbs)
        sending.send()
