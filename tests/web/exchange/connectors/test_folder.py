"""A drop folder: files are taken when they are complete, each record is accounted for, and files end where their office finds them."""

import csv
import os
from hashlib import sha256
from typing import Any

import openpyxl
import psycopg
import pytest
from django.db import connection
from django.utils import translation

from huying.base.journal import verify
from huying.base.journal.refusals import Refused
from huying.cases.models import Case, Contact, Exchanged, Parcel
from huying.web.exchange.connectors import drops, rounds
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import Office, counted

pytestmark = pytest.mark.django_db


def test_calls_become_cases_at_the_time_at_which_they_were_taken_and_the_file_is_done(office: Office) -> None:
    office.drop("a.csv", {"no": 1}, {"no": 2, "kind": "road", "said": "路面有坑"})
    assert counted(office.run()) == (2, 2, 0, 0)
    first, second = Case.objects.order_by("external")
    assert (first.source, first.external, first.channel, first.state) == ("water", "1", "api", "received")
    assert first.received_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert (first.category and first.category.code, second.category and second.category.code) == ("0203", "0201")
    assert Contact.objects.get(case=first).phone == "13900001234"
    assert [row.case_id for row in Exchanged.objects.order_by("place")] == [first.pk, second.pk]
    parcel = Parcel.objects.get()
    assert (office.lying(), office.lying("done"), parcel.ended_at is None) == ([], [f"{parcel.pk}-a.csv"], False)
    assert verify.verify().findings == []


def test_everything_follows_a_call_as_if_it_had_been_typed_in(office: Office) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    office.drop("a.csv", {"no": 1})
    office.run()
    assert [job.task_name for job in ProcrastinateJob.objects.all()].count("route") == 1


def test_a_record_that_cannot_be_is_refused_alone_and_the_office_reads_why(office: Office) -> None:
    office.drop("a.csv", {"no": 1}, {"no": 2, "kind": "ship"}, {"no": 3, "at": ""}, {"no": 4, "said": ""})
    assert counted(office.run()) == (4, 1, 3, 0)
    (name,) = office.lying("refused")
    with (office.folder / "refused" / name).open(encoding="utf-8-sig", newline="") as file:
        told = [*csv.DictReader(file)]
    assert [(row["no"], row["line"]) for row in told] == [("2", "3"), ("3", "4"), ("4", "5")]
    assert told[0]["reason"] == "category: the mapping does not know “ship”."
    assert told[1]["reason"] == "The row does not say when it was received."


def test_the_same_record_is_a_duplicate_however_often_it_comes(office: Office) -> None:
    office.drop("a.csv", {"no": 1}, {"no": 1})
    assert counted(office.run()) == (2, 1, 0, 1)
    office.drop("a.csv", {"no": 1}, {"no": 2})
    assert counted(office.run()) == (2, 1, 0, 1)
    assert Case.objects.count() == 2


def test_a_number_that_comes_with_other_content_is_refused_and_nothing_is_overwritten(office: Office) -> None:
    office.drop("a.csv", {"no": 1}, {"no": 1, "said": "路灯一直亮着"})
    assert counted(office.run()) == (2, 1, 1, 0)
    office.drop("b.csv", {"no": 1, "said": "路灯闪烁"})
    assert counted(office.run()) == (1, 0, 1, 0)
    assert {row.reason for row in Exchanged.objects.filter(state="refused")} == {
        "This number came before with other content."
    }
    assert Case.objects.get().text.body == "滨河路路灯不亮"


def test_what_was_refused_is_tried_again_when_it_comes_again(office: Office) -> None:
    office.drop("a.csv", {"no": 1, "kind": "gas"})
    assert counted(office.run()) == (1, 0, 1, 0)
    known = desk.CALLS["category"] | {"values": {"gas": "0203"}}  # type: ignore[operator]
    desk.connected(mapping=desk.CALLS | {"category": known})
    office.drop("a.csv", {"no": 1, "kind": "gas"})
    assert counted(office.run()) == (1, 1, 0, 0)


def test_what_stays_in_the_hash_is_what_the_mapping_names_and_no_column_else(office: Office) -> None:
    office.drop("a.csv", {}, like=desk.ROW | {"clerk": "张三"})
    office.run()
    named = sorted(["at", "kind", "no", "said", "tel", "who", "x", "y"])
    said = "\x1f".join(desk.ROW[column] for column in named)
    assert Exchanged.objects.get().digest == sha256(said.encode()).hexdigest()


def test_a_file_that_lacks_a_column_is_refused_as_a_whole_with_the_reason_beside_it(office: Office) -> None:
    office.drop("a.csv", {}, like={"no": "1", "said": "路灯"})
    counts = office.run()
    assert (counted(counts), counts.parcels_refused, counts.trouble) == ((0, 0, 0, 0), ["a.csv"], "")
    parcel = Parcel.objects.get()
    name = f"{parcel.pk}-a.csv"
    assert office.lying("refused") == [name, f"{name}.txt"]
    said = (office.folder / "refused" / f"{name}.txt").read_text()
    assert said == "The file has no columns at, kind, tel, who, x, y. It has: no, said.\n"


