"""Chinese coordinate systems to WGS84 and back."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.base.places import coordinates

# Inside the box in which GCJ-02 shifts, as far from its edge as the shift can reach.
IN_CHINA = st.tuples(st.floats(72.1, 137.7), st.floats(0.9, 55.7))
ANYWHERE = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
EXACT = 1e-9


def _near(point: coordinates.Point) -> object:
    return pytest.approx(point, abs=EXACT, rel=0)


@given(IN_CHINA)
def test_gcj02_is_undone_exactly(point: coordinates.Point) -> None:
    assert coordinates.gcj02_to_wgs84(*coordinates.wgs84_to_gcj02(*point)) == _near(point)
    assert coordinates.wgs84_to_gcj02(*coordinates.gcj02_to_wgs84(*point)) == _near(point)


@given(IN_CHINA)
def test_bd09_is_undone_exactly(point: coordinates.Point) -> None:
    assert coordinates.bd09_to_gcj02(*coordinates.gcj02_to_bd09(*point)) == _near(point)
    assert coordinates.bd09_to_wgs84(*coordinates.wgs84_to_bd09(*point)) == _near(point)


@given(ANYWHERE.filter(lambda point: not (72 < point[0] < 138 and 0.8 < point[1] < 56)))
def test_outside_china_gcj02_shifts_nothing(point: coordinates.Point) -> None:
    assert coordinates.wgs84_to_gcj02(*point) == point
    assert coordinates.gcj02_to_wgs84(*point) == point


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),  # as github.com/googollee/eviltransform tests itself
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_known_points_are_shifted_as_others_shift_them(wgs84: coordinates.Point, gcj02: coordinates.Point) -> None:
    assert coordinates.wgs84_to_gcj02(*wgs84) == _near(gcj02)
    assert coordinates.to_wgs84(*gcj02, "GCJ-02") == _near(wgs84)


@given(ANYWHERE)
def test_cgcs2000_is_taken_for_wgs84(point: coordinates.Point) -> None:
    assert coordinates.to_wgs84(*point, "CGCS2000") == point
    assert coordinates.to_wgs84(*point) == point


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("wgs84", "WGS84"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "WGS84"),
        ("EPSG:4326", "WGS84"),
        ("gcj02", "GCJ-02"),
        ("BD-09", "BD-09"),
        ("bd09ll", "BD-09"),
        ("urn:ogc:def:crs:EPSG::4490", "CGCS2000"),
    ],
)
def test_a_system_is_known_in_its_usual_spellings(spelling: str, name: str) -> None:
    assert coordinates.system(spelling) == name


@pytest.mark.parametrize("crs", ["", "Beijing 54", "EPSG:3857"])
def test_an_unknown_system_is_refused_with_the_list_of_known_ones(crs: str) -> None:
    with pytest.raises(coordinates.UnknownSystem) as refusal:
        coordinates.to_wgs84(114.6, 30.2, crs)
    assert (
        str(refusal.value) == f"The coordinate system “{crs}” is not known. Known are WGS84, GCJ-02, BD-09, CGCS2000."
    )


@pytest.mark.parametrize("point", [(181.0, 0.0), (0.0, -90.1), (30.2, 114.6), (nan, 30.0), (114.6, nan)])
@pytest.mark.parametrize("crs", ["WGS84", "GCJ-02", "BD-09", "CGCS2000"])
def test_what_is_not_on_the_globe_is_refused(point: coordinates.Point, crs: str) -> None:
    with pytest.raises(ValueError, match="180"):
        coordinates.to_wgs84(*point, crs)
