"""The city's own words for notices, and the chats of units: loaded, written back, and no key in any file."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from huying.base.units.models import Unit
from huying.base.units.roles import SYSTEM
from huying.notices import wording
from huying.notices.models import Desk
from huying.notices.phrases import WORDING
from huying.web import setup
from tests.web.setup.folders import edit

pytestmark = pytest.mark.django_db

KEY = "wecombot://0123456789abcdef"
MISSING = "The environment has no HUYING_CHAT_LIGHTING; until it has, nothing goes to this chat."


def loaded(town: Path) -> Any:
    with translation.override("en"):
        return setup.load(town, by=SYSTEM)


def problems(town: Path) -> list[tuple[str, int, str]]:
    return [(found.file, found.line, found.reason) for found in loaded(town).problems]


def chats() -> dict[str, str]:
    return {desk.unit.code: desk.address for desk in Desk.objects.select_related("unit")}


def test_the_citys_own_words_hold_and_ours_for_what_is_left_out(town: Path) -> None:
    loaded(town)
    assert wording.of("answered").subject_zh == "小城已答复"
    assert wording.of("closed") == WORDING["closed"]
    edit(town, "notices.yaml", "小城已答复", "已答复")
    assert loaded(town).changed == {"notices.yaml": 1}
    assert wording.of("answered").subject_zh == "已答复"
    (town / "notices.yaml").write_text("[]\n")
    loaded(town)
    assert wording.of("answered") == WORDING["answered"]


def test_words_that_could_not_be_filled_in_are_refused_where_they_stand(town: Path) -> None:
    edit(town, "notices.yaml", "code: answered", "code: thanked")
    edit(town, "notices.yaml", "{number} 已答复，请评价：{link}", "{name} 已答复")
    unknown, *_known = (reason for _file, line, reason in problems(town) if line == 2)
    assert unknown.startswith("“thanked” is not one of: received, not_added, passed_on, ")
    assert [(file, line, reason) for file, line, reason in problems(town) if line != 2] == [
        ("notices.yaml", 4, "Unknown: {name}. Known are {number}, {status}, {due}, {unit}, {link}.")
    ]


def test_a_chat_is_reached_by_what_the_environment_holds(town: Path, settings: Any) -> None:
    loaded(town)
    assert chats() == {"gas": "", "lighting": KEY}
    settings.CHATS = {}
    assert chats()["lighting"] == ""
    assert [(found.file, found.line, found.reason) for found in loaded(town).remarks] == [("chats.csv", 3, MISSING)]


def test_an_address_in_the_file_or_none_in_the_environment_is_refused_and_never_repeated(
    town: Path, settings: Any
) -> None:
    edit(town, "chats.csv", "gas,", f"gas,{KEY}")
    settings.CHATS = {"HUYING_CHAT_LIGHTING": "https://example.org/0123456789abcdef"}
    assert problems(town) == [
        ("chats.csv", 2, "An address holds a key and stays out of files: name the variable of the environment, HUYING_CHAT_…."),
        ("chats.csv", 3, "What HUYING_CHAT_LIGHTING holds is not the address of a chat. Known are: wecombot, dingtalk, feishu, lark."),
    ]  # fmt: skip


def test_what_was_typed_at_the_desk_stays_and_is_written_without_its_address(town: Path, tmp_path: Path) -> None:
    loaded(town)
    Desk.objects.filter(unit__code="gas").update(url="feishu://typed-at-the-desk")
    setup.write(tmp_path / "out")
    assert (tmp_path / "out" / "chats.csv").read_text() == "unit,variable\ngas,\nlighting,HUYING_CHAT_LIGHTING\n"
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"typed-at-the-desk" not in written
    assert KEY.encode() not in written
    assert loaded(tmp_path / "out").changed == {}
    assert chats()["gas"] == "feishu://typed-at-the-desk"


def test_a_unit_left_out_has_no_chat_any_more(town: Path) -> None:
    loaded(town)
    edit(town, "chats.csv", "gas,\n", "")
    loaded(town)
    assert list(chats()) == ["lighting"]
    assert Unit.objects.filter(code="gas", retired=False).exists()
