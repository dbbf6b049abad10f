"""History asked anew: by another duty list, and for the duties that it would write itself."""

from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from huying.base.journal import audit
from huying.base.units.models import Duty
from huying.cases import replaying, rerouting, routing
from huying.cases.replaying import Handled
from huying.web.setup import trying
from tests import stories

pytestmark = pytest.mark.django_db

NOW = "item,unit,category,area,clause,priority\n1,02,0203,,,0\n2,111,0201,111,,0\n3,03,0201,,,0\n4,04,0103,,,0\n"


@pytest.fixture
def city() -> stories.City:
    with translation.override("en"):
        return stories.city()


@pytest.fixture
def past(city: stories.City) -> list[Handled]:
    """Five lights in the west that the lighting office had, four in the east that were given on to the roads office."""
    stories.dispatched(city)
    for _n in range(4):
        stories.dispatched(city)
        routing.reassign(
            stories.dispatched(city, lon=stories.EAST[0]),
            to=city.unit["roads"],
            by=city.actor("dispatcher"),
            reason="other",
        )
    today = audit.today()
    return replaying.history(today, today)


def written(folder: Path, text: str) -> Path:
    file = folder / "another.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_history_is_counted_by_category_area_and_the_unit_that_had_it(city: stories.City, past: list[Handled]) -> None:
    light = city.category["light"].pk
    assert sorted(map(astuple, past)) == [
        (light, city.area["west"].pk, None, city.unit["lighting"].pk, 5), (light, city.area["east"].pk, None, city.unit["roads"].pk, 4),
    ]  # fmt: skip
    yesterday = audit.today() - timedelta(days=1)
    assert replaying.history(yesterday, yesterday) == []


def test_another_list_is_tried_and_nothing_of_it_is_kept(
    city: stories.City, past: list[Handled], tmp_path: Path
) -> None:
    listed = list(Duty.objects.order_by("pk").values_list())
    after, problems = trying.duties(written(tmp_path, NOW + "9,03,0203,112,,0\n"))
    assert after is not None, problems
    told = replaying.replay(rerouting.now(), after, past)
    assert (told.read, told.right_before, told.right_after, told.otherwise, told.found, told.lost) == (9, 5, 9, 4, 0, 0)
    assert [
        (
            moved.before and moved.before.item,
            moved.after and moved.after.item,
            moved.n,
            moved.right_before,
            moved.right_after,
        )
        for moved in told.moved
    ] == [("1", "9", 4, 0, 4)]
    assert list(Duty.objects.order_by("pk").values_list()) == listed


def test_a_list_that_leaves_an_item_out_names_nobody_there(past: list[Handled], tmp_path: Path) -> None:
    after, _problems = trying.duties(written(tmp_path, NOW.replace("1,02,0203,,,0\n", "")))
    assert after is not None
    told = replaying.replay(rerouting.now(), after, past)
    assert (told.otherwise, told.lost, told.right_after, [moved.after for moved in told.moved]) == (9, 9, 0, [None])


def test_a_list_with_mistakes_is_refused_with_each_of_them(city: stories.City, tmp_path: Path) -> None:
    after, problems = trying.duties(written(tmp_path, "item,unit,category\n1,999,0203\n2,02,none\n"))
    assert (after, [problem.line for problem in problems]) == (None, [2, 3])


def test_history_proposes_where_the_list_names_another_unit_and_the_list_with_it_is_right(
    city: stories.City, past: list[Handled], tmp_path: Path
) -> None:
    found = replaying.proposals(rerouting.now(), past)
    assert [
        (one.item, one.unit, one.area, one.now, one.n, one.right, one.right_now, one.priority) for one in found
    ] == [("L-0203-112", city.unit["roads"], city.area["east"], city.unit["lighting"], 4, 4, 0, 0)]
    file = tmp_path / "duties.csv"
    assert trying.write(file, found, "learned 2026-11-22") == Duty.objects.count() + 1
    after, problems = trying.duties(file)
    assert problems == []
    assert after is not None
    assert replaying.replay(rerouting.now(), after, past).right_after == 9


def test_where_the_list_says_what_history_says_nothing_is_proposed(city: stories.City) -> None:
    for _n in range(3):
        stories.dispatched(city)
    assert replaying.proposals(rerouting.now(), replaying.history(audit.today(), audit.today())) == []


def test_what_could_not_wait_and_went_to_whoever_sat_there_above_is_the_listed_units(city: stories.City) -> None:
    """Gas at night that the City Hall's desk took is no reason to list the City Hall."""
    gas, west = city.category["gas"].pk, city.area["west"].pk
    night = [Handled(gas, west, None, city.unit["hall"].pk, 5), Handled(gas, west, None, city.unit["roads"].pk, 1)]
    told = replaying.replay(rerouting.now(), rerouting.now(), night)
    assert (told.read, told.right_before, told.right_after) == (6, 5, 5)
    assert replaying.proposals(rerouting.now(), night) == []
