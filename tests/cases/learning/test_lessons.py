"""What the city's own closed cases teach, and what goes live."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from huying.base.journal.refusals import Refused
from huying.cases import followup, handling, intake, routing, suggesting
from huying.cases.learning import choosing, lessons, store, training
from huying.cases.learning.training import Example
from huying.cases.models import Case
from tests import stories

from .made_up import examples

pytestmark = pytest.mark.django_db
LIGHT, ROADS = "0203", "0201"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def city(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> stories.City:
    monkeypatch.setenv("HUYING_DATA", str(tmp_path))
    return stories.city()


def found() -> list[tuple[str, str, float]]:
    told = lessons.lessons()
    return sorted((example.text, example.label, example.weight) for example in told.taught + told.held_back)


@pytest.fixture
def one_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "FOLDS", 1)


def finished(city: stories.City, case: Case) -> None:
    handling.accept(case, by=stories.lead(case))
    handling.reply(case, by=stories.lead(case), text="已修好", result="resolved")
    followup.follow_up(case, by=city.actor("operator"), decision="yes", contacted=True, satisfied=5)


@pytest.mark.usefixtures("one_is_enough")
def test_open_and_confidential_cases_teach_nothing_and_names_are_masked(city: stories.City) -> None:
    stories.in_progress(city)
    stories.closed(city, confidentiality="confidential")
    stories.closed(city, text="路灯不亮，请联系人：李雷")
    assert found() == [("路灯不亮，请联系人：□", LIGHT, 1.0)]


@pytest.mark.usefixtures("one_is_enough")
def test_a_category_that_was_put_right_is_what_counts_and_counts_more(city: stories.City) -> None:
    case = stories.received(city, text="路灯下有坑")
    intake.correct(case, by=city.actor("dispatcher"), category=city.category["roads"])
    routing.dispatch(case, to=city.unit["roads"], by=city.actor("dispatcher"), basis="清单")
    finished(city, case)
    assert found() == [("路灯下有坑", ROADS, lessons.CORRECTED)]


@pytest.mark.usefixtures("one_is_enough")
def test_a_case_that_a_unit_gave_back_rightly_counts_more(city: stories.City) -> None:
    case = stories.dispatched(city, text="路灯不亮")
    routing.request_return(case, by=stories.lead(case), reason="not_ours", basis="清单", proposed=city.unit["roads"])
    routing.decide_return(case, by=city.actor("supervisor"), decision="granted", to=city.unit["roads"], reason="裁定")
    if case.unit_id is None:
        routing.dispatch(case, to=city.unit["roads"], by=city.actor("dispatcher"), basis="裁定")
    finished(city, case)
    assert found() == [("路灯不亮", LIGHT, lessons.RETURNED)]


def kept(**names: str) -> str:
    """A version that learned made-up messages, their labels renamed."""
    taught = [Example(one.text, names[one.label]) for one in examples(90) if one.label in names]
    trained = training.train(taught)
    return store.keep(trained.model, {"source": "cases", "examined": trained.card.as_json()}, at=NOW)


def test_suggestions_come_from_the_live_model_with_the_words_that_counted(city: stories.City) -> None:
    choosing.go_live(kept(light=LIGHT, roads=ROADS))
    first = suggesting.suggest("请问门口路灯晚上不亮")[0]
    assert (first.category.code, first.words) == (LIGHT, ("路灯", "不亮"))
    store.roll_back()
    assert suggesting.suggest("门口晚上不亮") == []


def test_a_model_of_other_labels_does_not_go_live(city: stories.City) -> None:
    version = kept(light=LIGHT, roads="elsewhere")
    with pytest.raises(Refused, match="elsewhere"):
        choosing.go_live(version)
    assert store.roles() == store.Roles()


def test_a_model_goes_live_only_if_it_is_not_worse_on_what_is_held_back(
    city: stories.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Example(one.text, LIGHT) for one in examples(30, seed=5) if one.label == "light"]
    monkeypatch.setattr(lessons, "lessons", lambda: lessons.Lessons([], asked, {}))
    good, bad = kept(light=LIGHT, roads=ROADS), kept(light=ROADS, roads=LIGHT)
    choosing.go_live(good)
    with pytest.raises(Refused, match=r"accuracy 0\.000 against 1\.000"):
        choosing.go_live(bad)
    assert choosing.go_live(bad, even_if_worse=True)["live"] == bad
    assert choosing.go_live(good)["live"] == good
