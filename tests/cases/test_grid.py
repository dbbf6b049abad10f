"""The grid that maps count in."""

import pytest

from huying.cases import grid


@pytest.mark.parametrize("where", [(0.0, 0.0), (114.05, 30.05), (-179.9, -84.0), (179.9, 84.9)])
def test_a_point_comes_back_to_a_centimetre(where: tuple[float, float]) -> None:
    lon, lat = grid.point(*grid.place(*where))
    assert (round(lon, 6), round(lat, 6)) == pytest.approx(where, abs=1e-6)


def test_the_corners_of_the_world_lie_inside_it() -> None:
    corners = [grid.place(-180, 90), grid.place(180, -90)]
    assert [(x >> 6, y >> 6) for x, y in corners] == [(0, 0), ((grid.WORLD >> 6) - 1, (grid.WORLD >> 6) - 1)]


def test_a_cell_is_64_pixels_wide_at_every_zoom() -> None:
    pixels_of_the_world = [512 * 2**zoom for zoom in (0, 5, 14)]
    cells = [grid.WORLD >> grid.shift(zoom) for zoom in (0, 5, 14)]
    assert [world / n for world, n in zip(pixels_of_the_world, cells, strict=True)] == [64, 64, 64]
