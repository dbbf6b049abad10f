"""Every mistake in a set-up folder is named with its file and line, all at once, and then nothing is loaded."""

from typing import Any

import pytest
from django.utils import translation

from huying.base.catalogue.models import Category, Kind
from huying.base.places.models import Area
from huying.base.units.models import Duty, Staff, Unit
from huying.base.units.roles import SYSTEM
from huying.web import setup
from tests.web.setup.folders import edit
from tests.web.setup.mistakes import MISTAKES, Told

pytestmark = pytest.mark.django_db


def told(summary: setup.Summary) -> Told:
    return sorted((problem.file, problem.line, problem.reason) for problem in summary.problems)


def rows() -> dict[str, Any]:
    return {model.__name__: model._default_manager.count() for model in (Area, Kind, Category, Unit, Duty, Staff)}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_reason(town, mistake):
    change, expected = MISTAKES[mistake]
    edit(town, *change)
    with translation.override("en"):
        summary = setup.load(town, by=SYSTEM)
    assert told(summary) == expected
    assert (summary.written, summary.refused) == (0, len({(file, line) for file, line, _reason in expected}))
    assert not any(rows().values())


def test_mistakes_in_all_files_are_told_at_once(town):
    together = ["a strange coordinate system", "a period that is none", "a leaf without a tier", "an empty reply",
                "a duty of nobody", "a shift on no day", "a role that does not exist", "an address in no area"]  # fmt: skip
    for mistake in together:
        edit(town, *MISTAKES[mistake][0])
    with translation.override("en"):
        summary = setup.load(town, by=SYSTEM)
    assert told(summary) == sorted(line for mistake in together for line in MISTAKES[mistake][1])
    assert not any(rows().values())


def test_the_same_mistake_reads_in_chinese_and_english(town):
    edit(town, "duties.csv", "2,gas,", "2,petrol,")
    assert list(setup.explained(town)) == [
        ("duties.csv", 3, "“unit”：units.csv 中没有“petrol”。", "“unit”: there is no “petrol” in units.csv.")
    ]


def test_a_mistake_leaves_what_was_loaded_before(town):
    setup.load(town, by=SYSTEM)
    before = rows()
    edit(town, "units.csv", "gas,gov,utility,燃气公司,Gas Company,\n", "")
    edit(town, "kinds.yaml", "en: Complaint", "en: Grievance")
    with translation.override("en"):
        summary = setup.load(town, by=SYSTEM)
    assert told(summary) == [
        ("chats.csv", 2, "“unit”: there is no “gas” in units.csv."),
        ("duties.csv", 3, "“unit”: there is no “gas” in units.csv."),
        ("shifts.csv", 2, "“unit”: there is no “gas” in units.csv."),
    ]
    assert rows() == before
    assert Kind.objects.get(code="complaint").en == "Complaint"
    assert not Unit.objects.get(code="gas").retired


def test_a_table_saved_in_another_encoding_is_told_where(town):
    (town / "kinds.yaml").write_bytes(
        (town / "kinds.yaml").read_text().replace("# 诉求类型 · ", "# ").encode("gb18030")
    )
    with translation.override("en"):
        summary = setup.load(town, by=SYSTEM)
    assert ("kinds.yaml", 3, "This is not UTF-8. Save the file as UTF-8.") in told(summary)


def test_a_folder_without_a_city_is_no_set_up(tmp_path):
    with translation.override("en"):
        summary = setup.load(tmp_path, by=SYSTEM)
    assert told(summary) == [("city.yaml", 1, "This file is missing: without it, this is no set-up folder.")]


def test_a_file_that_is_none_of_the_set_up_is_remarked(town):
    (town / "duty.csv").write_text("item\n1\n")
    with translation.override("en"):
        summary = setup.load(town, by=SYSTEM)
    assert summary.problems == []
    assert summary.remarks == [setup.Problem("duty.csv", 1, "This file was not read: it is none of the set-up.")]
