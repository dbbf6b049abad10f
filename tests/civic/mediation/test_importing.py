"""A file of disputes: each gets a type and a committee, what is wrong is refused with its line, and nothing comes twice."""

import json
from pathlib import Path
from typing import Any

import pytest

from huying.base.journal.memory import remembered
from huying.base.units.models import Unit
from huying.civic.mediation import importing
from huying.civic.mediation.models import Committee, Dispute
from tests import stories as cities

from .stories import Town

LINES = (
    {"description": "老板拖欠工资"},
    {"description": "小区物业不修电梯", "area": "111", "amount": "800"},
    {"description": "他偷了东西"},
)


@pytest.fixture
def file(town: Town, tmp_path: Path) -> Path:
    """Three disputes; the centre of the city has what nobody knows the place of."""
    town.type["crime"].words = "偷了!"
    town.type["crime"].save()
    city = Unit.objects.create(
        code="M1",
        zh="市调处中心",
        en="City Centre",
        level="committee",
        parent=town.city.unit["hall"],
        area=town.city.area["city"],
    )
    Committee.objects.create(unit=city, level=4, short="市调")
    cities.forget()
    path = tmp_path / "disputes.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return path


@pytest.mark.django_db
def test_each_gets_a_type_and_a_committee_with_reasons_and_a_crime_none(file: Path, town: Town) -> None:
    taken = importing.load(file)
    assert (taken.read, taken.written, taken.excluded, taken.refused) == (3, 3, 1, [])
    found = [
        (row.type.code if row.type else "", row.unit.code if row.unit else "") for row in Dispute.objects.order_by("pk")
    ]
    assert found == [("D10", "M1"), ("D14", "M1111"), ("X01", "")]
    given = [event.facts["reasons"] for row in Dispute.objects.order_by("pk") for event in _assigned(row)]
    assert given == [["all_types", "nearest"], ["all_types", "nearest"]]


@pytest.mark.django_db
def test_twice_adds_nothing(file: Path) -> None:
    importing.load(file)
    again = importing.load(file)
    assert (again.written, again.unchanged, Dispute.objects.count()) == (0, 3, 3)


@pytest.mark.django_db
def test_what_cannot_be_taken_in_is_refused_with_its_line_and_why(file: Path) -> None:
    file.write_text(
        '{"description": ""}\nno json\n{"description": "老板拖欠工资", "area": "nowhere"}\n', encoding="utf-8"
    )
    taken = importing.load(file)
    assert [line for line, _why in taken.refused] == [1, 2, 3]
    assert (taken.written, all(why for _line, why in taken.refused)) == (0, True)


def _assigned(row: Dispute) -> list[Any]:
    return [event for event in remembered("dispute", row.pk) if event.verb == "assign"]
