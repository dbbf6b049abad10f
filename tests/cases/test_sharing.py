"""Units that answer alike: which of them gets a case, why, and that nothing but what the rule looks at matters."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from huying.base.journal import audit, clock, editions, history
from huying.base.journal.memory import remembered
from huying.base.places import register as places
from huying.base.units.models import Duty, Unit
from huying.cases import coverage, reactions, replaying, rerouting, responsibility
from huying.cases.deciding import Decision
from huying.cases.models import Case
from huying.web.setup import trying
from tests import stories

pytestmark = pytest.mark.django_db

NIGHT, MORNING = (datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((22, 18), (23, 2)))
"""Monday 02:00 and 10:00 in the city."""


@pytest.fixture
def city() -> stories.City:
    with translation.override("en"):
        return stories.city()


def equals(city: stories.City, prefer: str, **hours: str) -> None:
    """Lighting, roads and gas answer for lights alike. `hours`: name → office hours."""
    Duty.objects.filter(item="1").update(prefer=prefer)
    for item, name in (("8", "roads"), ("9", "gas")):
        Duty.objects.create(item=item, unit=city.unit[name], category=city.category["light"], prefer=prefer)
    for name, said in hours.items():
        Unit.objects.filter(pk=city.unit[name].pk).update(hours=said)
    editions.changed("units")
    stories.forget()


def asked(city: stories.City, at: datetime = MORNING, **more: Any) -> Decision:
    with clock.at(at), translation.override("en"):
        return responsibility.suggest(Case(category=city.category["light"], area=city.area["west"], **more))


def said(decision: Decision) -> tuple[str, str]:
    """Who, and the sentence about equals."""
    assert decision.unit
    return decision.unit.code, decision.choice.reason if decision.choice else ""


def of_cases(told: CaptureQueriesContext) -> list[str]:
    """The statements that read cases; the others look whether a register changed."""
    return [each["sql"] for each in told.captured_queries if "cases_case" in each["sql"]]


def test_the_one_that_is_open_now_is_preferred(city: stories.City) -> None:
    equals(city, "open", lighting="Mo-Fr 08:30-17:30", roads="Mo-Su 00:00-06:00", gas="Mo-Fr 08:30-17:30")
    with translation.override("en"):
        assert said(asked(city, NIGHT)) == ("03", "Of 3 equally responsible units this one is open.")
        assert said(asked(city, MORNING))[0] == "02"


def test_the_one_with_fewer_open_cases_is_preferred(city: stories.City) -> None:
    stories.dispatched(city)
    stories.closed(city, category=city.category["roads"], lon=stories.EAST[0])
    equals(city, "load")
    with translation.override("en"):
        assert said(asked(city)) == ("03", "Of 3 equally responsible units this one has fewer open cases (0).")
        assert asked(city).reason.startswith("“Street lighting” in the whole city belongs to")


def test_open_comes_before_load_where_both_are_asked_for(city: stories.City) -> None:
    stories.dispatched(city)
    equals(city, "open+load", lighting="24/7", roads="Sa 09:00-10:00", gas="24/7")
    with translation.override("en"):
        assert said(asked(city)) == (
            "04",
            "Of 3 equally responsible units this one is open, and of those the one with fewer open cases (0).",
        )


def test_of_those_that_stand_alike_the_first_item_is_taken(city: stories.City) -> None:
    equals(city, "load")
    with translation.override("en"):
        assert said(asked(city)) == (
            "02", "Of 3 equally responsible units none is ahead; the first item of the list decides."
        )  # fmt: skip


def test_whoever_says_nothing_of_equals_shares_with_nobody(city: stories.City) -> None:
    stories.dispatched(city)
    equals(city, "load")
    Duty.objects.filter(item="1").update(prefer="")
    editions.changed("units")
    stories.forget()
    assert said(asked(city)) == ("02", "")
    Duty.objects.filter(item="1").update(prefer="open")
    editions.changed("units")
    stories.forget()
    assert said(asked(city)) == ("02", "")


def test_a_unit_that_it_is_about_does_not_share(city: stories.City) -> None:
    equals(city, "load")
    with translation.override("en"):
        assert said(asked(city, accused=city.unit["lighting"])) == (
            "03", "Of 2 equally responsible units none is ahead; the first item of the list decides."
        )  # fmt: skip


def test_load_costs_one_statement_and_only_where_it_is_asked_for(city: stories.City) -> None:
    for prefer, n in (("", 0), ("open", 0), ("load", 1)):
        Duty.objects.filter(item__in=("8", "9")).delete()
        equals(city, prefer)
        with CaptureQueriesContext(connection) as told:
            asked(city)
        assert len(of_cases(told)) == n


def test_the_record_says_how_each_stood_and_later_loads_move_nothing(city: stories.City) -> None:
    stories.dispatched(city)
    equals(city, "load")
    case = stories.received(city)
    reactions.route(case.pk, 1)
    event = remembered(Case.life, case.pk)[-1]
    assert (event.facts["unit"], event.facts["basis"]) == ("03", "8")
    assert event.facts["preferred"] == {
        "by": "load",
        "of": {"02": {"cases": 1}, "03": {"cases": 0}, "04": {"cases": 0}},
    }
    stories.dispatched(city, category=city.category["roads"], lon=stories.EAST[0])
    reactions.route(case.pk, 1)
    assert Case.objects.get(pk=case.pk).unit == city.unit["roads"]


def test_of_the_past_nobody_knows_how_units_stood(city: stories.City) -> None:
    equals(city, "load")
    with history.replay(), CaptureQueriesContext(connection) as told:
        decision = asked(city)
    assert (decision.undecided, [unit.code for unit in decision.units], of_cases(told)) == (
        True,
        ["02", "03", "04"],
        [],
    )


def test_history_is_not_asked_what_it_does_not_know(city: stories.City, tmp_path: Path) -> None:
    for _n in range(3):
        stories.dispatched(city)
    stories.dispatched(city, category=city.category["roads"])
    file = tmp_path / "duties.csv"
    file.write_text(
        "item,unit,category,area,prefer\n1,02,0203,,load\n2,111,0201,111,\n8,03,0203,,load\n", encoding="utf-8"
    )
    after, problems = trying.duties(file)
    assert after is not None, problems
    told = replaying.replay(rerouting.now(), after, replaying.history(audit.today(), audit.today()))
    assert (told.read, told.undecided, told.asked, told.right_before, told.right_after) == (4, 3, 1, 1, 1)


def test_items_that_share_are_no_overlap(city: stories.City) -> None:
    equals(city, "load")
    found = coverage.report(rerouting.now(), places.today())
    assert ([[duty.item for duty in each.duties] for each in found.shared], found.overlaps) == ([["1", "8", "9"]], [])
    Duty.objects.filter(item="8").update(prefer="open")
    editions.changed("units")
    stories.forget()
    found = coverage.report(rerouting.now(), places.today())
    assert (found.shared, [[duty.item for duty in each.duties] for each in found.overlaps]) == ([], [["1", "8", "9"]])


def test_sharing_with_another_unit_would_move_open_cases(city: stories.City) -> None:
    stories.dispatched(city)
    before = rerouting.now()
    equals(city, "load")
    (group,) = rerouting.of(before, rerouting.now()).groups
    assert ([unit.code for unit in group.before], [unit.code for unit in group.after]) == (["02"], ["02", "03", "04"])
