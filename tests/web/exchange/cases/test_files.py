"""Files of any shape are read, and every row that is refused says why."""

import csv
import gzip
import io
import signal
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from huying.base.journal import seals
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.cases.models import Case
from huying.web.exchange.cases import reading, taking
from tests.web.exchange.cases.desks import Desk

pytestmark = pytest.mark.django_db


def test_a_gzipped_file_and_a_workbook_tell_the_same(desk: Desk) -> None:
    plain = desk.written({}, {"no": "2", "code": "none"})
    packed = desk.folder / "old.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    header, *lines = csv.reader(plain.read_text(encoding="utf-8").splitlines())
    sheet.append(header)
    for number, title, body, received, *rest in lines:
        sheet.append([float(number), title, body, datetime.fromisoformat(received), *rest])  # as Excel keeps both
    book.save(desk.folder / "old.xlsx")

    told = []
    for source, file in enumerate((plain, packed, desk.folder / "old.xlsx")):
        assert desk.take_in(file=file, source=f"s{source}")["written"] == 2
        fields = ("external", "received_at", "closed_at", "outcome", "area", "unit", "title", "due_at", "lon")
        told.append(list(Case.objects.filter(source=f"s{source}").order_by("external").values_list(*fields)))
    assert told[0] == told[1] == told[2]


def test_a_file_without_a_column_that_the_mapping_names_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        desk.take_in({}, number="nummer", address=["where", "house"])

    assert "house, nummer" in str(refusal.value)
    assert not Case.objects.exists()


def test_every_mistake_in_a_mapping_is_named_at_once(desk: Desk) -> None:
    with pytest.raises(Incomplete) as wrong:
        desk.take_in({}, time_zone="Asia/Nowhere", point={"lon": "x", "lat": "y", "crs": "MARS"}, colour="red")

    assert {*wrong.value.fields} == {"time_zone", "point.crs", "colour"}


def test_refused_rows_stand_in_a_file_with_every_reason(desk: Desk) -> None:
    summary = desk.take_in(
        {}, {"no": "2", "what": "月球", "who": "99", "in": "gestern"}, {"no": "3", "title": "", "body": ""}, {"no": ""},
        {"no": "5", "out": "2026-03-01 11:00:00"}, {"no": "6", "x": "far"}, {"no": "7", "in": "2226-03-02 09:30:00"}, {"no": "1"},
    )  # fmt: skip

    assert (summary["read"], summary["written"], summary["unchanged"], summary["refused"]) == (8, 1, 0, 7)
    reasons = desk.reasons()
    assert reasons["2"].split() == [
        "“gestern”", "is", "no", "time", "that", "the", "mapping", "describes.", "category:", "there", "is", "no", "“月球”",
        "here.", "unit:", "there", "is", "no", "“99”", "here.", "The", "row", "does", "not", "say", "when", "it", "was", "received.",
    ]  # fmt: skip
    assert reasons["1"] == "1 stands in line 2 already."
    assert reasons["5"] == "It was closed before it was received. It was closed before it was answered."
    assert [Case.objects.count(), desk.take_in({})["refused"], desk.refused.exists()] == [1, 0, False]


def test_the_file_of_refused_rows_holds_no_formula_and_can_be_taken_in_once_it_is_mended(desk: Desk) -> None:
    formula = '=HYPERLINK("http://elsewhere.example";"路灯")'
    desk.take_in({"no": "2", "title": formula, "what": "月球"})
    with desk.refused.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["title"], row["x"]) == (f"'{formula}", "114.05")

    desk.take_in({"no": "2", "title": row["title"]})
    assert Case.objects.get().title == formula


BOMB = """<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
FILE_OF_THE_HOUSE = """<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY b SYSTEM "file:///etc/passwd">]>"""


def workbook(desk: Desk, instead: dict[str, bytes]) -> Path:
    """A workbook with some of its parts exchanged."""
    plain, made = io.BytesIO(), desk.folder / "old.xlsx"
    openpyxl.Workbook().save(plain)
    with ZipFile(plain) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, instead.get(name, source.read(name)))
    return made


@pytest.mark.parametrize("head", [BOMB, FILE_OF_THE_HOUSE])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_workbook_whose_xml_names_entities_is_refused(desk: Desk, head: str, part: str) -> None:
    with pytest.raises(Refused) as refusal:
        desk.take_in(file=workbook(desk, {part: f"{head}<worksheet>&b;</worksheet>".encode()}))
    assert str(refusal.value).startswith("old.xlsx cannot be read")


def test_a_workbook_that_unfolds_beyond_measure_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "UNPACKED", 1024 * 1024)
    with pytest.raises(Refused) as refusal:
        desk.take_in(file=workbook(desk, {"xl/theme/theme1.xml": b" " * 20 * 1024 * 1024}))
    assert str(refusal.value) == "old.xlsx unfolds to more than a workbook can be."


def test_ctrl_c_ends_after_the_batch_and_running_it_again_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 2)
    rows = [{"no": str(n)} for n in range(1, 6)]
    first = desk.take_in(*rows, options={"progress": lambda done: signal.raise_signal(signal.SIGINT)})
    second = desk.take_in(*rows)

    assert (first["written"], first["interrupted"]) == (2, True)
    assert (second["written"], second["unchanged"], second["interrupted"]) == (3, 2, False)


def test_what_breaks_in_the_middle_leaves_no_half_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 2)
    close, batches = seals.close, iter([True, False])

    def breaking(*ends: Any, **more: Any) -> None:
        close(*ends, **more)
        assert next(batches)

    monkeypatch.setattr(seals, "close", breaking)
    with pytest.raises(AssertionError):
        desk.take_in(*[{"no": str(n)} for n in range(1, 6)])
    monkeypatch.undo()

    assert sorted(Case.objects.values_list("external", flat=True)) == ["1", "2"]
    assert verify().findings == []
    assert desk.take_in(*[{"no": str(n)} for n in range(1, 6)])["written"] == 3
