"""The administrator sees what the city promises, and what another period would move, before anything is stored."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from huying.base.catalogue.models import Tier
from huying.base.journal import clock
from huying.base.units import calendars
from huying.base.worktime.papers import of_china
from tests import stories
from tests.cases.test_because import limited
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def shown(city: stories.City, **asked: str):
    return signed_in(city, "admin").get("/desk/setup/time/", asked)


def test_the_years_in_force_stand_with_their_version(city: stories.City) -> None:
    paper = next(paper for paper in of_china() if paper.year == 2026)
    calendars.publish(paper)
    page = shown(city)
    assert [(year.year, year.version) for year in page.context["years"]] == [(2026, 1)]


def test_a_period_is_tried_and_nothing_is_stored(city: stories.City) -> None:
    limited(city, value=7, unit="d")
    tier = city.category["light"].tier
    assert tier
    with clock.at(MONDAY):
        stories.dispatched(city)
        page = shown(city, tier=tier.code, promise="limit", period="2 wd")
    assert (page.context["effect"].moved, page.context["effect"].earlier) == (2, 2)
    assert Tier.objects.get(pk=tier.pk).limit == {"value": 7, "unit": "d"}


def test_what_is_no_period_is_said(city: stories.City) -> None:
    tier = city.category["light"].tier
    assert tier
    with override("en"):
        page = shown(city, tier=tier.code, promise="limit", period="soon")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["period"])


def test_only_the_administrator_finds_it(city: stories.City) -> None:
    answers = {
        name: signed_in(city, name).get("/desk/setup/time/").status_code for name in ("admin", "supervisor", "auditor")
    }
    assert answers == {"admin": 200, "supervisor": 404, "auditor": 404}
