"""Known troubles on the portal: read before anybody reports, and joined by whoever wants to be told when they are over."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huying.base.journal import clock
from huying.cases import troubles
from huying.cases.models import Case
from huying.cases.words import Outcome
from tests import stories

from .conftest import Page
from .test_joining import HERE, POTHOLE, go, last_step, offered, other
from .test_report import ME, ticket

__all__ = ["go"]

WORDS = "西街道停电检修"


@pytest.fixture
def announced(city: stories.City) -> Case:
    case = other(city)
    said: dict[str, Any] = {
        "text": WORDS, "text_en": "Power is off in West Street", "areas": [city.area["west"]],
        "until": clock.now() + timedelta(hours=5),
    }  # fmt: skip
    troubles.announce(case, by=city.actor("operator"), **said)
    return case


@pytest.mark.parametrize("path", ["/", "/report/"])
def test_what_is_known_is_read_before_anybody_reports(path: str, announced: Case, client: Client) -> None:
    english = client.get(path, headers={"accept-language": "en"})
    assert [known.words for known in client.get(path).context["known"]] == [WORDS]
    assert [(known.words, known.areas) for known in english.context["known"]] == [
        ("Power is off in West Street", "West Street")
    ]


@pytest.mark.parametrize("path", ["/", "/report/"])
def test_what_is_over_is_not(path: str, city: stories.City, announced: Case, client: Client) -> None:
    announced.refresh_from_db()
    troubles.all_clear(announced, by=city.actor("operator"))
    assert client.get(path).context["known"] == []


def test_whoever_reports_it_all_the_same_joins_it(announced: Case, client: Client, go: Any) -> None:
    page = last_step(client, go)
    assert (len(offered(page)), page.body.count(WORDS)) == (1, 1)
    number, _code = ticket(go(page, 4, join=offered(page)[0], **ME))
    mine = Case.objects.get(number=number)
    assert (mine.outcome, mine.parent) == (Outcome.MERGED, announced)


def test_it_is_offered_by_its_words_where_nobody_chose_a_category(announced: Case, client: Client, go: Any) -> None:
    said = POTHOLE | {"category": "", "text": "西街口道路破损"}
    page = go(go(Page(client.get("/report/")), 2, **said), 3, **HERE)
    assert page.body.count(WORDS) == 1


def test_elsewhere_and_about_something_else_it_is_not_offered(announced: Case, client: Client, go: Any) -> None:
    east = {"lon": str(stories.EAST[0]), "lat": str(stories.EAST[1])}
    elsewhere = go(go(Page(client.get("/report/")), 2, **POTHOLE), 3, **east)
    something_else = go(go(Page(client.get("/report/")), 2, text="噪声", category="0203"), 3, **HERE)
    assert (WORDS in elsewhere.body, WORDS in something_else.body) == (False, False)
