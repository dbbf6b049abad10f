"""What the city's own closed cases teach, and what goes live."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from huying.base.journal import audit
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM
from huying.cases import followup, handling, intake, reactions, routing, suggesting
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
    choosing.go_live(kept(light=LIGHT, roads=ROADS), by=audit.console())
    first = suggesting.suggest("请问门口路灯晚上不亮")[0]
    assert (first.category.code, first.words) == (LIGHT, ("路灯", "不亮"))
    choosing.roll_back(by=audit.console())
    assert suggesting.suggest("门口晚上不亮") == []


def test_a_model_of_other_labels_does_not_go_live(city: stories.City) -> None:
    version = kept(light=LIGHT, roads="elsewhere")
    with pytest.raises(Refused, match="elsewhere"):
        choosing.go_live(version, by=audit.console())
    assert store.roles() == store.Roles()


def test_a_model_goes_live_only_if_it_is_not_worse_on_what_is_held_back(
    city: stories.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Example(one.text, LIGHT) for one in examples(30, seed=5) if one.label == "light"]
    monkeypatch.setattr(lessons, "lessons", lambda: lessons.Lessons([], asked, {}))
    good, bad = kept(light=LIGHT, roads=ROADS), kept(light=ROADS, roads=LIGHT)
    choosing.go_live(good, by=audit.console())
    with pytest.raises(Refused, match=r"准确率 0\.000 对 1\.000"):
        choosing.go_live(bad, by=audit.console())
    assert choosing.go_live(bad, by=audit.console(), even_if_worse=True)["live"] == bad
    assert choosing.go_live(good, by=audit.console())["live"] == good


@pytest.fixture
def live(city: stories.City) -> str:
    version = kept(light=LIGHT, roads=ROADS)
    choosing.go_live(version, by=audit.console())
    return version


def test_a_case_without_a_category_is_filed_by_itself_only_where_the_model_is_as_sure_as_the_city_asks_for(
    city: stories.City, live: str
) -> None:
    texts = ("门口路灯不亮，路灯太暗", "门口有人来看过")
    sure, unsure, before = (stories.received(city, text=text, category=None) for text in (*texts, texts[0]))
    reactions.route(before.pk, 1)
    choosing.automatic(0.95, by=audit.console())
    reactions.route(sure.pk, 1)
    reactions.route(unsure.pk, 1)
    filed = {case.pk: case.category for case in Case.objects.select_related("category")}
    assert filed == {before.pk: None, sure.pk: city.category["light"], unsure.pk: None}
    corrected = remembered(Case.life, sure.pk)[1]
    assert (corrected.verb, corrected.by, corrected.facts["suggested"]["by"]) == ("correct", SYSTEM.ref, live)
    assert [*corrected.facts["suggested"]["shares"]] == [LIGHT]


@pytest.mark.usefixtures("one_is_enough")
def test_what_a_model_filed_itself_is_no_correction_to_learn_from(city: stories.City, live: str) -> None:
    choosing.automatic(0.95, by=audit.console())
    case = stories.received(city, text="门口路灯不亮，路灯太暗", category=None)
    reactions.route(case.pk, 1)
    case = Case.objects.select_related("category", "unit").get(pk=case.pk)
    if case.unit_id is None:
        routing.dispatch(case, to=city.unit["light"], by=city.actor("dispatcher"), basis="清单")
    finished(city, case)
    assert found() == [("门口路灯不亮，路灯太暗", LIGHT, 1.0)]
