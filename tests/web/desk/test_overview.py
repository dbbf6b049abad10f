"""A supervisor sees what is late and who has how much, and comes from every number to exactly its cases."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.journal import clock
from huying.base.units.models import Staff
from huying.base.units.roles import Role
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    city = stories.city()
    with clock.at(clock.now() - timedelta(days=20)):
        stories.in_progress(city)
        stories.dispatched(city, category=city.category["roads"])
    stories.dispatched(city, category=city.category["roads"], lon=stories.EAST[0], lat=stories.EAST[1])
    stories.received(city, category=None)
    return city


@pytest.fixture
def supervisor(city: stories.City) -> Client:
    return signed_in(city, "supervisor")


def numbers(page: Any) -> dict[str, int]:
    return {name: n for _label, n, _address, name in page.context["tiles"]}


def test_the_numbers_are_those_of_the_cases(supervisor: Client) -> None:
    page = supervisor.get("/desk/overview/")
    shown = {name: n for name, n in numbers(page).items() if n}
    assert (page.context["open"], shown) == (4, {"late": 2, "undispatched": 1, "unaccepted": 2})


def test_every_number_leads_to_exactly_its_cases(supervisor: Client) -> None:
    page = supervisor.get("/desk/overview/")
    for _label, n, address, name in page.context["tiles"]:
        assert len(supervisor.get(address).context["page"].cases) == n, name
    for row, _deeper, address, cells in page.context["rows"]:
        if row.unit:
            assert len(supervisor.get(address).context["page"].cases) == row.open
        for label, n, there in cells:
            assert not there or len(supervisor.get(there).context["page"].cases) == n, (row.unit, label)


def test_late_cases_by_category_and_street_lead_to_their_cases(supervisor: Client) -> None:
    context = supervisor.get("/desk/overview/").context
    for share, address in [*context["categories"], *context["areas"]]:
        assert len(supervisor.get(address).context["page"].cases) == share.late, share.of
    assert [(str(share.of.code), share.late, share.open) for share, _address in context["areas"]] == [("111", 2, 3)]


def test_one_goes_down_to_the_units_below(city: stories.City, supervisor: Client) -> None:
    rows = supervisor.get("/desk/overview/").context["rows"]
    deeper = next(deeper for row, deeper, *_more in rows if row.unit == city.unit["district"])
    below = supervisor.get(deeper).context
    assert [(row.unit, row.open) for row, *_more in below["rows"]] == [(city.unit["west"], 1)]


def test_a_supervisor_of_a_district_sees_its_units_only(city: stories.City) -> None:
    Staff.objects.create(username="district", unit=city.unit["district"], role=Role.SUPERVISOR)
    client = Client()
    client.force_login(Staff.objects.get(username="district"))
    page = client.get("/desk/overview/")
    assert (page.context["unit"], page.context["open"]) == (city.unit["district"], 1)
    assert client.get("/desk/overview/?unit=03").status_code == 404


def test_no_name_of_anybody_stands_there(city: stories.City, supervisor: Client) -> None:
    Staff.objects.update(zh="某某某", en="Somebody")
    text = supervisor.get("/desk/overview/").content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    assert [name for name in ("某某某", "Somebody", *city.staff) if f">{name}<" in main] == []


def test_it_costs_the_same_however_much_is_open(city: stories.City, supervisor: Client) -> None:
    for _each in range(5):
        stories.dispatched(city)
    supervisor.get("/desk/overview/")
    with CaptureQueriesContext(connection) as asked:
        supervisor.get("/desk/overview/")
    assert len([each for each in asked if "SELECT" in each["sql"] and "journal_edition" not in each["sql"]]) <= 10
