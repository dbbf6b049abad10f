"""What a resident's own words say is offered below its field, as a browser without a script shows and takes it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from huying.base.bigrams import vector
from huying.base.journal.memory import remembered, said
from huying.base.places import addresses
from huying.base.places.models import Address
from huying.cases.models import Case
from huying.web.portal import reading
from tests import stories

from .conftest import Page

SAID = {"text": "滨河路12号的理发店昨天收了我三百块会员费后关门", "category": "0203"}
QUESTIONS = {
    "type": "object",
    "properties": {
        "paid": {"type": "number", "format": "amount", "title": "金额", "title_en": "Amount"},
        "on": {"type": "string", "format": "date", "title": "日期", "title_en": "Day"},
    },
}  # fmt: skip
ME = {"name": "王敏", "phone": "13900001234", "confidentiality": "normal"}


@pytest.fixture(autouse=True)
def house(city: stories.City) -> Address:
    city.category["light"].questions = QUESTIONS
    city.category["light"].save()
    words = addresses.words("滨河路12号", "12 Binhe Road")
    row = Address.objects.create(
        source="register", code="1", zh="滨河路12号", en="12 Binhe Road", road="滨河路", number="12号", area=city.area["west"],
        lon=stories.WEST[0], lat=stories.WEST[1], words=words, search=vector(words),
    )  # fmt: skip
    stories.forget()
    return row


def at(client: Client, step: int, page: Page | None, **filled: Any) -> Any:
    """The answer to the button that leads to `step`, with what is filled in on `page`."""
    return client.post("/report/", {**(page.fields if page else {}), **filled, "to": str(step)})


def taken(client: Client, page: Page, one: reading.Reading, **filled: Any) -> Any:
    """The answer to the button of a reading, which sends no `to`."""
    fields = {name: value for name, value in page.fields.items() if name != "to"}
    return client.post("/report/", {**fields, **filled, "read": str(one.nth)})


def test_a_place_that_the_words_name_is_offered_and_taken_by_a_press(city: stories.City, client: Client) -> None:
    answer = at(client, 2, None, **SAID)
    (place, *_roads) = answer.context["form"].read
    assert (place.label, place.offer.words) == ("滨河路12号", "滨河路12号")
    assert Page(answer).fields["address"] == [""]  # nothing is filled in by itself
    filled = Page(taken(client, Page(answer), place))
    assert (filled.step, filled.fields["address"], filled.fields["area"]) == (2, ["滨河路12号"], ["11", "111"])
    assert (filled.fields["lat"], filled.fields["lon"]) == ([str(stories.WEST[1])], [str(stories.WEST[0])])


def test_where_a_place_stands_none_is_offered(client: Client) -> None:
    assert at(client, 2, None, **SAID, address="别处").context["form"].read == []


def test_answers_are_offered_below_their_questions_and_what_was_typed_stays(city: stories.City, client: Client) -> None:
    with translation.override("zh-hans"):
        answer = at(client, 3, None, **SAID, nowhere="on")
        offered = {field.name: read for field, read in answer.context["form"].asked}
        assert [one.offer.value for one in offered["answers.paid"]] == ["300"]
        assert [one.label for one in offered["answers.on"]] != [one.offer.value for one in offered["answers.on"]]
        filled = taken(client, Page(answer), offered["answers.paid"][0], **ME)
    page = Page(filled)
    assert (page.step, page.fields["answers.paid"], page.fields["phone"]) == (3, ["300"], [ME["phone"]])
    assert [len(read) for _field, read in filled.context["form"].asked] == [0, 1]


def test_the_record_says_what_was_taken_and_what_was_left(city: stories.City, client: Client) -> None:
    where = at(client, 2, None, **SAID)
    who = at(client, 3, Page(taken(client, Page(where), where.context["form"].read[0])))
    receipt = Page(at(client, 4, Page(who), **ME, **{"answers.paid": "280"}))
    assert receipt.status == 200
    case = Case.objects.get()
    (event, *_rest) = remembered(Case.life, case.pk)
    assert event.facts["read"] == {"place": "taken", "paid": "changed", "on": "left"}
    assert said(Case.life, case.pk)[1]["read"].startswith("滨河路12号")


def test_a_button_that_was_not_offered_changes_nothing(client: Client) -> None:
    page = Page(client.post("/report/", {**SAID, "read": "99"}))
    assert (page.step, page.fields["text"]) == (1, [SAID["text"]])
