"""A set-up folder from the page: every change is shown before any is made, and what is no set-up goes nowhere."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from huying.base.units.models import Staff, Unit
from huying.base.units.roles import Role
from huying.web import setup
from huying.web.setup import archives, changing
from huying.web.setup.changing import Change, Wish
from huying.web.setup.sheets import DUTIES
from tests.web.setup import folders
from tests.web.setup.test_changing import BY

pytestmark = pytest.mark.django_db
HERE = "/desk/setup/import/"


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path / "files"):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A town that is in force, without its accounts."""
    found = folders.town(tmp_path / "town")
    assert setup.load(found, by=BY).problems == []
    (found / "staff.csv").unlink()
    return found


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(Staff.objects.get_or_create(username="boss", role=Role.ADMIN)[0])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def chosen(admin: Client, content: bytes) -> Any:
    return admin.post(HERE, {"archive": SimpleUploadedFile("setup.zip", content)})


def put_in_force(admin: Client, page: Any) -> Any:
    return admin.post(HERE, {"deed": "save", "kept": page.context["kept"], "seen": page.context["preview"].seen})


def told(page: Any) -> Iterator[tuple[str, str, int, list[str]]]:
    for file in page.context["files"]:
        for kind, n, entries, _more in file.kinds:
            yield file.file, kind, n, [code for _name, code, _fields in entries]


def rewritten(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def a_unit(folder: Path) -> Unit:
    """Renamed in its file."""
    unit = Unit.objects.filter(retired=False).order_by("code")[0]
    rewritten(folder / "units.csv", f",{unit.zh},", f",{unit.zh}二处,")
    return unit


def test_what_stands_already_changes_nothing(folder: Path, admin: Client) -> None:
    page = chosen(admin, archives.pack(folder))
    assert (page.status_code, page.context["files"]) == (200, [])


def test_every_change_is_shown_and_none_is_made(folder: Path, admin: Client) -> None:
    unit = a_unit(folder)
    with (folder / "addresses.csv").open("a", encoding="utf-8") as file:
        columns = (folder / "addresses.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        area = (folder / "areas.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
        said = {"source": "setup", "code": "new-1", "zh": "新路1号", "area": area}
        file.write(",".join(said.get(name, "") for name in columns) + "\n")
    page = chosen(admin, archives.pack(folder))
    assert list(told(page)) == [("addresses.csv", "new", 1, ["setup new-1"]), ("units.csv", "changed", 1, [unit.code])]
    assert Unit.objects.get(pk=unit.pk).zh == unit.zh


def test_what_was_shown_is_put_in_force(folder: Path, admin: Client) -> None:
    unit = a_unit(folder)
    answer = put_in_force(admin, chosen(admin, archives.pack(folder)))
    assert (answer.status_code, Unit.objects.get(pk=unit.pk).zh) == (302, f"{unit.zh}二处")


def test_what_somebody_changed_meanwhile_is_shown_again(folder: Path, admin: Client) -> None:
    unit = a_unit(folder)
    page = chosen(admin, archives.pack(folder))
    wish = Wish([Change(DUTIES, (), {"item": "99", "unit": unit.code, "clause": "新条款"})])
    changing.put_in_force(wish, seen=changing.preview(wish).seen, by=BY)
    again = put_in_force(admin, page)
    assert (again.status_code, Unit.objects.get(pk=unit.pk).zh) == (409, unit.zh)
    assert ("duties.csv", "left out: ends", 1, ["99"]) in list(told(again))


def test_everything_that_is_wrong_is_said_with_its_file_and_line(folder: Path, admin: Client) -> None:
    rewritten(folder / "units.csv", "code,", "kode,")
    page = chosen(admin, archives.pack(folder))
    assert (page.status_code, {problem.file for problem in page.context["problems"]}) == (422, {"units.csv"})


def test_accounts_are_not_taken_in(folder: Path, admin: Client) -> None:
    (folder / "staff.csv").write_text("username,role\nmallory,security\n")
    page = chosen(admin, archives.pack(folder))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["archive"])


def test_a_file_of_another_place_is_never_written(folder: Path, admin: Client) -> None:
    archive = io.BytesIO(archives.pack(folder))
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("../../escaped.txt", "out")
    page = chosen(admin, archive.getvalue())
    remarks = page.context["preview"].summary.remarks
    assert [remark.file for remark in remarks if "none of the set-up" in remark.reason] == ["../../escaped.txt"]


@pytest.mark.parametrize("content", [b"no archive", b"PK\x03\x04 broken"])
def test_what_is_no_archive_is_refused(content: bytes, admin: Client) -> None:
    assert chosen(admin, content).status_code == 422


def test_an_archive_that_grows_too_large_is_refused(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 1000)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("city.yaml", "0" * 5000)
    assert chosen(admin, archive.getvalue()).status_code == 422


def test_an_archive_that_is_no_longer_kept_is_asked_for_again(admin: Client) -> None:
    assert admin.post(HERE, {"deed": "save", "kept": "../../secrets", "seen": ""}).status_code == 422
