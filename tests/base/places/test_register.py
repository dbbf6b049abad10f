"""What the register of areas says about how they hang together."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from huying.base.places import register
from huying.base.places.models import Area

from .ground import LAST_YEAR, LONG_AGO, lay, row

pytestmark = pytest.mark.django_db


def _area(code: str) -> Area:
    area = register.by_code(code)
    assert area is not None
    return area


def _codes(areas: Any) -> list[str]:
    return [area.code for area in areas]


def test_an_area_is_known_by_its_code_and_by_its_key() -> None:
    lay()
    assert register.by_id(_area("911").pk) == _area("911")
    assert (register.by_code("none"), register.by_id(0)) == (None, None)


def test_the_tree_lists_parents_first_in_the_order_of_codes() -> None:
    lay()
    assert _codes(register.tree()) == ["9", "91", "911", "912", "92"]
    assert _codes(register.tree(_area("91"))) == ["91", "911", "912"]
    assert _codes(register.children()) == ["9"]
    assert _codes(register.children(_area("91"))) == ["911", "912"]


def test_an_area_that_ended_is_still_known_but_no_longer_listed() -> None:
    lay(row("921", "92", valid_from=LONG_AGO, valid_until=LAST_YEAR))
    assert _codes(register.children(_area("92"))) == []
    assert _codes(register.children(_area("92"), on=date(2024, 6, 1))) == ["921"]
    assert _codes(register.path(_area("921"))) == ["9", "92", "921"]
    assert register.ids_below(_area("92")) == [_area("92").pk, _area("921").pk]


def test_a_chain_has_a_place_for_every_level_below_the_city() -> None:
    lay(row("92345", "92"))  # level 4, right below level 1
    west, street, east, cell = (_area(code).pk for code in ("91", "911", "92", "92345"))
    assert register.chain(_area("911")) == (west, street, None, None)
    assert register.chain(_area("92345")) == (east, None, None, cell)
    assert register.chain(_area("9")) == (None, None, None, None)
    assert register.chain(None) == (None, None, None, None)


def test_the_way_up_from_an_area_made_a_moment_ago_is_known_too() -> None:
    lay()
    assert _area("91").level == 1
    above = Area.objects.create(code="93", zh="新区", en="New", level=1, parent=_area("9"))
    below = Area.objects.create(code="931", zh="新街道", en="New Street", level=2, parent=above)
    assert _codes(register.path(below)) == ["9", "93", "931"]


def test_an_area_is_called_in_the_language_of_whoever_reads() -> None:
    lay()
    names = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            names.append(str(_area("91")))
    assert names == ["区91", "Area 91"]
