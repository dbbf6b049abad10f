"""The ground of a city from files: coordinate systems, borders, time zone."""

import pytest
from django.utils import translation

from huying.base.places import coordinates
from huying.base.places.models import Address
from huying.base.units.roles import SYSTEM
from huying.web import setup
from tests.web.setup.folders import edit, outline

pytestmark = pytest.mark.django_db


def test_input_in_gcj_02_is_converted_at_the_door(town, tmp_path):
    edit(town, "city.yaml", "crs: WGS84", "crs: gcj02")
    setup.load(town, by=SYSTEM)
    lon, lat = coordinates.gcj02_to_wgs84(114.05, 30.05)
    address = Address.objects.get(code="a1")
    assert (address.lon, address.lat) == (round(lon, 7), round(lat, 7))
    corners = [(114.0, 30.0), (114.1, 30.0), (114.1, 30.1), (114.0, 30.1)]
    moved = {tuple(round(degrees, 7) for degrees in coordinates.gcj02_to_wgs84(*corner)) for corner in corners}
    assert set(outline("t1").exterior.coords) == moved
    assert setup.load(town, by=SYSTEM).written == 0
    setup.write(tmp_path / "out")
    assert (tmp_path / "out" / "city.yaml").read_text().count("crs: WGS84\n") == 1
    assert setup.load(tmp_path / "out", by=SYSTEM).written == 0


def test_a_border_that_crosses_itself_is_repaired_and_told(town):
    edit(town, "areas.geojson", "[114.2,30.0],[114.2,30.1],[114.1,30.1]", "[114.2,30.1],[114.2,30.0],[114.1,30.1]")
    with translation.override("en"):
        summary = setup.load(town, by=SYSTEM)
    told = "The border of t2 was repaired: Self-intersection[114.15 30.05]."
    assert summary.remarks == [setup.Problem("areas.geojson", 3, told)]
    assert summary.problems == []
    assert outline("t2").is_valid


def test_another_time_zone_than_this_installation_has_is_remarked(town):
    edit(town, "city.yaml", "Asia/Shanghai", "America/New_York")
    with translation.override("en"):
        summary = setup.load(town, by=SYSTEM)
    told = "This installation runs on the time of Asia/Shanghai. Start it with HUYING_TIME_ZONE=America/New_York."
    assert summary.remarks == [setup.Problem("city.yaml", 4, told)]
