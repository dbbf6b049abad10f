"""From the record to what waits for a subscription: seal by seal, so that nothing is missed and nothing is told before it is kept."""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock, seals
from huying.base.journal.memory import Event
from huying.base.units.roles import Actor, Role
from huying.cases import queries
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.cases.words import State
from huying.notices.models import Delivery, Subscription

MOST_WAITING = 20_000
"""More than that is not brought up: it waits in the record, where it costs nothing."""
SEALS_AT_ONCE = 100
CASES_AT_ONCE = 1000
UNTOLD = ("reveal", "request_look", "decide_look")
"""Who looked at a contact is told to whom it belongs, and to nobody else."""
OFFERED = tuple(verb for verb in LIFE.verbs if verb not in UNTOLD)
"""The steps that can be told."""


def queue(key: int) -> int:
    """Bring up what was sealed since the last time; return how many deliveries that made."""
    n = 0
    while (made := _further(key)) is not None:
        n += made
    return n


@transaction.atomic
def _further(key: int) -> int | None:
    """A few seals further; None where there is nothing to bring up, or too much waits already."""
    subscription = Subscription.objects.select_for_update().filter(pk=key, stopped=False).first()
    newest = seals.latest()
    if subscription is None or newest is None or subscription.seal >= newest.pk:
        return None
    if subscription.deliveries.filter(dead=False).count() >= MOST_WAITING:
        return None
    until = min(newest.pk, subscription.seal + SEALS_AT_ONCE)
    now, waiting = clock.now(), [*_events(subscription, until)]
    Delivery.objects.bulk_create(
        (Delivery(subscription=subscription, case_id=case, seq=seq, next_at=now) for case, seq in waiting),
        ignore_conflicts=True,
    )
    subscription.seal = until
    subscription.save(update_fields=["seal"])
    return len(waiting)


def _events(subscription: Subscription, until: int) -> Iterator[tuple[int, int]]:
    """Case and number of every step to tell, in the order of the record of each case. Of an imported past nothing is told."""
    grown = iter(sorted(seals.grown("case", subscription.seal, until)))
    while some := list(islice(grown, CASES_AT_ONCE)):
        events = seals.sealed("case", _concerned(subscription, some), subscription.seal, until)
        events = events.filter(verb__in=subscription.verbs or OFFERED).exclude(by__startswith="import:")
        yield from events.order_by("thing", "seq").values_list("thing", "seq")


def n_open(subscription: Subscription) -> int:
    """How many cases that are open now it is told of."""
    return _wanted(subscription).exclude(state=State.CLOSED).count()


def _concerned(subscription: Subscription, cases: list[int]) -> list[int]:
    """Those of `cases` that the unit sees and that belong to a category it asked for."""
    return [*_wanted(subscription).filter(pk__in=cases).order_by().values_list("pk", flat=True)]


def _wanted(subscription: Subscription) -> QuerySet[Case]:
    """The cases that the unit sees and that belong to a category it asked for."""
    by = Actor(Role.INTEGRATOR, f"webhook:{subscription.pk}", unit_id=subscription.unit_id)
    found = queries.visible_to(by)
    if not subscription.categories:
        return found
    book = catalogue.current()
    named = {book.by_code[code].pk for code in subscription.categories if code in book.by_code}
    return found.filter(category__in=[key for key in book.categories if named.intersection(book.chain(key))])


def events_of(deliveries: list[Delivery]) -> dict[tuple[int, int], Event]:
    """Case and number → the event that is to be told."""
    found = Event.objects.filter(
        life="case", thing__in={one.case_id for one in deliveries}, seq__in={one.seq for one in deliveries}
    )
    return {(event.thing, event.seq): event for event in found}
