"""A text names places as the city's registers call them."""

import pytest

from huying.base.places import naming
from huying.base.places.loading import load_addresses

from .ground import address, lay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    lay()
    rows = [
        address("house", road="沿江路", number="12号", en="12 Yanjiang Road"),
        address("far", road="沿江路", number="112号", en="112 Yanjiang Road"),
        address("south", road="沿江路", number="12号", area="912", zh="南沿江路12号", en="12 South Yanjiang Road"),
        address("flat", road="沿江路", number="14号", estate="柳岸花园", building="3号楼", en="Building 3, Liu'an Garden"),
        address("other", estate="柳岸花园", building="13号楼"),
        address("hospital", "云溪市第二人民医院", en="Second People's Hospital", other_names="市二院;二医院", area="912"),
    ]  # fmt: skip
    assert load_addresses(rows).problems == []
    naming.current.forget()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "我家住区911沿江路12号，半夜施工",
            [("house", "沿江路12号", "911"), ("沿江路12号", "沿江路", "911"), ("Area 911", "区911", "911")],
        ),
        ("柳岸花园3号楼没水", [("flat", "柳岸花园3号楼", "911"), ("柳岸花园3号楼", "柳岸花园", "911")]),
        ("柳岸花园没水", [("柳岸花园", "柳岸花园", "911")]),
        ("沿江路路灯不亮", [("沿江路", "沿江路", "91")]),
        ("市二院门口堵车", [("hospital", "市二院", "912")]),
        ("区91的区912有积水", [("Area 912", "区912", "912")]),
        ("Noise at 112 Yanjiang Road since yesterday", [("far", "112 yanjiang road", "911")]),
        ("the area 9110 is not ours", []),
        ("全区9都停水", []),
        ("没有说在哪里", []),
        ("", []),
    ],
)  # fmt: skip
def test_places_are_found_by_what_the_registers_call_them(text: str, named: list[tuple[str, str, str]]) -> None:
    found = naming.named(text)
    assert [
        (one.address.code if one.address else one.name, one.words, one.area.code if one.area else "") for one in found
    ] == named


def test_a_new_address_is_known_a_moment_later() -> None:
    assert naming.named("桥头公园") == []
    assert load_addresses([address("park", "桥头公园")]).problems == []
    naming.current.looked = float("-inf")
    assert [one.words for one in naming.named("桥头公园")] == ["桥头公园"]
