"""What the words of a message offer to a form, and what the record keeps of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from huying.base.bigrams import vector
from huying.base.journal.memory import said
from huying.base.journal.models import Event
from huying.base.places import addresses
from huying.base.places.models import Address
from huying.cases import intake
from huying.cases.models import Case
from huying.cases.reading import offers
from huying.cases.reading.offers import PLACE
from tests import stories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
QUESTIONS = {
    "type": "object",
    "properties": {
        "paid": {"type": "number", "format": "amount"}, "cards": {"type": "integer", "format": "amount"},
        "on": {"type": "string", "format": "date"}, "at": {"type": "string", "format": "time"}, "shop": {"type": "string"},
    },
}  # fmt: skip


@pytest.fixture
def city() -> Iterator[stories.City]:
    with translation.override("en"):
        yield stories.city()


@pytest.fixture(autouse=True)
def house(city: stories.City) -> Address:
    city.category["light"].questions = QUESTIONS
    city.category["light"].save()
    words = addresses.words("滨河路12号", "12 Binhe Road")
    row = Address.objects.create(
        source="register", code="1", zh="滨河路12号", en="12 Binhe Road", road="滨河路", number="12号", area=city.area["west"],
        words=words, search=vector(words),
    )  # fmt: skip
    stories.forget()
    return row


def read(city: stories.City, text: str) -> list[tuple[str, str, str]]:
    return [(one.field, one.value, one.words) for one in offers.offers(text, city.category["light"], TODAY)]


def told(city: stories.City, text: str, **given: Any) -> tuple[dict[str, Any], str]:
    """What the record keeps of a call, and the words beside it."""
    call = stories.call(city, text=text, read=offers.offers(text, city.category["light"], TODAY), **given)
    case = intake.receive(call, by=city.actor("operator")).case
    event = Event.objects.get(life=Case.life, thing=case.pk, seq=1)
    return event.facts.get("read", {}), said(Case.life, case.pk)[1].get("read", "")


def test_places_and_answers_are_offered_with_the_words_that_say_them(city: stories.City) -> None:
    assert read(city, "滨河路12号昨晚11点被收了38.5元") == [
        (PLACE, "12 Binhe Road", "滨河路12号"), (PLACE, "滨河路12号", "滨河路"), ("paid", "38.5", "38.5元"),
        ("on", "2026-11-21", "昨晚"), ("at", "23:00", "昨晚11点"),
    ]  # fmt: skip


def test_a_number_that_reaches_a_person_is_neither_a_sum_nor_a_day(city: stories.City) -> None:
    assert read(city, "请打 13900001234，身份证 110101199003070134 元") == []


def test_what_became_of_each_offer_is_kept_and_never_what_it_was(city: stories.City, house: Address) -> None:
    text = "滨河路12号昨晚11点被收了38.5元"
    taken = told(city, text, address=str(house), answers={"paid": 38.5, "on": "2026-11-20"})
    assert taken == (
        {"place": "taken", "paid": "taken", "on": "changed", "at": "left"},
        "滨河路12号 · 滨河路 · 38.5元 · 昨晚 · 昨晚11点",
    )
    assert told(city, text, lon=None, lat=None)[0]["place"] == "left"
    assert told(city, text, address="别处")[0]["place"] == "changed"


def test_the_words_of_a_place_that_is_sealed_are_not_kept(city: stories.City, house: Address) -> None:
    assert told(city, "我家滨河路12号昨晚没电", private_place=True, address=str(house)) == (
        {"place": "taken", "on": "left"},
        "昨晚",
    )


def test_without_anything_to_read_the_record_says_nothing(city: stories.City) -> None:
    assert told(city, "路灯不亮") == ({}, "")
