"""The city's page, its map, feed and widget: what a person released, and nothing that was sent."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.cases import publishing
from huying.cases.models import Case
from tests import stories

from .conftest import statements

SENT = "我家门口的路面塌了，王敏骑车摔倒"
TOLD, TOLD_EN = "西街道路面塌陷，已安排查看", "Road sunk in West Street; somebody was sent"
ALL = "zoom=2&west=0&north=0&east=3&south=3"


def road(city: stories.City, **given: Any) -> Case:
    return stories.in_progress(city, **{"category": city.category["roads"], "text": SENT} | given)


def released(city: stories.City, case: Case, text: str = TOLD, **given: str) -> Case:
    publishing.publish(case, by=city.actor("dispatcher"), text=text, **given)
    return case


def shown(client: Client, address: str = "/city/") -> list[str]:
    """The numbers of the cases on a page, in its order."""
    return re.findall(r'href="/city/cases/([\d-]+)/"', client.get(address).content.decode())


def test_the_list_shows_what_was_released_and_no_word_that_was_sent(city: stories.City, client: Client) -> None:
    road(city)
    case = released(city, road(city), text_en=TOLD_EN)
    chinese, english = (client.get(f"/city/?lang={code}").content.decode() for code in ("zh-hans", "en"))
    assert shown(client) == [case.number]
    assert (TOLD in chinese, TOLD_EN in english, TOLD in english) == (True, True, False)
    assert not any(word in page for page in (chinese, english) for word in ("王敏", "摔倒", "13900001234"))


def test_a_case_nobody_released_has_no_page(city: stories.City, client: Client) -> None:
    silent, told = road(city), released(city, road(city))
    assert client.get(f"/city/cases/{silent.number}/").status_code == 404
    page = client.get(f"/city/cases/{told.number}/").content.decode()
    assert (TOLD in page, "摔倒" in page) == (True, False)


def test_the_list_is_narrowed_and_goes_on_page_by_page(city: stories.City, client: Client) -> None:
    west = released(city, road(city))
    east = released(city, road(city, lon=stories.EAST[0], lat=stories.EAST[1]), "东街道路面破损")
    assert shown(client, "/city/?area=112") == [east.number]
    assert shown(client, "/city/?category=02&q=塌陷") == [west.number]
    assert shown(client, "/city/?state=done") == []
    more = [released(city, road(city), f"第 {n} 处路面破损") for n in range(20)]
    first = client.get("/city/")
    (after,) = re.findall(r'rel="next" href="\?after=([^"]+)"', first.content.decode())
    assert shown(client) == [case.number for case in more[::-1]]
    assert shown(client, f"/city/?after={after}") == [east.number, west.number]
    assert client.get("/city/?after=nothing").status_code == 404


def test_a_page_takes_few_statements_however_many_it_shows(
    city: stories.City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        released(city, road(city), f"第 {n} 处路面破损")
    client.get("/city/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/city/")
    assert len([one for one in statements(asked) if "edition" not in one]) == 1


def test_the_map_counts_cells_and_names_who_stands_alone(city: stories.City, client: Client) -> None:
    together = [released(city, road(city), f"第 {n} 处") for n in range(3)]
    alone = released(city, road(city, lon=stories.EAST[0], lat=stories.EAST[1]), "东街道路面破损")
    assert len(together) == 3
    assert client.get(f"/city/points.json?{ALL}").json() == [[114.075, 30.05, 4]]
    close = client.get("/city/points.json?zoom=12&west=3344&north=1688&east=3347&south=1691").json()
    assert sorted(close) == [[114.05, 30.05, 3], [114.15, 30.05, 1, alone.number]]
    assert client.get(f"/city/points.json?{ALL}&area=112").json() == [[114.15, 30.05, 1, alone.number]]


@pytest.mark.parametrize(
    "window",
    [
        "", "zoom=2", "zoom=x&west=0&north=0&east=3&south=3", "zoom=21&west=0&north=0&east=3&south=3",
        "zoom=2&west=3&north=0&east=0&south=3", "zoom=9&west=0&north=0&east=99&south=99", "zoom=-1&west=0&north=0&east=0&south=0",
    ],
)  # fmt: skip
def test_a_window_that_no_map_has_is_not_there(city: stories.City, client: Client, window: str) -> None:
    assert client.get(f"/city/points.json?{window}").status_code == 404


@pytest.mark.parametrize("feed", ["atom", "rss"])
def test_a_feed_tells_the_same(city: stories.City, client: Client, feed: str) -> None:
    case = released(city, road(city), text_en=TOLD_EN)
    answer = client.get(f"/city/feed.{feed}?lang=en")
    told = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    titles = [found.text for found in told.iter() if found.tag.rpartition("}")[2] == "title"]
    assert titles == ["What the city is told, and what becomes of it", TOLD_EN]
    assert (case.number in answer.content.decode(), "摔倒" in answer.content.decode()) == (True, False)


def test_the_widget_stands_on_the_sites_that_the_city_names_and_nowhere_else(
    city: stories.City, client: Client, settings: Any
) -> None:
    case = released(city, road(city))
    assert "frame-ancestors 'self'" in client.get("/city/widget/")["Content-Security-Policy"]
    settings.EMBED_ON = ["https://www.yunxi.example"]
    widget = client.get("/city/widget/")
    assert "frame-ancestors 'self' https://www.yunxi.example" in widget["Content-Security-Policy"]
    assert "X-Frame-Options" not in widget
    assert shown(client, "/city/widget/") == [case.number]
    assert ("<form" in widget.content.decode(), [*widget.cookies]) == (False, [])
    assert client.get("/city/")["X-Frame-Options"] == "DENY"
