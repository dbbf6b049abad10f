"""A city is loaded from plain files, as often as one likes, and written back as it was.

Long because every file of a set-up folder is loaded, changed and left out here.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category, Kind, Reason, ReplyTemplate, Tier
from huying.base.journal.models import Edition, Event
from huying.base.places import register as places
from huying.base.places.models import Address, Area
from huying.base.units import register as units
from huying.base.units.models import Duty, Shift, Staff, Unit
from huying.base.units.roles import SYSTEM
from huying.web import setup
from tests.web.setup.folders import TOWN, content, edit, outline

pytestmark = pytest.mark.django_db

ENTRIES = 36
"""In the small town."""


def counts(summary):
    return summary.read, summary.written, summary.unchanged, summary.refused, summary.ended


def editions():
    return dict(Edition.objects.values_list("name", "number"))


# -- once


def test_a_town_is_loaded(town):
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, ENTRIES, 0, 0, 0)
    light = Category.objects.get(code="0203")
    assert Category.objects.values_list("parent__code", "tier__code", "kind__code").get(code="0203") == (
        "02",
        "T3",
        "help",
    )
    assert (light.evidence, light.mediable, light.confidentiality) == (["photo"], True, "confidential")
    assert Tier.objects.get(code="T1").receipt == {"value": 15, "unit": "min"}
    assert Unit.objects.values_list("parent__code", "area__code").get(code="willow") == ("west", "t1")
    assert Duty.objects.get(item="14").clause == "清单第7项"
    assert Shift.objects.get(unit__code="lighting").weekdays == [1, 2, 3, 4, 5]
    assert Address.objects.get(code="a1").area.code == "t1"


def test_questions_are_asked_in_the_order_they_are_written(town):
    setup.load(town, by=SYSTEM)
    assert list(Category.objects.get(code="0203").questions["properties"]) == ["pole_number", "lights"]


def test_accounts_come_without_a_password(town):
    setup.load(town, by=SYSTEM)
    assert [staff.has_usable_password() for staff in Staff.objects.all()] == [False, False]
    assert Staff.objects.values_list("unit__code", "role").get(username="handler") == ("lighting", "handler")


def test_every_process_works_with_it_at_once(town):
    assert "0203" not in catalogue.current().by_code
    setup.load(town, by=SYSTEM)
    assert set(catalogue.current().by_code) == {"01", "0103", "02", "0203"}
    assert set(units.current().by_code) == {"gov", "gas", "lighting", "west", "willow"}
    assert set(places.current().by_code) == {"t", "t1", "t2"}
    assert set(editions()) == {"places", "addresses", "catalogue", "units", "worktime", "notices"}


def test_progress_is_told_for_every_entry(town):
    done: list[int] = []
    setup.load(town, done.append, by=SYSTEM)
    assert sum(done) == ENTRIES


def test_what_has_no_file_stays_and_may_be_named(town):
    setup.load(town, by=SYSTEM)
    for path in town.rglob("*.*"):
        if path.name not in ("city.yaml", "duties.csv"):
            path.unlink()
    edit(town, "duties.csv", "2,gas,0103,", "2,lighting,0103,")
    assert counts(setup.load(town, by=SYSTEM)) == (4, 1, 3, 0, 0)
    assert Duty.objects.get(item="2").unit.code == "lighting"


def test_names_without_borders_leave_the_borders_and_the_other_way_round(town):
    setup.load(town, by=SYSTEM)
    west = outline("t1")
    (town / "areas.geojson").rename(town / "borders")
    edit(town, "areas.csv", "West Street", "West Road")
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, 1, ENTRIES - 1, 0, 0)
    assert (outline("t1"), Area.objects.get(code="t1").en) == (west, "West Road")
    (town / "borders").rename(town / "areas.geojson")
    (town / "areas.csv").unlink()
    edit(town, "areas.geojson", "[[[114.0,30.0],", "[[[114.0,30.0],[114.05,30.0],")
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, 1, ENTRIES - 1, 0, 0)
    assert (len(outline("t1").exterior.coords), Area.objects.get(code="t1").en) == (6, "West Road")


# -- again


def test_a_second_time_nothing_changes(town):
    setup.load(town, by=SYSTEM)
    before = editions()
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, 0, ENTRIES, 0, 0)
    assert editions() == before


def test_what_changed_is_written_and_nothing_else(town):
    setup.load(town, by=SYSTEM)
    before = editions()
    keys = dict(Category.objects.values_list("code", "pk"))
    edit(town, "categories.yaml", "en: Street lighting", "en: Street lights")
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, 1, ENTRIES - 1, 0, 0)
    assert Category.objects.get(pk=keys["0203"]).en == "Street lights"
    assert [name for name, edition in editions().items() if edition != before[name]] == ["catalogue"]


def test_what_the_files_leave_out_is_retired_closed_or_switched_off(town):
    setup.load(town, by=SYSTEM)
    edit(town, "kinds.yaml", "- code: complaint\n  zh: 投诉\n  en: Complaint\n", "")
    edit(town, "reasons.yaml", "exclusion:\n- code: E01\n  zh: 超出职责\n  en: Beyond duty\n", "")
    edit(town, "templates.yaml", (TOWN / "templates.yaml").read_text(), "[]")
    edit(town, "units.csv", "willow,west,community,柳岸社区,Willow Community,t1\n", "")
    edit(town, "duties.csv", "14,willow,0203,t1,,清单第7项,\n", "")
    edit(town, "staff.csv", "handler,lighting,handler,经办人,Handler\n", "")
    edit(town, "areas.csv", "t2,1,t,东街道,East Street,2024-01-01\n", "")
    edit(town, "areas.geojson", '"code":"t2"', '"code":"t1x"')
    edit(town, "addresses.csv", "a2,东街2号,,,,t2\n", "")
    edit(
        town,
        "areas.geojson",
        ',\n{"type":"Feature","properties":{"code":"t1x"},"geometry":{"type":"Polygon","coordinates":[[[114.1,30.0],[114.2,30.0],[114.2,30.1],[114.1,30.1],[114.1,30.0]]]}}',
        "",
    )
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES - 8, 0, ENTRIES - 8, 0, 7)
    assert [row.retired for row in (Kind.objects.get(code="complaint"), ReplyTemplate.objects.get())] == [True, True]
    assert (Reason.objects.get(code="E01").retired, Unit.objects.get(code="willow").retired) == (True, True)
    assert (Duty.objects.get(item="14").valid_until, Area.objects.get(code="t2").valid_until) == (places.today(),) * 2
    assert not Staff.objects.get(username="handler").is_active
    assert Address.objects.count() == 2
    assert setup.load(town, by=SYSTEM).ended == 0


def test_what_comes_back_is_in_use_again(town):
    setup.load(town, by=SYSTEM)
    text = (town / "duties.csv").read_text()
    edit(town, "duties.csv", "14,willow,0203,t1,,清单第7项,\n", "")
    setup.load(town, by=SYSTEM)
    (town / "duties.csv").write_text(text)
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, 1, ENTRIES - 1, 0, 0)
    assert Duty.objects.get(item="14").valid_until is None


def test_a_duty_that_was_to_begin_later_never_holds(town):
    setup.load(town, by=SYSTEM)
    tomorrow = places.today() + timedelta(days=1)
    Duty.objects.filter(item="14").update(valid_from=tomorrow)
    edit(town, "duties.csv", "14,willow,0203,t1,,清单第7项,\n", "")
    setup.load(town, by=SYSTEM)
    assert Duty.objects.get(item="14").valid_until == tomorrow


def test_a_roster_is_replaced(town):
    setup.load(town, by=SYSTEM)
    edit(town, "shifts.csv", "lighting,12345,08:30,17:30,窗口,\n", "lighting,12345,09:00,17:30,窗口,\n")
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, 1, ENTRIES - 1, 0, 1)
    assert [f"{shift.starts:%H:%M}" for shift in Shift.objects.filter(unit__code="lighting")] == ["09:00"]


def test_a_password_survives_the_next_loading(town):
    setup.load(town, by=SYSTEM)
    staff = Staff.objects.get(username="handler")
    staff.set_password("long enough for a test")
    staff.save()
    edit(town, "staff.csv", "经办人", "照明处经办人")
    setup.load(town, by=SYSTEM)
    staff.refresh_from_db()
    assert (staff.zh, staff.check_password("long enough for a test")) == ("照明处经办人", True)


def test_two_categories_may_swap_what_only_one_can_have(town):
    setup.load(town, by=SYSTEM)
    edit(town, "categories.yaml", "STREET_LIGHT_OUT", "to be")
    edit(town, "categories.yaml", "GAS_LEAK", "STREET_LIGHT_OUT")
    edit(town, "categories.yaml", "to be", "GAS_LEAK")
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, 2, ENTRIES - 2, 0, 0)
    found = dict(Category.objects.exclude(open311="").values_list("code", "open311"))
    assert found == {"0103": "STREET_LIGHT_OUT", "0203": "GAS_LEAK"}


def test_a_unit_moves_below_one_that_is_new(town):
    setup.load(town, by=SYSTEM)
    edit(town, "units.csv", "west,gov,", "north,gov,district,北区,North,\nwest,north,")
    setup.load(town, by=SYSTEM)
    assert [unit.code for unit in units.current().path(Unit.objects.get(code="willow").pk)] == [
        "gov",
        "north",
        "west",
        "willow",
    ]


def test_many_entries_cost_no_more_statements_than_few(town):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            setup.load(town, by=SYSTEM)
        return len([query for query in captured if '"units_duty"' in query["sql"]])

    setup.load(town, by=SYSTEM)
    nothing_new = statements()
    with (town / "duties.csv").open("a") as file:
        file.writelines(f"{item},gas,0103,t1,,燃气条例,\n" for item in range(100, 1600))
    assert statements() == nothing_new + 1
    assert Duty.objects.count() == 1503


# -- back


def test_what_was_loaded_is_written_as_it_was(town, tmp_path):
    setup.load(town, by=SYSTEM)
    summary = setup.write(tmp_path / "out")
    assert content(tmp_path / "out") == content(TOWN)
    assert counts(summary) == (ENTRIES, ENTRIES, 0, 0, 0)


def test_what_was_written_changes_nothing_when_loaded(town, tmp_path):
    setup.load(town, by=SYSTEM)
    edit(town, "units.csv", "willow,west,community,柳岸社区,Willow Community,t1\n", "")
    edit(town, "duties.csv", "14,willow,0203,t1,,清单第7项,\n", "")
    edit(town, "staff.csv", "handler,lighting,handler,经办人,Handler\n", "")
    setup.load(town, by=SYSTEM)
    setup.write(tmp_path / "out")
    summary = setup.load(tmp_path / "out", by=SYSTEM)
    assert (summary.written, summary.ended, summary.problems) == (0, 0, [])
    setup.write(tmp_path / "again")
    assert content(tmp_path / "again") == content(tmp_path / "out")
    assert Unit.objects.get(code="willow").retired


def test_an_empty_installation_writes_nothing(tmp_path):
    assert counts(setup.write(tmp_path / "out")) == (0, 0, 0, 0, 0)
    assert content(tmp_path / "out") == {}


# -- told


def test_a_table_saved_by_a_spreadsheet_reads_the_same(town):
    setup.load(town, by=SYSTEM)
    text = (town / "units.csv").read_text()
    (town / "units.csv").write_bytes(("\ufeff" + text.replace("\n", "\r\n") + ",,,,,\r\n").encode())
    assert counts(setup.load(town, by=SYSTEM)) == (ENTRIES, 0, ENTRIES, 0, 0)


def test_what_changed_is_recorded_file_by_file_and_the_accounts_by_number(town):
    setup.load(town, by=SYSTEM)
    setup.load(town, by=SYSTEM)  # changes nothing, so there is nothing to record
    edit(town, "units.csv", "柳岸社区", "柳岸新村社区")
    setup.load(town, by=SYSTEM)
    accounts, first, second = Event.objects.filter(life="audit").order_by("pk")
    roles = {str(pk): role for pk, role in Staff.objects.values_list("pk", "role")}
    assert (accounts.verb, accounts.facts["accounts"]) == ("account_changed", roles)
    assert (first.verb, sum(first.facts["files"].values())) == ("setup_changed", ENTRIES)
    assert (second.verb, second.facts["files"]) == ("setup_changed", {"units.csv": 1})


def test_a_set_up_with_a_mistake_records_nothing(town):
    edit(town, "units.csv", "willow,west,", "willow,moon,")
    assert setup.load(town, by=SYSTEM).problems
    assert not Event.objects.filter(life="audit").exists()
