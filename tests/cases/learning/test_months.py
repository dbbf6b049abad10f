"""What was suggested and what became of it, by month, from the journal alone."""

from dataclasses import astuple
from datetime import UTC, date, datetime
from typing import Any

import pytest

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.units.models import Duty
from huying.base.units.roles import SYSTEM, Actor
from huying.cases import intake, nearby, reactions, responsibility, routing, suggesting
from huying.cases.learning import live, months
from huying.cases.learning.duties import Rule
from huying.cases.models import Case
from huying.cases.reading.offers import Offer
from tests import stories

pytestmark = pytest.mark.django_db
MARCH, APRIL = datetime(2026, 3, 31, 15, tzinfo=UTC), datetime(2026, 3, 31, 17, tzinfo=UTC)
"""An hour before midnight in the city, and an hour after."""
SPRING = date(2026, 3, 1), date(2026, 4, 30)


@pytest.fixture
def city() -> stories.City:
    city = stories.city()
    city.category["light"].keywords = "路灯、不亮"
    city.category["light"].save()
    stories.forget()
    return city


def counted(kind: str) -> list[tuple[Any, ...]]:
    """(month, by, shown, right) of one kind."""
    told = [astuple(one) for one in months.by_month(*SPRING)]
    return [(f"{month:%m}", by, shown, right) for month, of, by, shown, right in told if of == kind]


def test_a_category_is_right_when_it_is_the_last_one_in_the_record(city: stories.City) -> None:
    given = {"suggested": suggesting.suggest("路灯不亮")}
    with clock.at(MARCH):
        stories.received(city, **given)
        stories.received(city, category=city.category["roads"], **given)
        put_right = stories.received(city, **given)
        stories.received(city)
    with clock.at(APRIL):
        stories.received(city, **given)
    intake.correct(put_right, by=city.actor("dispatcher"), category=city.category["roads"])
    Case.objects.update(category=None)  # the row is not asked
    assert counted("category") == [("03", "keywords", 3, 1), ("04", "keywords", 1, 1)]


def test_a_unit_is_right_when_it_has_the_case_last(city: stories.City) -> None:
    with clock.at(MARCH):
        for _n in range(2):
            case = stories.received(city)
            reactions.route(case.pk, 1)
        fresh = Case.objects.get(pk=case.pk)
        routing.reassign(fresh, to=city.unit["roads"], by=city.actor("dispatcher"), reason="other")
        by_hand = stories.received(city)
        routing.dispatch(by_hand, to=city.unit["roads"], by=city.actor("dispatcher"), basis="路面")
    assert counted("unit") == [("03", "duties", 2, 1)]


def learned(city: stories.City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is listed for lights; a live version learned that roads had them."""
    Duty.objects.filter(item="1").delete()
    stories.editions.changed("units")
    stories.forget()
    monkeypatch.setattr(live, "units", lambda: {("0203", ""): Rule("0203", "", "03", 12, 15)})
    monkeypatch.setattr(live, "version", lambda: "20260301-abcdef12")


def test_a_learned_unit_is_suggested_only_where_the_list_is_silent_and_named_in_the_record(
    city: stories.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned(city, monkeypatch)
    with clock.at(MARCH):
        for name in ("roads", "gas"):
            case = stories.received(city)
            reactions.route(case.pk, 1)
            assert Case.objects.get(pk=case.pk).unit is None  # by itself nothing goes there
            found = responsibility.learned(case, responsibility.suggest(case))
            assert found
            assert (found.unit, found.right, found.n) == (city.unit["roads"], 12, 15)
            routing.dispatch(case, to=city.unit[name], by=city.actor("dispatcher"), basis="x", suggested=found)
    facts = remembered(Case.life, case.pk)[-1].facts
    assert {name: facts[name] for name in ("unit", "basis", "offered")} == {
        "unit": "04", "basis": "decided", "offered": {"by": "20260301-abcdef12", "unit": "03", "right": 12, "of": 15}
    }  # fmt: skip
    assert counted("unit") == [("03", "20260301-abcdef12", 2, 1)]
    roads = stories.received(city, category=city.category["roads"])
    assert responsibility.learned(roads, responsibility.suggest(roads)) is None
    accused = stories.received(city, accused=city.unit["roads"])
    assert responsibility.learned(accused, responsibility.suggest(accused)) is None


def test_a_case_like_it_is_right_when_both_were_joined_and_stayed_so(city: stories.City) -> None:
    with clock.at(MARCH):
        first = stories.received(city)
        matter = nearby.Matter.of(first)
        near = nearby.for_staff(city.actor("operator"), matter)
        cases = [stories.received(city, near=near) for _n in range(3)]
        for case in cases[:2]:
            intake.merge(case, into=first, by=city.actor("operator"))
        intake.unmerge(cases[1], by=city.actor("dispatcher"), reason="x")
    assert counted("duplicate") == [("03", "", 3, 1)]


def test_a_reading_is_right_when_it_was_taken_as_it_was(city: stories.City) -> None:
    read = [Offer("place", "滨河路", "滨河路"), Offer("since", "2026-03-30", "昨天")]
    with clock.at(MARCH):
        stories.received(city, answers={"since": "2026-03-30"}, read=read)
    assert counted("reading") == [("03", "", 2, 1)]


def test_of_fewer_than_five_no_share_is_told(city: stories.City) -> None:
    assert [months.Month(date(2026, 3, 1), "unit", "duties", n, 4).share for n in (4, 5)] == [None, 0.8]


def test_what_an_earlier_system_decided_is_no_suggestion(city: stories.City) -> None:
    with clock.at(MARCH):
        case = stories.received(city)
        duty = responsibility.suggest(case).duty
        assert duty
        by = Actor(city.actor("dispatcher").role, "import:old")
        routing.dispatch(case, to=duty.unit, by=by, basis="x", duty=duty)
        other = stories.received(city)
        routing.dispatch(other, to=duty.unit, by=SYSTEM, basis="x", duty=duty)
    assert counted("unit") == [("03", "duties", 1, 1)]
