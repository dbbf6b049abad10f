"""A whole city out of one installation and into another: nothing is lost, nothing is open that was sealed, whatever is killed.

Long because the city that all of these look at is built, and moved, once.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner, Result

from huying import secrets, startup
from huying.base.journal import audit, seals
from huying.base.journal.verify import verify
from huying.base.units.models import Staff
from huying.cases.models import Attachment, Case, Contact, PhoneCall
from huying.civic.mediation.models import DisputeFile
from huying.cli import app
from huying.insight import lake
from huying.notices.models import Desk
from huying.web.exchange.city import checking, manifest, rows, taking
from huying.web.exchange.city.tables import LEFT_OUT, tables
from tests.faults.marked import disguises
from tests.web.exchange.city import town
from tests.web.exchange.city.installations import Installation, installation

PUBLIC = (
    "/", "/charter/", "/areas.geojson", "/city/", "/city/points.json?zoom=2&west=0&north=0&east=3&south=3",
    "/city/feed.atom", "/city/widget/", "/city/figures/", "/answers/", "/track/",
    "/open311/v2/services.json", "/open311/v2/requests.json", "/open311/v2/servicerequestupdates.json",
)  # fmt: skip
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]+"')
GROWN = ("journal_event", "journal_leaf", "journal_seal")
OWN = ("journal_auditday", "journal_unsealed")
"""What taking a city in adds to, and what it changes: that it came in is in the audit log, and sealed."""
OF_THE_INSTALLATION = (
    "papers/monthly.zh.docx",
    "models/20261101-4711/weights.npz",
    "lake/first/2024-01-01_2024-03-31.parquet",
)


@dataclass(frozen=True)
class Moved:
    """A city at two places, and the folder in which it travelled."""

    old: Installation
    new: Installation
    folder: Path
    key: Path
    begun: dict[str, Any]
    """What stood in the folder when the export had been killed: file → when it was written."""
    said: list[dict[str, Any]]
    """What the commands said that were not killed: export, import."""


@pytest.fixture(scope="module")
def moved(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    """The export is killed while it writes a part, the import while it writes rows and while it makes indexes."""
    place = tmp_path_factory.mktemp("moved")
    folder, key = place / "out", place / "key"
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        installation("old", place / "old") as old,
        installation("new", place / "new") as new,
    ):
        patch.setattr(rows, "SIZE", 400)
        size = "rows.SIZE = 400"
        with old.entered():
            town.build()
        for own in OF_THE_INSTALLATION:
            (old.data / own).parent.mkdir(parents=True, exist_ok=True)
            (old.data / own).write_text("made here")
        out, into = (
            ("export", "city", str(folder), "--key", str(key)),
            ("import", "city", str(folder), "--key", str(key)),
        )
        old.killed(f"{size}; die_at(safe.Hashing, 'write', 250)", *out)
        begun = {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.gz")}
        said = [done(old, *out)]
        new.killed("die_at(rows, 'take', 40)", *into)
        with new.entered():
            assert "import of a city is not finished" in huying("seal").stderr
        new.killed("die_at(aside, '_make', 30)", *into)
        said.append(done(new, *into))
        yield Moved(old, new, folder, key, begun, said)


def huying(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def done(where: Installation, *words: str) -> dict[str, Any]:
    """What the command says in the end."""
    with where.entered():
        ended = huying(*words, "--json")
        assert ended.exit_code == 0, ended.output
        return dict(json.loads(ended.stdout.splitlines()[-1]))


def of(table: Any, until: int | None = None) -> list[str]:
    """Its rows as they travel; of one that grew, those that there were before."""
    behind = f"AND {table.key} <= {until}" if until is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(r)::text FROM ({table.rows(without_contacts=False)} {behind}) r ORDER BY 1")
        return [row for (row,) in cursor.fetchall()]


def counted(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {name}")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)  # the others need no emptying: they work on databases of their own
def test_every_table_is_named_as_travelling_or_with_the_reason_why_not() -> None:
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert {table.name for table in tables()} | set(LEFT_OUT) == known
    assert not {table.name for table in tables()} & set(LEFT_OUT)


def test_every_table_that_travels_has_rows_in_the_town_of_these_tests(moved: Moved) -> None:
    with moved.old.entered():
        empty = {table.name for table in tables() if not counted(table.name)}
    assert empty == set(town.UNREACHED)


def test_a_killed_export_goes_on_where_it_was(moved: Moved) -> None:
    assert 10 < len(moved.begun) < len(list(moved.folder.rglob("*.gz")))
    kept = {file for file, at in moved.begun.items() if (moved.folder / file).stat().st_mtime_ns == at}
    assert len(kept) > len(moved.begun) - 10  # what a second export adds to the journal was written anew
    assert moved.said[0]["unchanged"] > 0


def test_every_row_arrives_as_it_was(moved: Moved) -> None:
    told = manifest.read(moved.folder)
    newest = {table.name: int(given.last or 0) for table, given in zip(tables(), told.tables, strict=True)}
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for where, found in ((moved.old, before), (moved.new, after)):
        with where.entered():
            for table in tables():
                if table.name not in OWN:
                    found[table.name] = of(table, newest[table.name] if table.name in GROWN else None)
    assert [name for name in before if before[name] != after[name]] == []
    assert [said["read"] for said in moved.said] == [told.rows] * 2
    assert moved.said[1]["unchanged"] == told.rows  # those that were killed had taken them in, each part once


def test_both_records_verify_with_the_same_seals(moved: Moved) -> None:
    sealed = manifest.read(moved.folder).seal
    assert sealed
    reports, roots = [], []
    for where in (moved.old, moved.new):
        with where.entered():
            reports.append(verify())
            seal = seals.by_number(sealed.number)
            roots.append(bytes(seal.root).hex() if seal else "")
    assert [report.findings for report in reports] == [[], []]
    assert roots == [sealed.root] * 2
    assert {life: n for life, n in reports[0].lives.items() if life != "audit"} == {
        life: n for life, n in reports[1].lives.items() if life != "audit"
    }


def test_public_pages_are_the_same_to_the_byte(moved: Moved) -> None:
    pages: list[dict[str, bytes]] = []
    for where in (moved.old, moved.new):
        with where.entered():
            public = [
                f"/city/cases/{number}/"
                for number in Case.objects.filter(publication__isnull=False).values_list("number", flat=True)
            ]
            pages.append({path: shown(path) for path in (*PUBLIC, *public)})
    assert len(pages[0]) > len(PUBLIC)
    assert [path for path in pages[0] if pages[0][path] != pages[1][path]] == []


def shown(path: str) -> bytes:
    answer: Any = Client(headers={"Accept-Language": "en"}).get(path)
    assert answer.status_code == 200, path
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return TOKEN.sub(rb"\1", content)


def test_what_was_sealed_opens_there_and_who_had_a_password_signs_in_with_it(moved: Moved) -> None:
    opened = []
    for where in (moved.old, moved.new):
        with where.entered():
            admin = Staff.objects.get(username="admin")
            locked = Authenticator.objects.get(user=admin).data["secret"]
            opened.append((
                [(row.name, row.phone, row.mentioned) for row in Contact.objects.order_by("pk")],
                [row.number for row in PhoneCall.objects.all()], [row.url for row in Desk.objects.all()],
                admin.check_password(town.PASSWORD), Staff.objects.order_by("pk").values_list("password", flat=True)[0],
                get_adapter().decrypt(locked),
            ))  # fmt: skip
    assert opened[0] == opened[1]
    assert opened[0][3:4] + opened[0][5:] == (True, town.MARKED[3])


def test_life_goes_on_there_with_numbers_that_were_never_given(moved: Moved) -> None:
    with moved.new.entered(), transaction.atomic():
        newest = Case.objects.order_by("-pk")[0].pk
        filed = town.filed("还有一盏")
        assert (filed.pk > newest, verify().findings) == (True, [])
        transaction.set_rollback(True)


def test_photos_models_and_what_was_first_published_come_along(moved: Moved) -> None:
    with moved.old.entered():
        began = lake.manifest().began
        hashes = {name for kept in (Attachment, DisputeFile) for name in kept.objects.values_list("sha256", flat=True)}
    with moved.new.entered():
        assert lake.manifest().began == began
        assert {path.name for path in settings.MEDIA_ROOT.glob("??/??/*")} == hashes
    assert {(moved.new.data / own).read_text() for own in OF_THE_INSTALLATION} == {"made here"}


def test_both_audit_logs_say_that_the_city_left_and_came_in(moved: Moved) -> None:
    with moved.new.entered():
        day = apps.get_model("journal", "Event").objects.filter(life="audit", verb__in=["exported", "imported"])
        told = [(event.verb, event.by, event.facts) for event in day.order_by("pk")]
    left = {"list": "city", "contacts": contacts(moved), "keys": True}
    came = {"list": "city", "rows": moved.said[1]["read"], "files": moved.said[1]["files"]}
    by = audit.console().ref
    assert told == [("exported", by, left)] * 2 + [("imported", by, came)]  # the export that was killed left, too


def contacts(moved: Moved) -> int:
    with moved.old.entered():
        return Contact.objects.count()


def test_nothing_sealed_stands_open_in_the_export(moved: Moved) -> None:
    files = [path for path in moved.folder.rglob("*") if path.is_file()]
    everything = b"".join(_plain(path) for path in files)
    with moved.old.entered():
        password = Staff.objects.get(username="admin").password
    keys = [(moved.old.data / "secrets" / name).read_text().strip() for name in ("sealing_keys", "secret_key")]
    found = [value for value in (*town.MARKED, password, *keys) if any(form in everything for form in disguises(value))]
    assert (found, "路灯".encode() in everything) == ([], True)
    assert {path.stat().st_mode & 0o077 for path in (moved.folder, moved.key, *files)} == {0}


def _plain(path: Path) -> bytes:
    return b"".join(rows.read(path)) if path.suffix == ".gz" else path.read_bytes()


def test_an_export_again_writes_only_what_changed(moved: Moved) -> None:
    again = done(moved.old, "export", "city", str(moved.folder), "--key", str(moved.key))
    assert again["written"] < 0.5 * again["read"]
    manifest.read(moved.folder)


# -- what is refused


@pytest.fixture
def copy(moved: Moved, tmp_path: Path) -> Path:
    """The export, to be spoilt."""
    return Path(shutil.copytree(moved.folder, tmp_path / "copy"))


def refused(where: Installation, folder: Path, *more: str) -> str:
    with where.entered(), translation.override("en"):
        ended = huying("import", "city", str(folder), *more)
    assert ended.exit_code == 1, ended.output
    return ended.stderr


def test_every_reason_against_an_import_is_told_at_once(moved: Moved, copy: Path) -> None:
    (photo,) = sorted((copy / "files").glob("??/??/*"))[:1]
    photo.write_bytes(b"another picture")
    (copy / "rows" / "cases_case" / "000001.jsonl.gz").unlink()
    spoilt = copy / "rows" / "journal_words" / "000001.jsonl.gz"
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"\1")
    (copy.parent / "key").write_text(secrets.sealing_key())
    said = refused(moved.old, copy, "--key", str(copy.parent / "key"))
    for reason in (
        "rows/cases_case/000001.jsonl.gz is missing", "rows/journal_words/000001.jsonl.gz is missing", photo.name,
        "is not the key of this export", "This installation is not empty",
    ):  # fmt: skip
        assert reason in said


def test_an_unknown_form_or_no_manifest_is_no_export(moved: Moved, copy: Path) -> None:
    told = json.loads((copy / manifest.NAME).read_text())
    (copy / manifest.NAME).write_text(json.dumps(told | {"form": "huying-city/9"}))
    assert "another form" in refused(moved.old, copy)
    (copy / manifest.NAME).write_text(
        json.dumps(
            told
            | {
                "attachments": told["attachments"]
                | {"list": told["attachments"]["list"] | {"file": "../../etc/passwd"}}
            }
        )
    )
    assert "another form" in refused(moved.old, copy)
    (copy / manifest.NAME).unlink()
    assert "There is no manifest.json here" in refused(moved.old, copy)


def test_a_city_of_a_newer_version_is_not_taken_in(moved: Moved, copy: Path) -> None:
    told = json.loads((copy / manifest.NAME).read_text())
    told["migrations"]["cases"].append("9999_from_tomorrow")
    (copy / manifest.NAME).write_text(json.dumps(told))
    assert "cases 9999_from_tomorrow" in refused(moved.old, copy)


def test_a_folder_with_something_else_in_it_is_left_alone(moved: Moved, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with moved.old.entered():
        ended = huying("export", "city", str(tmp_path))
    assert (ended.exit_code, [path.name for path in tmp_path.iterdir()]) == (1, ["letter.txt"])


def test_without_contacts_nothing_sealed_leaves_and_no_key_is_needed(moved: Moved, tmp_path: Path) -> None:
    done(moved.old, "export", "city", str(tmp_path / "bare"), "--without-contacts")
    bare = manifest.read(tmp_path / "bare")
    given = {table.name: table for table in bare.tables}
    assert [given[name].rows for name in ("cases_contact", "cases_phonecall", "cases_answered")] == [0, 0, 0]
    for table in tables():
        lines = [
            json.loads(line) for part in given[table.name].parts for line in rows.read(tmp_path / "bare" / part.file)
        ]
        assert {line[column] for line in lines for column in table.sealed} <= {"\\x"}, table.name
    assert (bare.contacts, bare.keys, bare.envelope, [*checking.keys(bare, None)]) == ("left out", (), None, [])


def test_a_city_of_an_older_version_comes_in_and_is_brought_forward(moved: Moved, copy: Path, tmp_path: Path) -> None:
    with installation("late", tmp_path / "late") as late, late.entered():
        _make_older(copy, *_older_state())
        taken = taking.take(copy, key_file=moved.key, begin=lambda _n: lambda _done: None)
        startup.migrate()
        assert MigrationExecutor(connection).migration_plan(MigrationLoader(connection).graph.leaf_nodes()) == []
        assert (taken.written, verify().findings) == (taken.read, [])


def _older_state() -> tuple[tuple[str, str], dict[str, set[str]]]:
    """A migration that nothing rests on, taken back; and the columns that each table has without it."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    newest = next(key for key in graph.leaf_nodes() if key[0] == "insight" and not graph.node_map[key].children)
    (before,) = (parent.key for parent in graph.node_map[newest].parents if parent.key[0] == newest[0])
    executor.migrate([before])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        found = cursor.fetchall()
    return newest, {table: {column for name, column in found if name == table} for table, _column in found}


def _make_older(folder: Path, taken_back: tuple[str, str], columns: dict[str, set[str]]) -> None:
    told = json.loads((folder / manifest.NAME).read_text())
    told["migrations"][taken_back[0]].remove(taken_back[1])
    told["tables"] = [table for table in told["tables"] if table["name"] in columns]
    for table in told["tables"]:
        table["columns"] = [name for name in table["columns"] if name in columns[table["name"]]]
    (folder / manifest.NAME).write_text(json.dumps(told))
