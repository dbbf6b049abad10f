"""An address is found by any part of what a place is called."""

from typing import Any

import pytest

from huying.base.places import addresses, register
from huying.base.places.loading import load_addresses

from .ground import address, lay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    lay()
    rows = [
        address("house", road="沿江路", number="12号", en="12 Yanjiang Road"),
        address(
            "flat", road="沿江路", number="112号", estate="柳岸花园", building="3号楼", en="Building 3, Liu'an Garden"
        ),
        address("road", "沿江路", en="Yanjiang Road"),
        address(
            "hospital", "云溪市第二人民医院", en="Second People's Hospital", other_names="市二院;二医院", area="912"
        ),
        address("estate", "柳岸花园", area="92", en="Liu'an Garden"),
        address("sign", "100%_折扣店", en="Sale\\Shop"),
    ]
    assert load_addresses(rows).problems == []


def _found(text: str, **given: Any) -> list[str]:
    return [found.code for found in addresses.search(text, **given)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("沿江路", ["road", "house", "flat"]),  # exactly so, then the shortest that begins so
        ("沿江路12号", ["house"]),
        ("江路12", ["house"]),
        ("江", ["road", "house", "flat"]),
        ("12号", ["house", "flat"]),
        ("１２号", ["house", "flat"]),
        ("柳岸花园", ["estate", "flat"]),
        ("花园 3号楼", ["flat"]),
        ("二院", ["hospital"]),
        ("市二院", ["hospital"]),
        ("yanjiang", ["road", "house"]),
        ("JIANG", ["road", "house"]),
        ("y", ["road", "house"]),
        ("garden", ["estate", "flat"]),
        ("100%_", ["sign"]),
        ("%", []),
        ("100_", []),
        ("sale\\shop", ["sign"]),
        ("", []),
        ("\x00", []),
        ("不存在的路", []),
    ],
)
def test_any_part_of_a_name_finds_the_place_and_the_nearest_name_stands_first(text: str, codes: list[str]) -> None:
    assert _found(text) == codes


def test_a_search_may_keep_to_an_area_with_all_below_it() -> None:
    assert _found("柳岸", area=register.by_code("91")) == ["flat"]
    assert _found("柳岸", area=register.by_code("92")) == ["estate"]
    assert _found("柳岸", area=register.by_code("9")) == ["estate", "flat"]


def test_of_equal_names_the_newest_stands_first_and_no_more_are_given_than_asked_for() -> None:
    load_addresses([address(f"{number}", "新桥巷", area="92") for number in range(1, 5)])
    assert _found("新桥", limit=3) == ["4", "3", "2"]


def test_a_changed_name_is_found_and_the_old_one_no_longer() -> None:
    load_addresses([address("estate", "清波园", area="92")])
    assert (_found("清波"), _found("柳岸")) == (["estate"], ["flat"])


def test_a_search_is_one_statement_and_showing_where_a_place_lies_none(django_assert_num_queries: Any) -> None:
    register.current()
    with django_assert_num_queries(1):
        assert [found.area.code for found in addresses.search("沿江路")] == ["911", "911", "911"]


def test_a_frequent_term_still_finds_the_newest() -> None:
    many = addresses.CANDIDATES + 1
    load_addresses([address(str(number), f"长堤{number}") for number in range(many)])
    assert len(_found("长堤", limit=many)) == addresses.CANDIDATES
