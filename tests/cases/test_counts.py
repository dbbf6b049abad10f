"""Counts that stop where nobody goes on counting, and what came to a list."""

import pytest

from huying.base.journal import editions
from huying.cases import beside, counts, queries
from huying.cases.models import Case
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


def test_lists_are_counted_in_one_statement_and_no_further_than_anybody_reads(
    city: stories.City, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    for _n in range(4):
        stories.dispatched(city)
    stories.received(city, category=None)
    by = city.actor("dispatcher")
    monkeypatch.setattr(editions, "LOOK_EVERY", float("inf"))
    queries.visible_to(by).first()
    with django_assert_num_queries(1):  # type: ignore[operator]
        counted = counts.counts(by, ["mine", "undispatched", "returns"])
    assert counted == {"mine": 5, "undispatched": 1, "returns": 0, "late": 0}
    monkeypatch.setattr(counts, "UP_TO", 3)
    assert counts.counts(by, ["mine"]) == {"mine": 3, "late": 0}
    assert counts.bounded({"nothing": Case.objects.none()}) == {"nothing": 0}


def test_what_others_brought_to_a_list_is_new_and_what_one_did_oneself_is_not(city: stories.City) -> None:
    old, by = stories.dispatched(city), city.actor("handler")
    since = counts.newest()
    mine = queries.desk_of(by)
    assert counts.arrived(mine, "mine", since=since, by=by) == 0
    beside.note(old, by=city.actor("dispatcher"), text="看过了")
    new = stories.dispatched(city)
    stories.dispatched(city, category=city.category["roads"])
    assert counts.arrived(mine, "mine", since=since, by=by) == 1
    assert counts.came([old.pk, new.pk], "mine", since=since, by=by) == {new.pk}
    dispatcher = city.actor("dispatcher")
    assert counts.arrived(queries.desk_of(dispatcher), "mine", since=since, by=dispatcher) == 2
    stories.routing.reassign(new, to=city.unit["roads"], by=dispatcher, reason="other", basis="道路条例")
    assert counts.arrived(queries.LISTS["all"](dispatcher), "mine", since=since, by=dispatcher) == 2


def test_every_list_knows_how_cases_come_to_it() -> None:
    assert counts.ARRIVES.keys() == queries.LISTS.keys()
