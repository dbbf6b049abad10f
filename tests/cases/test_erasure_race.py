"""A hold and an erasure at the same moment, on two real connections: whichever comes first, the other knows of it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.units.roles import SYSTEM
from huying.cases import erasure, forgetting
from huying.cases.models import Case, Contact, Hold
from huying.cases.retention import Keeps
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def case(city: stories.City) -> Case:
    """Closed a year ago: its contact may go."""
    with clock.at(timezone.now() - timedelta(days=365)):
        closed = stories.closed(city)
    return Case.objects.select_related("category").get(pk=closed.pk)


class Beside:
    """Something done on a connection of its own."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        self.deed, self.came_to = deed, None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.came_to = self.deed()
        finally:
            connection.close()

    def waits(self) -> bool:
        """It has come to a lock that we hold."""
        with connection.cursor() as cursor:
            for _look in range(100_000):
                cursor.execute(WAITING)
                if cursor.fetchone()[0] or not self.thread.is_alive():
                    return self.thread.is_alive()
        return False

    def ended(self) -> Any:
        self.thread.join()
        return self.came_to


def contacts(case: Case) -> int:
    return Contact.objects.filter(case=case).count()


def test_a_hold_that_is_first_keeps_the_contact_though_the_erasure_had_looked_already(
    city: stories.City, case: Case
) -> None:
    with transaction.atomic():
        stories.held(city, case)
        erasing = Beside(erasure.run)
        assert erasing.waits()
    summary = erasing.ended()
    assert (summary.erased, dict(summary.kept)) == (0, {erasure.CHANGED: 1})
    assert contacts(case) == 1
    assert dict(erasure.run().kept) == {Keeps.HOLD: 1}


def test_an_erasure_that_is_first_is_done_and_the_hold_stands_after_it(city: stories.City, case: Case) -> None:
    with transaction.atomic():
        forgetting.erase(case, by=SYSTEM)
        holding = Beside(lambda: stories.held(city, Case.objects.get(pk=case.pk)))
        assert holding.waits()
    holding.ended()
    assert (contacts(case), Hold.objects.filter(case=case).count()) == (0, 1)
    assert [event.verb for event in remembered(Case.life, case.pk)][-2:] == ["erase", "hold"]
