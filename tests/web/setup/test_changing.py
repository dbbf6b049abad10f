"""A change made on a page: checked with the files' own checks, tried first, and put in force only as it was shown."""

from pathlib import Path

import pytest
import shapely

from huying.base.journal import audit
from huying.base.journal.memory import Event
from huying.base.places import register as places
from huying.base.units.models import Duty, Unit
from huying.web import setup
from huying.web.setup import changing
from huying.web.setup.changing import Change, Wish
from huying.web.setup.sheets import AREAS, DUTIES, SHIFTS, UNITS
from tests import stories

pytestmark = pytest.mark.django_db
BY = audit.Named("staff:7")


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def a_duty(**values: str) -> Wish:
    return Wish([Change(DUTIES, (), {"item": "9", "unit": "03", "category": "0203", "clause": "灯饰条例 9", **values})])


def test_what_is_stored_stands_as_its_file_would_have_it(city: stories.City) -> None:
    assert changing.stored(DUTIES)[("2",)] == {
        "item": "2", "unit": city.unit["west"].code, "category": city.category["roads"].code,
        "area": city.area["west"].code, "clause": "街道清单 7",
    }  # fmt: skip


def test_every_reason_is_told_at_once_and_beside_its_field(city: stories.City) -> None:
    wish = a_duty(unit="nobody", area="nowhere", priority="often")
    found = changing.preview(wish).problems
    assert {changing.field_of(problem, DUTIES) for problem in found} == {"unit", "area", "priority"}


def test_a_preview_counts_open_cases_and_keeps_nothing(city: stories.City) -> None:
    stories.received(city)
    stories.received(city, category=city.category["roads"])
    found = changing.preview(a_duty(unit=city.unit["roads"].code, priority="5"))
    assert found.rerouted
    moved = [(group.before, group.after, group.n) for group in found.rerouted.groups]
    assert (found.rerouted.open, found.rerouted.otherwise) == (2, 1)
    assert moved == [([city.unit["lighting"]], [city.unit["roads"]], 1)]
    assert not Duty.objects.filter(item="9").exists()


def test_what_was_shown_is_put_in_force_and_recorded_by_its_codes(city: stories.City) -> None:
    wish = a_duty(unit=city.unit["roads"].code)
    done = changing.put_in_force(wish, seen=changing.preview(wish).seen, by=BY)
    entry = Event.objects.filter(verb="setup_changed").latest("pk")
    assert (done.written, Duty.objects.get(item="9").unit) == (1, city.unit["roads"])
    assert entry.facts == {"files": {"duties.csv": 1}, "entries": {"duties.csv/9": ["new"]}}


def test_what_somebody_else_changed_meanwhile_is_shown_again_first(city: stories.City) -> None:
    wish = a_duty(unit=city.unit["roads"].code)
    seen = changing.preview(wish).seen
    unit = {"code": "77", "parent": city.unit["hall"].code, "level": "department", "zh": "新局", "en": "New"}
    other = Wish([Change(UNITS, (), unit)])
    changing.put_in_force(other, seen=changing.preview(other).seen, by=BY)
    with pytest.raises(changing.Changed):
        changing.put_in_force(wish, seen=seen, by=BY)


def test_a_line_of_a_roster_goes_whole(city: stories.City) -> None:
    line = {"unit": city.unit["roads"].code, "weekdays": "12", "starts": "08:00", "ends": "20:00", "desk": "A"}
    wish = Wish([Change(SHIFTS, (), line)])
    changing.put_in_force(wish, seen=changing.preview(wish).seen, by=BY)
    key = next(key for key in changing.stored(SHIFTS) if key[1] == "A")
    gone = Wish([Change(SHIFTS, key, None)])
    done = changing.put_in_force(gone, seen=changing.preview(gone).seen, by=BY)
    assert (done.ended, [key for key in changing.stored(SHIFTS) if key[1] == "A"]) == (1, [])


def test_a_new_street_takes_its_ground_and_what_lies_on_it_from_its_neighbour(city: stories.City) -> None:
    case = stories.received(city, category=city.category["roads"])
    west = city.area["west"]
    values = {"code": "990199", "level": "2", "parent": city.area["district"].code, "zh": "新街道", "en": "New Street"}
    border = shapely.box(114.04, 30.04, 114.06, 30.06)
    wish = changing.carved(Wish([Change(AREAS, (), values)], {"990199": border}), "990199")
    shown = changing.preview(wish)
    changing.put_in_force(wish, seen=shown.seen, by=BY)
    assert shown.rerouted
    assert shown.rerouted.elsewhere == 1
    assert case.area == west
    assert set(wish.borders) == {"990199", west.code}
    assert places.current().by_code["990199"].zh == "新街道"


def test_a_border_that_crosses_its_neighbours_is_remarked(city: stories.City) -> None:
    values = {"code": "990199", "level": "2", "parent": city.area["district"].code, "zh": "新街道", "en": "New Street"}
    wish = Wish([Change(AREAS, (), values)], {"990199": shapely.box(113.0, 30.04, 114.06, 30.06)})
    said = [remark.reason for remark in changing.preview(wish).summary.remarks]
    assert len(said) >= 2


def test_a_unit_that_is_gone_leaves_its_cases_to_nobody(city: stories.City) -> None:
    stories.received(city)
    lighting = city.unit["lighting"].code
    wish = Wish([Change(UNITS, (lighting,), {**changing.stored(UNITS)[(lighting,)], "retired": True})])
    found = changing.preview(wish).rerouted
    assert found
    assert (found.otherwise, found.lost) == (1, 1)
    assert not Unit.objects.get(code=lighting).retired


def test_a_change_leaves_everything_else_of_the_export_as_it_was(town: Path, tmp_path: Path) -> None:
    setup.load(town, by=BY)
    setup.write(tmp_path / "before")
    key, values = next(iter(changing.stored(DUTIES).items()))
    wish = Wish([Change(DUTIES, key, {**values, "clause": "新条款"})])
    changing.put_in_force(wish, seen=changing.preview(wish).seen, by=BY)
    setup.write(tmp_path / "after")
    before, after = (
        {path.name: path.read_text() for path in (tmp_path / name).glob("*.*")} for name in ("before", "after")
    )
    assert [name for name in before if before[name] != after[name]] == ["duties.csv"]
