"""Posting what waits: each case in its order, many cases at once, a receiver that is away left alone for a while."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, islice
from threading import Event as Flag
from threading import local
from typing import Any

import requests
from django.db.models import F
from standardwebhooks.webhooks import Webhook

from huying.base import outbound
from huying.base.journal import clock
from huying.cases.models import Case
from huying.notices.models import Delivery, Subscription

from . import payloads, queueing

AT_ONCE = 16
"""Requests under way to one system."""
CASES = 200
"""Cases between two notes of what was posted; a worker that is killed posts these again."""
OF_A_CASE = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
MOST_TRIES = 80
"""Three days of them; then a delivery is a dead letter."""
TAKEN = range(200, 300)
"""A redirect is none of these: whoever moves tells the city."""
AWAY = {429, 502, 503, 504}
"""Answers that speak of the whole system and not of what was posted."""
PATIENCE = (3, 10)
"""Seconds for connecting, and between two bytes of the answer."""
ENOUGH = 10_000
"""Bytes that are read of an answer; nothing in it matters."""


@dataclass(frozen=True)
class Posted:
    """What became of a request: `failure` is "" where it was taken; `away`: the system as a whole did not answer."""

    failure: str = ""
    away: bool = False


def post(key: int) -> int:
    """Post what is due to one subscription, as long as it answers; return how much it took.

    Only one of these runs for a subscription at a time (the lock of its job): so the order of each case holds.
    """
    subscription = Subscription.objects.filter(pk=key, stopped=False).first()
    if subscription is None or (subscription.next_at and subscription.next_at > clock.now()):
        return 0
    n, receiver = 0, Receiver(subscription)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        due = _due(subscription)
        while not receiver.away.is_set() and (cases := list(islice(due, CASES))):
            bodies = _bodies([delivery for case in cases for delivery in case])
            results = pool.map(lambda case: [*receiver.take(case, bodies)], cases)  # noqa: B023 - used up in this round
            n += _note(subscription, [result for case in results for result in case])
    return n


def try_out(subscription: Subscription) -> Posted:
    """Post a test, which is about nothing, at once."""
    return Receiver(subscription).post(payloads.TEST, payloads.test(clock.now()))


class Receiver:
    """The other system, asked by many threads."""

    def __init__(self, subscription: Subscription) -> None:
        self.url, self.webhook = subscription.url, Webhook(subscription.secret)
        self.away = Flag()
        self.own = local()

    def take(
        self, case: Sequence[Delivery], bodies: dict[int, tuple[str, bytes]]
    ) -> Iterator[tuple[Delivery, Posted | None]]:
        """Post the steps of one case in their order, up to the first that is not taken; None for one that is there no more."""
        for delivery in case:
            if self.away.is_set():
                return
            posted = self.post(*bodies[delivery.pk]) if delivery.pk in bodies else None
            yield delivery, posted
            if posted and posted.failure:
                return

    def post(self, identity: str, body: bytes) -> Posted:
        """One request, signed as standardwebhooks.com says."""
        at = clock.now()
        headers = {
            "content-type": "application/json",
            "webhook-id": identity,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self.webhook.sign(identity, at, body.decode()),
        }
        try:
            answer = self._session().post(
                self.url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False, stream=True
            )
            with answer:
                answer.raw.read(ENOUGH)  # so that the connection serves again
        except requests.RequestException as failure:
            self.away.set()
            return Posted(type(failure).__name__, away=True)
        if answer.status_code in AWAY:
            self.away.set()
        taken = answer.status_code in TAKEN
        return Posted("" if taken else str(answer.status_code), away=answer.status_code in AWAY)

    def _session(self) -> Any:
        if not hasattr(self.own, "session"):
            self.own.session = outbound.to(self.url)
        return self.own.session


def _due(subscription: Subscription) -> Iterator[list[Delivery]]:
    """What waits, the steps of each case together and in order, a case that waits longest first; without cases whose next
    step may not be tried yet."""
    waiting = sorted(subscription.deliveries.filter(dead=False), key=lambda one: (one.case_id, one.seq))
    cases = [list(islice(steps, OF_A_CASE)) for _case, steps in groupby(waiting, lambda one: one.case_id)]
    now = clock.now()
    yield from sorted((case for case in cases if case[0].next_at <= now), key=lambda case: case[0].pk)


def _bodies(deliveries: list[Delivery]) -> dict[int, tuple[str, bytes]]:
    """Key of a delivery → identity and body."""
    events = queueing.events_of(deliveries)
    found = Case.objects.filter(pk__in={one.case_id for one in deliveries}).values_list("pk", "number", "category_id")
    cases = {key: (number, category) for key, number, category in found}
    return {
        one.pk: (payloads.identity(cases[one.case_id][0], one.seq), payloads.told(event, *cases[one.case_id]))
        for one in deliveries
        if (event := events.get((one.case_id, one.seq)))
    }


def _note(subscription: Subscription, results: Sequence[tuple[Delivery, Posted | None]]) -> int:
    """Drop what was taken, put off what was not; return how much was taken."""
    now = clock.now()
    gone = [delivery.pk for delivery, posted in results if posted is None or not posted.failure]
    refused = [(delivery, posted) for delivery, posted in results if posted and posted.failure]
    away = next((posted.failure for _delivery, posted in refused if posted.away), "")
    failed = [delivery for delivery, posted in refused if gone or not posted.away]  # else it is none of its doing
    said = {delivery.pk: posted.failure[:80] for delivery, posted in refused}
    for delivery in failed:
        delivery.attempts += 1
        delivery.failure, delivery.dead = said[delivery.pk], delivery.attempts >= MOST_TRIES
        delivery.next_at = now + wait(delivery.attempts)
    Delivery.objects.filter(pk__in=gone).delete()
    Delivery.objects.bulk_update(failed, ["attempts", "failure", "next_at", "dead"])
    changes: dict[str, Any] = {"failure": (away or next(iter(said.values()), ""))[:80], "refusals": 0, "next_at": None}
    if gone:
        changes |= {"posted_at": now, "n_posted": F("n_posted") + len(gone)}
    elif away:
        refusals = subscription.refusals + 1
        changes |= {"refusals": refusals, "next_at": now + wait(refusals)}
    Subscription.objects.filter(pk=subscription.pk).update(**changes)
    return len(gone)


def wait(attempts: int) -> timedelta:
    """How long to wait after so many tries that failed: twice as long each time, an hour at most."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
