"""The whole set-up from the page: the same files, which load into an empty installation and come out the same."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from huying.base.units.models import Staff, Unit
from huying.base.units.roles import Role
from huying.web import setup
from huying.web.setup import changing, loading
from huying.web.setup.changing import Change, Wish
from huying.web.setup.sheets import DUTIES
from tests.web.setup import folders
from tests.web.setup.test_changing import BY

pytestmark = pytest.mark.django_db


def export() -> dict[str, bytes]:
    """The files of the archive that an administrator takes out."""
    client = Client()
    client.force_login(Staff.objects.get_or_create(username="boss", role=Role.ADMIN)[0])
    answer = client.post("/desk/setup/export/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def emptied() -> None:
    call_command("flush", "--no-input", verbosity=0)
    for register in loading.REGISTERS:
        register.current.forget()


@pytest.mark.django_db(transaction=True)
def test_an_export_loads_into_an_empty_installation_and_comes_out_the_same(tmp_path: Path) -> None:
    setup.load(folders.town(tmp_path), by=BY)
    before = export()
    emptied()
    folder = tmp_path / "again"
    for name, content in before.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    loaded = setup.load(folder, by=BY)
    assert (loaded.problems, export()) == ([], before)


def test_what_a_page_changed_stands_in_the_export(tmp_path: Path) -> None:
    setup.load(folders.town(tmp_path), by=BY)
    unit = Unit.objects.filter(retired=False).first()
    assert unit
    wish = Wish([Change(DUTIES, (), {"item": "99", "unit": unit.code, "clause": "新条款"})])
    changing.put_in_force(wish, seen=changing.preview(wish).seen, by=BY)
    assert "新条款" in export()["duties.csv"].decode()


def test_who_has_which_role_stays_with_the_security_officer(tmp_path: Path) -> None:
    setup.load(folders.town(tmp_path), by=BY)
    files: Any = export()
    assert ("units.csv" in files, "staff.csv" in files) == (True, False)
