"""The knowledge base at the desk: however much stands in it, all of it can be read, also as it was before."""

import pytest
from django.test import Client

from huying.base.catalogue import articles as base
from huying.base.catalogue.models import Article
from huying.base.journal.verify import verify
from huying.base.units import knowledge
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


WRITTEN = {
    "code": "lamps", "zh": "路灯不亮", "en": "A lamp is dark", "body_zh": "三日内修复。", "body_en": "Mended in three days.",
    "owner": "02", "public": "on",
}  # fmt: skip


def test_whoever_reads_an_article_finds_what_it_said_before_and_who_wrote_it() -> None:
    city = stories.city()
    supervisor, handler = signed_in(city, "supervisor"), signed_in(city, "handler")
    supervisor.post("/desk/articles/new/", WRITTEN)
    handler.post(
        "/desk/articles/lamps/edit/", WRITTEN | {"body_zh": "五日内修复。", "version": 1, "valid_until": "2030-01-31"}
    )
    shown = signed_in(city, "operator").get("/desk/articles/lamps/").context["editions"]
    assert [
        (each["edition"].version, each["edition"].unit, each["edition"].role, each["article"].body_zh) for each in shown
    ] == [
        (2, city.unit["lighting"], "handler", "五日内修复。"),
        (1, city.unit["hall"], "supervisor", "三日内修复。"),
    ]
    assert [each["article"].valid_until and f"{each['article'].valid_until}" for each in shown] == ["2030-01-31", None]
    assert verify().findings == []


def test_what_came_by_files_is_an_edition_too() -> None:
    city = stories.city()
    article = Article(code="lamps", zh="路灯", en="Lamps", body_zh="三日内修复。", owner="02")
    with knowledge.kept(by=city.actor("admin")):
        base.index(article)
        article.save()
    with knowledge.kept(by=city.actor("admin")):
        pass
    assert [(each.version, each.said["body_zh"]) for each in knowledge.editions(article)] == [(1, "三日内修复。")]