def test_a_broken_workbook_is_refused_and_the_next_file_is_taken(office: Office) -> None:
    office.folder.mkdir(parents=True)
    (office.folder / "a.xlsx").write_bytes(b"PK no workbook")
    office.drop("b.csv", {"no": 1})
    counts = office.run()
    assert (counts.parcels_refused, counts.applied) == (["a.xlsx"], 1)


def test_a_workbook_is_read_like_a_csv(office: Office) -> None:
    book = openpyxl.Workbook()
    assert book.active
    book.active.append([*desk.ROW])
    book.active.append([*desk.ROW.values()])
    office.folder.mkdir(parents=True)
    book.save(office.folder / "a.xlsx")
    assert counted(office.run()) == (1, 1, 0, 0)
    office.drop("b.csv", {"no": 1})
    assert counted(office.run()) == (1, 0, 0, 1)  # the same record, the same hash


def test_files_that_are_hidden_half_written_of_another_kind_or_links_are_left_alone(office: Office) -> None:
    office.drop("a.csv", {"no": 1})
    for name in (".a.csv", "a.csv.part", "a.txt"):
        (office.folder / name).write_bytes((office.folder / "a.csv").read_bytes())
    (office.folder / "a.csv").rename(office.folder / "kept.part")
    (office.folder / "link.csv").symlink_to(office.folder / "a.txt")
    assert counted(office.run()) == (0, 0, 0, 0)
    assert office.lying() == [".a.csv", "a.csv.part", "a.txt", "kept.part", "link.csv"]


def test_a_file_that_changed_a_moment_ago_is_still_being_written(office: Office) -> None:
    office.drop("a.csv", {"no": 1})
    here = drops.Here(office.folder)
    assert (drops.complete(here, 60), drops.complete(here, 0)) == ([], ["a.csv"])
    os.utime(office.folder / "a.csv", (0, 0))
    assert drops.complete(here, 60) == ["a.csv"]


def test_a_round_that_was_killed_goes_on_and_nothing_is_counted_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BATCH", 2)
    office.drop("a.csv", *({"no": n} for n in range(5)), {"no": 9, "kind": "ship"})
    written, batches = rounds.written, list[int]()

    def killed(*given: Any) -> Any:
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(1)
        return written(*given)

    monkeypatch.setattr(rounds, "written", killed)
    with pytest.raises(KeyboardInterrupt):
        office.run()
    monkeypatch.setattr(rounds, "written", written)
    assert (Case.objects.count(), office.lying("taken")) == (4, [f"{Parcel.objects.get().pk}-a.csv"])
    assert counted(office.run()) == (2, 1, 1, 0)
    assert [row.place for row in Exchanged.objects.order_by("place")] == [2, 3, 4, 5, 6, 7]
    assert (Case.objects.count(), len(office.lying("refused")), office.lying("taken")) == (5, 1, [])


def test_a_record_that_the_database_does_not_take_is_refused_alone(office: Office) -> None:
    office.drop("a.csv", {"no": 1}, {"no": "2" * 90}, {"no": 3})
    assert counted(office.run()) == (3, 2, 1, 0)
    assert Exchanged.objects.get(state="refused").reason == "It cannot be stored as it is."


def test_one_round_at_a_time(office: Office) -> None:
    office.drop("a.csv", {"no": 1})
    with connection.cursor():
        address = connection.connection.info.dsn
    with psycopg.connect(address) as another:
        another.execute("SELECT pg_advisory_lock(hashtext('huying exchange'), %s)", [office.connector.pk])
        with pytest.raises(Refused, match="A round of it is under way"), translation.override("en"):
            office.run()
        another.execute("SELECT pg_advisory_unlock_all()")
    assert counted(office.run()) == (1, 1, 0, 0)


def test_why_a_record_was_refused_is_read_by_the_office_in_its_language_and_by_us_in_ours(office: Office) -> None:
    office.drop("a.csv", {"no": 1, "kind": "ship"}, {"no": 2, "at": "", "said": ""})
    office.run()
    first, second = Exchanged.objects.order_by("place")
    assert (first.reason, first.told) == ("category: the mapping does not know “ship”.", "category：映射中没有“ship”。")
    with translation.override("en"):
        assert (first.told, second.told) == (first.reason, second.reason)


def test_a_file_and_a_round_that_came_to_nothing_say_why_in_the_language_of_whoever_reads(office: Office) -> None:
    office.drop("a.csv", {}, like={"no": "1"})
    office.run()
    parcel = Parcel.objects.get()
    with translation.override("en"):
        assert parcel.told == "The file has no columns at, kind, said, tel, who, x, y. It has: no."
    assert parcel.told != parcel.reason
