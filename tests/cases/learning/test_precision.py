"""How often suggestions were right."""

from datetime import UTC, date, datetime

import pytest

from huying.base.journal import clock
from huying.base.journal.memory import remembered, said
from huying.cases import intake, suggesting
from huying.cases.learning import live, store
from huying.cases.learning import precision as counted
from huying.cases.learning.precision import Precision, drift, precision
from huying.cases.models import Case
from tests import stories

pytestmark = pytest.mark.django_db
MARCH, APRIL = (datetime(2026, month, 5, 9, tzinfo=UTC) for month in (3, 4))


@pytest.fixture
def city() -> stories.City:
    city = stories.city()
    for name, keywords in (("light", "路灯、不亮"), ("roads", "坑")):
        city.category[name].keywords = keywords
        city.category[name].save()
    stories.forget()
    return city


def shown(city: stories.City, text: str, chosen: str | None) -> Case:
    category = city.category[chosen] if chosen else None
    return stories.received(city, text=text, category=category, suggested=suggesting.suggest(text))


def test_what_was_suggested_and_why_stands_in_the_record_beside_what_was_chosen(city: stories.City) -> None:
    case = shown(city, "路灯不亮", "light")
    (event, *_rest) = remembered(Case.life, case.pk)
    assert event.facts["suggested"] == {"by": "keywords", "shares": {"0203": 100}}
    assert event.facts["category"] == "0203"
    assert said(Case.life, case.pk)[1]["suggested"] == "路灯 · 不亮"


def test_precision_counts_the_cases_of_its_days_by_the_category_that_they_have_now(city: stories.City) -> None:
    with clock.at(MARCH):
        shown(city, "路灯不亮", "light")
        shown(city, "路灯下有坑", "roads")
        put_right = shown(city, "路灯不亮了", "light")
        stories.received(city, text="无人提示")
    with clock.at(APRIL):
        shown(city, "路灯不亮", "light")
    intake.correct(put_right, by=city.actor("dispatcher"), category=city.category["roads"])
    found = precision(date(2026, 3, 1), date(2026, 3, 31))
    assert found == [Precision("keywords", suggested=3, first=1, among=2, automatic=0, kept=0)]
    assert (found[0].first_share, found[0].among_share) == (1 / 3, 2 / 3)
    assert precision(date(2026, 3, 6), date(2026, 3, 31)) == []


def test_drift_is_how_much_less_often_it_was_right_lately_than_when_it_was_examined(
    city: stories.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "version", lambda: "keywords")
    monkeypatch.setattr(store, "card", lambda _version: {"examined": {"accuracy": 0.9}})
    monkeypatch.setattr(counted, "ENOUGH", 4)
    with clock.at(MARCH):
        for chosen in ("light", "light", "roads"):
            shown(city, "路灯不亮", chosen)
        assert drift() is None
        shown(city, "路灯不亮", "roads")
        assert drift() == pytest.approx(0.4)
    assert drift() is None
