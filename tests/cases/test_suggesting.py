"""Which category somebody means, and by which words."""

from typing import Any

import pytest

from huying.cases import suggesting
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(db: None) -> stories.City:
    city = stories.city()
    for name, zh, en in [
        ("light", "路灯、不亮、太暗", "street light, lamp"),
        ("roads", "坑、塌陷、停车", "pothole"),
        ("gas", "漏气、燃气味、停车费", "smell of gas"),
    ]:
        city.category[name].keywords, city.category[name].keywords_en = zh, en
        city.category[name].save()
    stories.forget()
    return city


def said(text: str) -> list[tuple[str, Any]]:
    return [(found.category.code, found.words) for found in suggesting.suggest(text)]


def test_the_likeliest_comes_first_with_the_words_that_counted_in_their_order() -> None:
    assert said("门口太暗了，路灯不亮，地上还有坑") == [("0203", ("太暗", "路灯", "不亮"))]
    assert said("路灯下有坑") == [("0203", ("路灯",)), ("0201", ("坑",))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The street lights are out", [("0203", ("street lights",))]),
        ("POTHOLES everywhere", [("0201", ("potholes",))]),
        ("clamp", []),
        ("路燈 abc", []),
        ("", []),
    ],
)
def test_a_latin_word_counts_whole_with_its_plural_in_small_and_capitals(text: str, expected: Any) -> None:
    assert said(text) == expected


def test_the_longest_word_at_a_place_counts_alone() -> None:
    assert said("停车费太贵") == [("0103", ("停车费",))]


def test_the_name_of_a_category_counts_without_keywords_and_that_of_its_group_a_little() -> None:
    assert said("道路破损") == [("0201", ("道路破损",))]
    assert {code for code, _words in said("道路交通")} == {"0201", "0203"}


def test_shares_add_up_to_one_and_what_is_retired_is_not_suggested(city: stories.City) -> None:
    assert sum(found.share for found in suggesting.suggest("路灯下有坑")) == pytest.approx(1)
    city.category["light"].retired = True
    city.category["light"].save()
    stories.forget()
    assert said("路灯下有坑") == [("0201", ("坑",))]
