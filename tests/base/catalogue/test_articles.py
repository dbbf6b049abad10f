"""The knowledge base: what is found by which words, by whom."""

from datetime import timedelta
from typing import Any

import pytest

from huying.base.catalogue import articles
from huying.base.catalogue.models import Article
from huying.base.places.register import today
from tests import stories

pytestmark = pytest.mark.django_db


def article(code: str, zh: str, body: str, **more: Any) -> Article:
    made = Article(code=code, zh=zh, en=code, body_zh=body, **({"public": True, "owner": "01"} | more))
    articles.index(made)
    made.save()
    return made


def codes(text: str, *, public: bool = False) -> list[str]:
    return [found.code for found in articles.search(text, public=public)]


@pytest.fixture(autouse=True)
def base() -> None:
    article(
        "no-water",
        "停水了怎么办",
        "先看水表前后的阀门。计划停水提前公告。",
        body_en="Look at the valves beside the meter.",
    )
    article(
        "heating", "供暖的时间", "供暖期内室温不低于十八度。", body_en="In the season rooms have at least 18 degrees."
    )
    article("wages", "被拖欠工资怎么办", "向劳动保障监察机构投诉。", categories=["0701"])


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("停水", "no-water"),
        ("我家停水了什么时候来水啊", "no-water"),
        ("室温", "heating"),
        ("老板拖欠工资三个月了", "wages"),
        ("where are the valves of the meter", "no-water"),
        ("HEATING", "heating"),
    ],
)
def test_a_word_or_a_whole_sentence_finds_the_article_that_says_most_of_it(asked: str, first: str) -> None:
    assert codes(asked)[:1] == [first]


@pytest.mark.parametrize("asked", ["", "，。", "的", "广场舞太吵", "dog licence"])
def test_what_no_article_says_finds_none(asked: str) -> None:
    assert codes(asked) == []


def test_residents_find_what_is_meant_for_them_and_holds(django_assert_num_queries: Any) -> None:
    article("script", "停水来电的应答话术", "请先安抚。", public=False)
    article("over", "去年的停水公告", "去年停水的安排。", valid_until=today() - timedelta(days=1))
    article("last-day", "今天的停水公告", "今天停水的安排。", valid_until=today())
    with django_assert_num_queries(1):
        assert sorted(codes("停水", public=True)) == ["last-day", "no-water"]
    assert sorted(codes("停水")) == ["last-day", "no-water", "over", "script"]


def test_an_article_is_found_by_its_title_before_one_that_only_mentions_it() -> None:
    article("bills", "水费怎么交", "欠费不会立即停水。停水前会通知。")
    assert codes("停水") == ["no-water", "bills"]


def test_stale_is_what_ends_within_thirty_days_the_oldest_first_and_of_these_units() -> None:
    article("soon", "快到期", "内容", valid_until=today() + timedelta(days=29), owner="02")
    article("later", "还早", "内容", valid_until=today() + timedelta(days=31))
    article("past", "已过期", "内容", valid_until=today() - timedelta(days=400))
    article("gone", "不再用", "内容", valid_until=today() - timedelta(days=400), retired=True)
    assert [found.code for found in articles.stale()] == ["past", "soon"]
    assert [found.code for found in articles.stale(["02"])] == ["soon"]


def test_the_articles_of_a_category() -> None:
    light = stories.city().category["light"]
    article("lamps", "路灯", "照明", categories=[light.code])
    assert [found.code for found in articles.of_category(light, public=True)] == ["lamps"]
    assert articles.of_category(None, public=True) == []
