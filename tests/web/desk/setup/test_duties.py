"""The duty list tried out: units that share are shown as such, and how each stands."""

import re

import pytest
from django.test import Client

from huying.base.journal import editions
from huying.base.units.models import Duty
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(city: stories.City) -> Client:
    """Lighting and roads share lights by load; lighting has one open case."""
    stories.dispatched(city)
    Duty.objects.filter(item="1").update(prefer="load")
    Duty.objects.create(item="8", unit=city.unit["roads"], category=city.category["light"], prefer="load")
    editions.changed("units")
    stories.forget()
    return signed_in(city, "admin")


def test_who_would_get_this_says_which_of_equals_and_how_each_stands(city: stories.City, admin: Client) -> None:
    shown = admin.get("/desk/setup/who/?category=0203")
    assert shown.context["decision"].unit == city.unit["roads"]
    stands = [(duty.item, stood.cases, chosen) for duty, stood, chosen in shown.context["equals"]]
    assert stands == [("1", 1, False), ("8", 0, True)]
    assert re.search(r"this one has fewer open cases \(0\)", shown.content.decode())


def test_units_that_share_stand_apart_from_overlaps(admin: Client) -> None:
    shown = admin.get("/desk/setup/coverage/").context
    assert [(str(rule), [duty.item for duty, _address in items]) for rule, items in shown["shared"]] == [
        ("whoever has fewer open cases", ["1", "8"])
    ]
    assert shown["overlaps"] == []


def test_what_is_preferred_is_chosen_on_the_page_of_an_item(admin: Client) -> None:
    form = admin.get("/desk/setup/duties/entry/?key=8").context["form"]
    assert [code for code, _label in form["prefer"].field.choices] == ["", "open", "load", "open+load"]
    assert form["prefer"].value() == "load"
