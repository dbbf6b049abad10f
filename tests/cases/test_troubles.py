"""Known troubles: announced once, joined by whoever calls, and everybody is told when it is over."""

from datetime import timedelta
from typing import Any

import pytest

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Incomplete
from huying.cases import handling, intake, reactions, troubles
from huying.cases.models import Case, Trouble
from huying.notices import audiences
from huying.notices.audiences import Happening
from huying.notices.table import Audience, lines
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


def announced(city: stories.City, case: Case | None = None, **given: Any) -> Trouble:
    case = case or stories.dispatched(city)
    said: dict[str, Any] = {
        "text": "西街道停电检修", "text_en": "Power is off in West Street", "areas": [city.area["west"]],
        "until": clock.now() + timedelta(hours=5),
    }  # fmt: skip
    troubles.announce(case, by=city.actor("operator"), **said | given)
    return Trouble.objects.get(case=case)


def test_it_says_where_what_and_until_when_with_the_category_of_its_case(city: stories.City) -> None:
    trouble = announced(city)
    assert (trouble.areas, trouble.categories, trouble.zh) == (["111"], ["0203"], "西街道停电检修")
    assert troubles.current() == [trouble]
    event = remembered("case", trouble.case_id)[-1]
    assert (event.verb, event.facts["areas"], event.facts["until"]) == (
        "announce", ["111"], trouble.until.isoformat(),
    )  # fmt: skip


def test_announced_again_it_has_other_words_and_another_end(city: stories.City) -> None:
    trouble = announced(city)
    later = trouble.until + timedelta(hours=3)
    again = announced(city, trouble.case, text="延长至晚上", until=later)
    assert (again.zh, again.until, Trouble.objects.count()) == ("延长至晚上", later, 1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"areas": []}, "areas"),
        ({"until": clock.now() - timedelta(minutes=1)}, "until"),
        ({"text": "请打 13900001234"}, "text"),
        ({"text_en": "call 13900001234"}, "text_en"),
        ({"text": "停" * 301}, "text"),
    ],
)
def test_what_cannot_be_told_to_everybody_is_refused_at_its_field(
    city: stories.City, given: dict[str, Any], field: str
) -> None:
    case = stories.dispatched(city)
    with pytest.raises(Incomplete) as refusal:
        announced(city, case, **given)
    assert [*refusal.value.fields] == [field]
    assert Trouble.objects.count() == 0


def test_a_call_is_about_it_by_its_category_and_as_far_as_its_place_is_known(city: stories.City) -> None:
    trouble = announced(city)
    light, roads, streets = (city.category[name] for name in ("light", "roads", "streets"))

    def about(category: Any, area: str | None) -> list[Trouble]:
        return troubles.about([trouble], [category], city.area[area] if area else None)

    assert about(light, "west") == about(light, "district") == about(light, None) == [trouble]
    assert about(light, "east") == about(roads, "west") == []
    of_the_group = announced(city, trouble.case, categories=[streets])
    assert troubles.about([of_the_group], [roads], city.area["west"]) == [of_the_group]


def test_what_was_answered_or_is_over_is_announced_no_more(city: stories.City) -> None:
    answered, over = stories.in_progress(city), stories.in_progress(city)
    announced(city, answered)
    announced(city, over)
    handling.reply(answered, by=stories.lead(answered), text="已恢复", result="resolved")
    troubles.all_clear(over, by=stories.lead(over))
    assert troubles.current() == []


def test_whoever_called_about_it_is_told_when_it_is_over_and_answered_with_it(city: stories.City) -> None:
    case = stories.in_progress(city)
    announced(city, case)
    caller = stories.received(city, phone="13900005678")
    intake.merge(caller, into=case, by=city.actor("operator"))
    troubles.all_clear(case, by=city.actor("operator"), text="已恢复供电")
    happening = Happening(case, "all_clear")
    told = [found for line in lines("all_clear") for found in audiences.reporters(line.audience, happening)]
    assert told == [case, caller]
    assert [line.audience for line in lines("all_clear")] == [Audience.REPORTER, Audience.MERGED]
    handling.reply(case, by=stories.lead(case), text="变压器已更换", result="resolved")
    reactions.answer_merged(case.pk, 0)
    assert remembered("case", caller.pk)[-1].verb == "answer_through"
