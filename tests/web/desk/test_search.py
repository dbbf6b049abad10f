"""Looking for cases: what reaches a person is refused, and stands in no address."""

import pytest

from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def test_what_is_looked_for_gets_an_address_of_its_own(city: stories.City) -> None:
    client = signed_in(city, "operator")
    answer = client.post("/desk/", {"q": "路灯", "state": "", "list": "all", "csrfmiddlewaretoken": "x"})

    assert (answer.status_code, answer["Location"]) == (302, "/desk/?list=all&q=%E8%B7%AF%E7%81%AF")


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("13900001234", "a telephone number"), ("139 0000 1234", "a telephone number"), ("87654321", "a telephone number"),
        ("wang@example.com", "an e-mail address"), ("33010619900101123X", "an identity number"),
        ("6222021234567890128", "a card number"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["post", "get"])
def test_a_person_is_not_looked_for(city: stories.City, typed: str, what: str, method: str) -> None:
    stories.received(city, text=f"电话 {typed}")
    answer = getattr(signed_in(city, "operator"), method)("/desk/", {"q": typed, "list": "all"})

    assert answer.status_code == 422
    assert answer.context["refused"] == (
        f"This looks like {what}. Cases are found by number, place, category, time and words, never by a person."
    )
    assert typed not in answer.text


def test_the_number_of_a_case_is_looked_for(city: stories.City) -> None:
    case = stories.received(city)
    page = signed_in(city, "operator").get("/desk/", {"q": case.number.replace("-", ""), "list": "all"}).context["page"]

    assert [found.number for found in page.cases] == [case.number]


def test_cases_told_again_are_shown_to_those_who_may_see_both(city: stories.City) -> None:
    first = stories.dispatched(city, category=city.category["roads"])
    again = stories.dispatched(city, earlier=first.number)
    told = {
        name: [
            (one.case.number, one.how)
            for one in signed_in(city, name).get(f"/desk/case/{again.number}/").context["related"]
        ]
        for name in ("operator", "handler")
    }

    assert told == {"operator": [(first.number, "told before")], "handler": []}
