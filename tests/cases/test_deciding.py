"""Who is responsible: the most specific duty wins, and the reason is said."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.utils import translation

from huying.base.journal import clock, editions
from huying.base.journal.refusals import Refused
from huying.base.units.models import Duty, Shift
from huying.cases import handling, responsibility, routing
from huying.cases.deciding import Decision
from huying.cases.models import Case
from tests import stories

pytestmark = pytest.mark.django_db

TWO_AT_NIGHT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # 02:00 in the city
TEN_IN_THE_MORNING = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def _about(city: stories.City, category: str | None, area: str | None = "west", **more: Any) -> Decision:
    case = Case(category=city.category[category] if category else None, area=city.area[area] if area else None, **more)
    return responsibility.suggest(case)


def _named(decision: Decision) -> str:
    return decision.unit.code if decision.unit else ""


def _changed() -> None:
    editions.changed("units")
    stories.forget()


def test_the_reason_names_matter_place_unit_and_item(city: stories.City) -> None:
    with translation.override("en"):
        decision = _about(city, "light")
        assert (
            decision.reason == "“Street lighting” in the whole city belongs to City Lighting Office, duty list item 1."
        )
    assert _about(city, "light").reason == "全市的“路灯照明”由城市照明处负责，见职责清单第 1 项。"


def test_a_street_of_its_own_wins_over_the_whole_city(city: stories.City) -> None:
    assert _named(_about(city, "roads", "west")) == "111"
    assert _named(_about(city, "roads", "east")) == "03"


@pytest.mark.parametrize(("hour", "unit"), [(15, "111"), (16, "1111")])
def test_a_duty_ends_at_midnight_in_the_city(city: stories.City, hour: int, unit: str) -> None:
    Duty.objects.filter(unit=city.unit["west"]).update(valid_until=date(2026, 11, 22))
    _changed()
    with clock.at(datetime(2026, 11, 21, hour, 30, tzinfo=UTC)):
        assert _named(_about(city, "roads", "west")) == unit


def test_a_closer_category_wins_over_a_closer_place(city: stories.City) -> None:
    Duty.objects.create(
        item="9", unit=city.unit["west"], category=city.category["streets"], area=city.area["west"], clause="x"
    )
    _changed()
    assert _named(_about(city, "light", "west")) == "02"


def test_of_two_alike_the_higher_priority_and_then_the_lower_item_wins(city: stories.City) -> None:
    Duty.objects.create(item="0", unit=city.unit["gas"], category=city.category["light"], clause="x")
    _changed()
    assert _named(_about(city, "light")) == "04"
    Duty.objects.create(item="9", unit=city.unit["roads"], category=city.category["light"], clause="x", priority=5)
    _changed()
    assert _named(_about(city, "light")) == "03"


def test_a_duty_holds_only_in_its_time(city: stories.City) -> None:
    Duty.objects.filter(item="1").update(valid_until=date(2020, 1, 1))
    _changed()
    assert _named(_about(city, "light")) == ""


def test_without_a_category_or_a_duty_it_says_that_it_does_not_know_and_why(city: stories.City) -> None:
    assert _about(city, None) == Decision("尚未确定类别，由派单员决定。")
    Duty.objects.filter(item="1").delete()
    _changed()
    assert _about(city, "light") == Decision("职责清单没有规定西街道的“路灯照明”由谁负责，由派单员决定。")


def test_outside_every_area_the_duties_of_the_whole_city_still_hold(city: stories.City) -> None:
    assert _named(_about(city, "light", None)) == "02"
    assert _named(_about(city, "roads", None)) == "03"


def test_a_complaint_about_a_unit_goes_past_it(city: stories.City) -> None:
    assert _named(_about(city, "roads", "west", accused=city.unit["west"])) == "03"
    assert _named(_about(city, "light", "west", accused=city.unit["lighting"])) == ""
    assert _about(city, "light", accused=city.unit["lighting"]).reason == (
        "职责清单指向城市照明处，但诉求反映的正是城市照明处，由派单员决定。"
    )


def test_no_unit_is_made_lead_of_a_complaint_about_itself_by_hand_either(city: stories.City) -> None:
    case = stories.received(city, accused=city.unit["lighting"])
    with pytest.raises(Refused) as refusal:
        routing.dispatch(case, to=city.unit["lighting"], by=city.actor("dispatcher"), basis="清单")
    assert refusal.value.reasons == ["反映城市照明处的诉求不由城市照明处自己办理。"]


def test_a_community_takes_nothing_without_a_clause_of_the_duty_list(city: stories.City) -> None:
    case = stories.received(city)
    with pytest.raises(Refused) as refusal:
        routing.dispatch(case, to=city.unit["community"], by=city.actor("dispatcher"), basis="就近办理")
    assert refusal.value.reasons == ["没有职责条款依据的事项不得交给社区（柳岸社区）。"]
    roads = stories.in_progress(city, category=city.category["roads"])
    handling.hand_down(roads, by=stories.lead(roads), to=city.unit["community"], basis="社区清单 3")
    Duty.objects.filter(item="5").update(clause="")
    _changed()
    other = stories.in_progress(city, category=city.category["roads"])
    with pytest.raises(Refused):
        handling.hand_down(other, by=stories.lead(other), to=city.unit["community"], basis="社区清单 3")


def test_what_cannot_wait_goes_to_whoever_sits_there_at_night(city: stories.City) -> None:
    Shift.objects.create(
        unit=city.unit["gas"], weekdays=[1, 2, 3, 4, 5, 6, 7], starts=time(8), ends=time(18), desk="调度台"
    )
    _changed()
    with clock.at(TEN_IN_THE_MORNING):
        by_day = _about(city, "gas")
    with clock.at(TWO_AT_NIGHT):
        by_night = _about(city, "gas")
    assert (_named(by_day), by_day.shift.desk if by_day.shift else "") == ("04", "调度台")
    assert (_named(by_night), by_night.shift.desk if by_night.shift else "") == ("0", "总值班室")
    assert by_night.reason.endswith("燃气公司此时无人值班，由市政府总值班室接收。")


def test_a_shift_over_midnight_covers_both_days(city: stories.City) -> None:
    Shift.objects.create(
        unit=city.unit["gas"], weekdays=[6], starts=time(22), ends=time(6), desk="夜班"
    )  # Saturday night
    _changed()
    with clock.at(TWO_AT_NIGHT):  # Sunday 02:00
        assert _named(_about(city, "gas")) == "04"
    with clock.at(datetime(2026, 11, 20, 18, 0, tzinfo=UTC)):  # Saturday 02:00
        assert _named(_about(city, "gas")) == "0"


def test_what_can_wait_stays_with_the_unit_responsible_at_night(city: stories.City) -> None:
    with clock.at(TWO_AT_NIGHT):
        assert _about(city, "light") == Decision(
            "全市的“路灯照明”由城市照明处负责，见职责清单第 1 项。", city.unit["lighting"], Duty.objects.get(item="1")
        )
