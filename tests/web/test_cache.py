"""A GET may look into the cache, also at what is past its time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from huying.web import readonly

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def table() -> None:
    call_command("createcachetable", verbosity=0)


def looks(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(cache.get("attempts")))


def looked() -> bytes:
    return readonly.middleware(looks)(RequestFactory().get("/")).content


def test_what_is_past_its_time_is_gone_for_a_reader_and_gives_way_to_the_next() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        cache.set("attempts", 1, 60)
        assert looked() == b"1"
        clock.shift(timedelta(seconds=61))
        assert looked() == b"None"
        assert cache.add("attempts", 2, 60)
        assert looked() == b"2"
        assert cache.delete("attempts")
        assert looked() == b"None"


def test_wrong_passwords_are_counted_in_it_also_for_a_name_that_is_not_there(client: Client) -> None:
    def tried() -> bool:
        page = client.post(
            "/accounts/login/", {"login": "nobody", "password": "wrong"}, headers={"Accept-Language": "en"}
        )
        return "Too many wrong attempts" in page.content.decode()

    with time_machine.travel(NOON, tick=False) as clock:
        assert [tried() for _ in range(6)] == [False] * 5 + [True]
        clock.shift(timedelta(minutes=15))
        assert client.get("/accounts/login/").status_code == 200
        assert not tried()
