"""A set-up folder made from Boston's own publication routes its requests as Boston did."""

import csv
import gzip
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from huying.base.catalogue import register as catalogue
from huying.base.places import locator
from huying.base.places import register as places
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.units.roles import SYSTEM
from huying.base.worktime.periods import Period
from huying.cases.deciding import Matter, decide
from huying.web import setup

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
THEN = datetime(2011, 7, 1, tzinfo=UTC)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="the real data lie in ../shared/data, and are not ours to give away"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("boston")
    script = ROOT / "samples" / "boston" / "build.py"
    done = subprocess.run([sys.executable, script, DATA, folder], check=True, capture_output=True, text=True)
    return folder, done.stdout


def test_it_loads_four_rings_are_repaired_and_what_lies_in_no_part_is_told(built):
    summary = setup.load(built[0], by=SYSTEM)
    assert summary.problems == []
    odd = [remark for remark in summary.remarks if remark.file == "areas.geojson"]
    assert [remark.line for remark in odd if "已修复" in remark.reason] == [9, 12, 14, 21]
    assert [remark.line for remark in odd if "空洞" in remark.reason] == [9, 25]
    assert len(catalogue.current().leaves()) == 134
    assert len([area for area in places.tree() if area.level == 1]) == 26
    assert setup.load(built[0], by=SYSTEM).written == 0


def test_its_working_days_are_counted_as_the_city_counted_and_none_is_provisional(built):
    setup.load(built[0], by=SYSTEM)
    tiers = {category.en: category.tier for category in catalogue.current().leaves()}
    promised = {kind: tier.limit for kind, tier in tiers.items() if tier and tier.limit and tier.limit["unit"] == "wd"}
    asked = ("Schedule a Bulk Item Pickup", "Street Light Outages", "Tree Emergencies")
    assert [promised[kind] for kind in asked] == [
        {"value": days, "unit": "wd", "begins": "cutoff"} for days in (2, 10, 1)
    ]
    days = calendars.current()
    due = days.city.after(datetime(2011, 7, 1, 17, 30, tzinfo=days.zone), Period(1, "wd", begins="cutoff"))
    assert (days.hours, due.provisional) == ("Mo-Fr 08:30-17:00", False)
    assert catalogue.current().limits.dispatch == Period(1, "wd")


def test_units_decided_from_duties_alone_agree_with_the_department(built, capsys):
    setup.load(built[0], by=SYSTEM)
    with gzip.open(DATA / "boston_311_2011_jul_oct.csv.gz", "rt", encoding="utf-8", newline="") as file:
        requests = list(csv.DictReader(file))
    agreeing = sum(unit == request["department"] for unit, request in zip(_decided(requests), requests, strict=True))
    share = agreeing / len(requests)
    with capsys.disabled():
        print(f"\n{agreeing} of {len(requests)} units agree ({share:.4f})")  # noqa: T201 - the figure is asked for
    assert len(requests) == 41827
    assert share >= 0.94
    assert f"{share:.4f} of the requests;" in built[1]


def _decided(requests):
    """The name of the unit that the duties give each request, by its type and point."""
    book, found = catalogue.current(), units.current()
    named = {category.en: category for category in book.leaves()}
    lons, lats = ([float(request[name] or "nan") for request in requests] for name in ("longitude", "latitude"))
    for request, area_id in zip(requests, locator.locate_many(lons, lats), strict=True):
        chain = [book.categories[pk] for pk in book.chain(named[request["type"]].pk)]
        areas = places.path(places.current().by_id[area_id])[::-1] if area_id else []
        yield str(decide(Matter(chain, areas, THEN), found).unit)
