"""A door that is used too often stays shut for a while, and says until when; nobody's address is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from huying.cases.models import Tally
from huying.web import limits
from huying.web.limits import Door, Rate, TooMany, spend

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TWICE, MINUTE = Rate(2, timedelta(minutes=1)), timedelta(minutes=1)


def request(address: str = "203.0.113.7", forwarded: str = "") -> HttpRequest:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory(REMOTE_ADDR=address).get("/", headers=headers)


@pytest.fixture(autouse=True)
def doors(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"front": Door(TWICE), "back": Door(TWICE), "guess": Door(None, TWICE), "both": Door(Rate(9, MINUTE), TWICE)}
    monkeypatch.setattr(limits, "DOORS", limits.DOORS | both)


def refuses(**given: Any) -> bool:
    try:
        spend(given.pop("of", request()), given.pop("door", "front"), **given)
    except TooMany:
        return True
    return False


def test_the_one_too_many_is_refused_until_the_window_is_over() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert [refuses() for _ in range(3)] == [False, False, True]
        clock.shift(MINUTE - timedelta(seconds=1))
        with pytest.raises(TooMany) as refusal:
            spend(request(), "front")
        assert refusal.value.wait == 1
        clock.shift(timedelta(seconds=1))
        assert [refuses() for _ in range(3)] == [False, False, True]


def test_another_door_and_another_caller_are_counted_by_themselves() -> None:
    assert [refuses() for _ in range(3)][-1]
    assert not refuses(door="back")
    assert not refuses(of=request("203.0.113.8"))
    assert not refuses(caller="key:7")


def test_one_thing_is_counted_over_all_callers() -> None:
    callers = [request(f"203.0.113.{n}") for n in range(3)]
    assert [refuses(of=caller, door="guess", thing="261122-00000042-7") for caller in callers] == [False, False, True]
    assert not refuses(door="guess", thing="261122-00000043-0")


def test_a_caller_and_a_thing_cost_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        spend(request(), "both", thing="261122-00000042-7")
    assert len(asked) == 1
    assert Tally.objects.count() == 2


def test_a_large_rate_is_asked_for_in_shares_and_ends_no_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.DOORS, "wide", Door(Rate(1000, MINUTE)))
    with time_machine.travel(NOON, tick=False) as clock:
        with CaptureQueriesContext(connection) as asked:
            assert [refuses(door="wide") for _ in range(1001)] == [False] * 1000 + [True]
        assert len(asked) == 101
        clock.shift(MINUTE)
        assert not refuses(door="wide")


def test_nothing_is_counted_where_the_rates_are_switched_off(settings: Any) -> None:
    settings.LIMITS = 0
    with CaptureQueriesContext(connection) as asked:
        assert not any(refuses() for _ in range(5))
    assert len(asked) == 0


def test_no_address_stands_in_the_table() -> None:
    spend(request("203.0.113.7"), "both", thing="261122-00000042-7")
    kept = [value for row in Tally.objects.values_list() for value in map(str, row)]
    assert [value for value in kept if "203.0.113" in value or "00000042" in value] == []


def test_only_counts_whose_window_is_over_are_dropped() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        spend(request(), "front")
        clock.shift(MINUTE / 2)
        spend(request(), "back")
        clock.shift(MINUTE / 2)
        assert limits.forget() == 1
        assert Tally.objects.get().until == NOON + MINUTE * 1.5


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded", "found"),
    [
        (0, "203.0.113.7", "198.51.100.9", "203.0.113.7"),  # nobody of ours wrote it
        (1, "10.0.0.1", "198.51.100.9", "198.51.100.9"),
        (1, "10.0.0.1", "192.0.2.1, 198.51.100.9", "198.51.100.9"),  # the left one is anybody's word
        (2, "10.0.0.1", "192.0.2.1, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "10.0.0.1", "198.51.100.9", "198.51.100.9"),  # past one of the two
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", "unknown"),
        (1, "10.0.0.1", "198.51.100.9,", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (0, "::ffff:203.0.113.7", "", "203.0.113.7"),
        (0, "", "", "unknown"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(
    settings: Any, proxies: int, address: str, forwarded: str, found: str
) -> None:
    settings.PROXIES = proxies
    assert limits.address(request(address, forwarded)) == found


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_as_many_pass_as_may() -> None:
    def knock(_n: int) -> bool:
        try:
            return refuses(door="both", thing="261122-00000042-7")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        assert sorted(crowd.map(knock, range(12))) == [False] * 2 + [True] * 10


def test_a_person_reads_a_page_with_the_time_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.DOORS, "track", Door(Rate(0, MINUTE)))
    answer = client.post("/track/", {"number": "1", "code": "2"}, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "That was too often. Please wait 1 min and try again." in answer.content.decode()
    assert 'value="1"' in answer.content.decode()
