"""What is kept of exchanged records: each for some months, the counts and the hash of its day for good."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from huying.base.journal import clock
from huying.cases.models import Exchanged, Parcel, Reconciliation
from huying.web.exchange.connectors import forgetting, reconciling
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import Office, counted
from tests.web.exchange.connectors.test_reconciling import theirs

pytestmark = pytest.mark.django_db


def later(days: int) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def test_records_go_when_their_time_is_up_and_their_day_stays_countable(office: Office) -> None:
    office.drop("a.csv", {"no": 1}, {"no": 2, "kind": "ship"})
    office.run()
    day, said = desk.today(), reconciling.read(json.dumps(theirs({"no": 1}, {"no": 2, "kind": "ship"})))
    with later(settings.EXCHANGED_KEPT.days):
        assert forgetting.forget() == 0
    with later(settings.EXCHANGED_KEPT.days + 1):
        assert forgetting.forget() == 2
        assert (Exchanged.objects.count(), Parcel.objects.count()) == (0, 0)
        found = reconciling.reconcile(office.connector, day, said)
        assert (found.received, found.applied, found.refused, found.records, found.agreed) == (2, 1, 1, 2, True)
        assert reconciling.counted(office.connector, day).digest == said.digest
        assert reconciling.difference(office.connector, day, said) == {}
        assert forgetting.forget() == 0
    assert Reconciliation.objects.count() == 1


def test_a_call_is_known_though_its_record_is_not(office: Office) -> None:
    office.drop("a.csv", {"no": 1})
    office.run()
    with later(settings.EXCHANGED_KEPT.days + 1):
        forgetting.forget()
        office.drop("b.csv", {"no": 1})
        assert counted(office.run()) == (1, 0, 0, 1)
