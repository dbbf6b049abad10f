"""Another way of scoring holds from its day on; what was scored before keeps the way that held then."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from huying.base.journal import audit
from huying.base.journal.models import Event
from huying.base.journal.refusals import Incomplete
from huying.base.units.roles import Actor, Role
from huying.insight import rates, scoring

pytestmark = pytest.mark.django_db
BY = Actor(Role.ADMIN, "staff:1")
EVEN = {"response": 0.2, "resolution": 0.4, "satisfaction": 0.4}


def usual(on: date | None = None) -> rates.Profile:
    return next(iter(rates.profiles(on).values()))


def test_a_period_is_scored_by_what_holds_on_its_last_day() -> None:
    today, before = audit.today(), usual()
    since = today + timedelta(days=10)
    scoring.put_in_force(replace(before, weights=EVEN, zh="新口径", en="New"), since=since, by=BY)
    assert usual() == usual(since - timedelta(days=1)) == before
    after = usual(since)
    assert (after.code, str(after.zh), after.weights, after.bands) == (before.code, "新口径", EVEN, before.bands)
    assert [*rates.profiles(since)] == [*rates.profiles(today)]
    assert rates.score(rates.worked(), after).value == pytest.approx(100 * (0.2 * 0.95 + 0.4 * 0.75 + 0.4 * 0.78))
    with time_machine.travel(since + timedelta(days=1), tick=False):
        assert (usual(), usual(today)) == (after, before)


def test_the_past_and_what_is_planned_already_stay_and_weights_add_up() -> None:
    today, known = audit.today(), usual()
    scoring.put_in_force(known, since=today + timedelta(days=10), by=BY)
    for since, weights, field in (
        (today - timedelta(days=1), EVEN, "since"), (today, EVEN, "since"), (today + timedelta(days=20), {"response": 0.5}, "weights"),
    ):  # fmt: skip
        with pytest.raises(Incomplete) as refusal:
            scoring.put_in_force(replace(known, weights=weights), since=since, by=BY)
        assert [*refusal.value.fields] == [field]
    assert len(rates.versions()) == 1


def test_who_changed_it_stands_in_the_audit_log() -> None:
    scoring.put_in_force(replace(usual(), weights=EVEN), since=audit.today(), by=BY)
    told = Event.objects.latest("pk")
    assert (told.verb, told.by, told.facts["what"]) == ("setup_changed", BY.ref, "scoring")
