"""Lists: what is on whose desk, narrowed, page by page, with a fixed number of statements."""

import re
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.cases import handling, paging
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db

COUNTED = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", re.IGNORECASE)


def listed(client: Client, query: str = "") -> list[str]:
    return [case.number for case in client.get(f"/desk/{query}").context["page"].cases]


def test_who_is_not_signed_in_is_asked_to(city: stories.City) -> None:
    assert Client().get("/desk/")["Location"] == "/accounts/login/?next=/desk/"


def test_a_unit_sees_what_it_leads_and_the_hotline_sees_all(city: stories.City) -> None:
    light = stories.dispatched(city)
    road = stories.dispatched(city, category=city.category["roads"])
    waiting = stories.received(city, category=None)
    seen = {
        name: set(listed(signed_in(city, name))) for name in ("handler", "street", "roads", "supervisor", "dispatcher")
    }
    assert seen == {
        "handler": {light.number},
        "street": {road.number},
        "roads": set(),
        "supervisor": {light.number, road.number, waiting.number},
        "dispatcher": {light.number, road.number, waiting.number},
    }
    assert signed_in(city, "admin").get("/desk/").status_code == 404


def test_every_list_holds_what_its_name_says(city: stories.City) -> None:
    case = stories.in_progress(city)
    handling.ask_help(case, by=stories.lead(case), units=[city.unit["roads"]], reason="挖开路面")
    road = stories.in_progress(city, category=city.category["roads"])
    handling.hand_down(road, by=stories.lead(road), to=city.unit["community"], basis="清单 3")
    waiting = stories.received(city, category=None)
    closed = stories.closed(city)
    assert listed(signed_in(city, "roads"), "?list=called") == [case.number]
    assert listed(signed_in(city, "community"), "?list=handed") == [road.number]
    assert listed(signed_in(city, "dispatcher"), "?list=undispatched") == [waiting.number]
    assert listed(signed_in(city, "dispatcher"), "?list=returns") == []
    newest_first = [closed.number, waiting.number, road.number, case.number]
    assert listed(signed_in(city, "supervisor"), "?list=all") == listed(signed_in(city, "dispatcher"), "?list=all")
    assert listed(signed_in(city, "dispatcher"), "?list=all") == newest_first
    assert signed_in(city, "dispatcher").get("/desk/?list=persons").status_code == 404


def test_filters_narrow_and_stand_as_chips_that_take_them_away(city: stories.City) -> None:
    light = stories.dispatched(city)
    road = stories.dispatched(city, category=city.category["roads"])
    client = signed_in(city, "dispatcher")
    narrowed = {
        "?category=0203": [light.number], "?unit=02": [light.number], "?q=路灯": [light.number, road.number],
        "?state=closed": [], "?area=112": [], "?late=1": [], f"?q={light.number}": [light.number],
    }  # fmt: skip
    assert {query: listed(client, query) for query in narrowed} == narrowed
    chips = client.get("/desk/?list=mine&category=0203&q=路灯").context["chips"]
    assert chips == [("Street lighting", "?list=mine&q=%E8%B7%AF%E7%81%AF"), ("“路灯”", "?list=mine&category=0203")]


def test_pages_go_on_and_back_and_lose_nobody(city: stories.City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "page", partial(paging.page, size=3))
    dated = [stories.dispatched(city).number for _n in range(4)]
    undated = [stories.received(city, category=None).number for _n in range(4)]
    client = signed_in(city, "dispatcher")
    for query, all_of_it in {"?list=mine": dated + undated, "?list=all": (dated + undated)[::-1]}.items():
        pages = [client.get(f"/desk/{query}").context]
        while older := pages[-1]["older_url"]:
            pages.append(client.get(f"/desk/{older}").context)
        shown = [[case.number for case in page["page"].cases] for page in pages]
        assert shown == [all_of_it[:3], all_of_it[3:6], all_of_it[6:]]
        back = client.get(f"/desk/{pages[2]['newer_url']}").context
        assert [case.number for case in back["page"].cases] == all_of_it[3:6]
        first = client.get(f"/desk/{back['newer_url']}").context
        assert ([case.number for case in first["page"].cases], first["newer_url"]) == (all_of_it[:3], "")
    assert client.get("/desk/?after=nonsense").status_code == 404


@pytest.mark.parametrize("n", [1, 60])
def test_a_list_or_a_search_costs_as_many_statements_however_long_it_is(city: stories.City, n: int) -> None:
    for _n in range(n):
        stories.dispatched(city)
    client = signed_in(city, "handler")
    client.get("/desk/")
    for asked, costs in (("", 10), ("?list=all&q=路灯", 11)):
        for register in (places, catalogue, units):
            register.current.looked = float("-inf")  # as a second later: each register looks whether it was changed
        with CaptureQueriesContext(connection) as seen:
            assert len(client.get(f"/desk/{asked}").context["page"].cases) == min(n, paging.PAGE)
        assert len([query for query in seen.captured_queries if COUNTED.match(query["sql"])]) == costs, asked
