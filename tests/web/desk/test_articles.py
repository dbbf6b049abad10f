"""The knowledge base at the desk: however much stands in it, all of it can be read."""

import pytest
from django.test import Client

from huying.base.catalogue import articles as base
from huying.base.catalogue.models import Article
from huying.web.desk import articles
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
CODES = ["dust", "heating", "lamp", "noise", "water"]


@pytest.fixture
def operator() -> Client:
    city = stories.city()
    for code in CODES:
        article = Article(code=code, zh=f"关于 {code}", en=code, body_zh="怎么办。", owner="01")
        base.index(article)
        article.save()
    return signed_in(city, "operator")


def test_pages_go_on_and_leave_nothing_out(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "PAGE", 2)
    read, address = [], "/desk/articles/"
    while address:
        page = operator.get(address)
        read.append([row["article"].code for row in page.context["articles"]])
        address = page.context["older_url"] and f"/desk/articles/{page.context['older_url']}"
    assert read == [["dust", "heating"], ["lamp", "noise"], ["water"]]


def test_what_is_searched_for_stands_on_one_page(operator: Client) -> None:
    page = operator.get("/desk/articles/", {"q": "lamp"})
    assert ([row["article"].code for row in page.context["articles"]], page.context["older_url"]) == (["lamp"], False)
